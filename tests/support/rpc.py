"""A script at the other end of ``hermes rpc``, in this process: every message is checked against the description."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from jsonschema import Draft202012Validator

from hermes_acp_protocol.direct import DirectLink
from hermes_acp_protocol.headless.description import (
    client_methods,
    document,
    methods,
    params_schema,
    result_schema,
    rooted,
)

SECONDS = 20.0
Json = dict[str, Any]
ANY = {"InvalidParams", "Internal", "Storage", "Cancelled"}
"""Errors that any method may answer with."""


class Failed(Exception):
    """An error answer."""

    def __init__(self, error: Json) -> None:
        super().__init__(error["message"])
        self.error = error


class Caller:
    """Calls methods, hears events, answers questions by ``decide``."""

    def __init__(self, link: DirectLink) -> None:
        self.link = link
        self.events: list[Json] = []
        self.asked: list[Json] = []
        self.decide: Callable[[Json], Json] = lambda question: {"result": {"option_id": "reject"}}
        """Answers a question; an empty object leaves it open."""
        self.stray: list[Any] = []
        """Answers with no id of ours, and batches."""
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._heard = asyncio.Condition()

    async def call(self, method: str, **params: Any) -> Any:
        """The result, checked. Failed for an error answer, checked too."""
        number = len(self._waiting) + 1
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        async with asyncio.timeout(SECONDS):
            message = await answer
        if "error" in message:
            fits(message["error"]["data"], rooted({"$ref": "#/components/schemas/ErrorData"}))
            assert message["error"]["code"] in error_codes(method), f"{method} is not described to fail like this"
            raise Failed(message["error"])
        fits(params, params_schema(methods()[method]))
        fits(message["result"], result_schema(methods()[method]))
        return message["result"]

    async def send(self, value: object) -> None:
        """Send anything."""
        await self.link.send((value if isinstance(value, str) else json.dumps(value)).encode() + b"\n")

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something was heard."""
        async with asyncio.timeout(SECONDS), self._heard:
            await self._heard.wait_for(seen)

    async def listen(self) -> None:
        """Take what comes until the end."""
        while lines := await self.link.receive():
            for line in lines:
                assert isinstance(line, bytes)
                await self._take(json.loads(line))
                async with self._heard:
                    self._heard.notify_all()

    async def _take(self, message: Json | list[Json]) -> None:
        if isinstance(message, list) or ("method" not in message and message["id"] not in self._waiting):
            self.stray.append(message)
        elif "method" not in message:
            self._waiting[message["id"]].set_result(message)
        else:
            described = client_methods()[message["method"]]
            fits(message["params"], params_schema(described))
            assert ("id" in message) == ("result" in described)
            if message["method"] == "event":
                self.events.append(message["params"]["event"])
                return
            self.asked.append(message["params"])
            if told := self.decide(message["params"]):
                await self.send({"jsonrpc": "2.0", "id": message["id"], **told})


def error_codes(method: str) -> set[int]:
    """The codes that a method is described to fail with, and those that any may."""
    named = {pointer["$ref"].rpartition("/")[2] for pointer in methods()[method]["errors"]}
    return {document()["components"]["errors"][name]["code"] for name in named | ANY}


def fits(value: object, schema: Json) -> None:
    """Fail when the schema does not accept the value."""
    validator: Any = Draft202012Validator(schema)
    validator.validate(value)


Serve = Callable[..., AbstractAsyncContextManager[Caller]]
"""``async with serve(replies...) as caller``: a caller, and a model that plays the replies."""
