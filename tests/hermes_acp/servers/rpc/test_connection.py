"""The wire of a script: whatever comes in, every request is answered once, and the end is orderly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hermes_acp.servers.rpc.connection import Connection
from hermes_acp.servers.rpc.dispatching import Dispatcher
from hermes_acp_protocol.direct import DirectLink, joined
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import JsonObject, JsonValue, LongLine
from support.rpc import SECONDS, Caller, Serve

LIST = {"jsonrpc": "2.0", "method": "models.list"}
FOUND: dict[str, object] = {"providers": []}


async def answers(caller: Caller, *messages: object, count: int) -> list[Any]:
    """What comes back for messages with ids that the caller did not give."""
    for message in messages:
        await caller.send(message)
    await caller.until(lambda: len(caller.stray) >= count)
    return caller.stray


async def test_a_batch_is_answered_as_one_without_its_notifications(serve: Serve) -> None:
    async with serve() as caller:
        (batch,) = await answers(caller, [{**LIST, "id": 90}, LIST, {**LIST, "id": "b"}], count=1)
    assert {one["id"]: one["result"] for one in batch} == {90: FOUND, "b": FOUND}


async def test_a_broken_request_in_a_batch_is_refused_and_the_others_are_served(serve: Serve) -> None:
    async with serve() as caller:
        (batch,) = await answers(caller, [{**LIST, "id": 90}, 3, {"id": 91}, [LIST], {**LIST, "id": 92}], count=1)
        await caller.send([LIST, LIST])  # nothing but notifications
        assert await caller.call("models.list") == FOUND
    assert [(one["id"], one.get("error", {}).get("code")) for one in batch] == [
        (90, None),
        (None, -32600),
        (None, -32600),
        (None, -32600),
        (92, None),
    ]
    assert len(caller.stray) == 1


async def test_a_notification_gets_no_answer(serve: Serve) -> None:
    async with serve() as caller:
        await caller.send(LIST)
        await caller.send({"jsonrpc": "2.0", "method": "no.such"})
        assert await caller.call("models.list") == FOUND
    assert caller.stray == []


async def test_what_is_no_request_gets_an_error_and_the_rest_goes_on(serve: Serve) -> None:
    broken = ["hello", "[]", "3", '{"id": 91}', {"jsonrpc": "1.0", "id": 92, "method": "models.list"}]
    async with serve() as caller:
        found = await answers(caller, *broken, count=len(broken))
        assert await caller.call("models.list") == FOUND
    told = [(one["id"], one["error"]["code"], one["error"]["data"]["reason"]) for one in found]
    invalid = (None, -32600, "invalid_request")
    assert sorted(told, key=str) == sorted([(None, -32700, "parse_error"), *[invalid] * 4], key=str)


async def test_an_unknown_method_and_params_without_names_are_told_apart(serve: Serve) -> None:
    async with serve() as caller:
        sent = [{**LIST, "id": 90, "method": "no.such"}, {**LIST, "id": 91, "params": [True]}]
        found = {one["id"]: one["error"] for one in await answers(caller, *sent, count=2)}
    assert found[90]["data"] == {"reason": "method_not_found", "details": "no.such"}
    assert found[91] == {
        "code": -32602,
        "message": "Params are given by name.",
        "data": {"reason": "invalid_params", "path": ""},
    }


async def test_an_answer_that_nobody_waits_for_harms_nobody(serve: Serve) -> None:
    async with serve() as caller:
        await caller.send({"jsonrpc": "2.0", "id": 77, "result": {"option_id": "once"}})
        assert await caller.call("models.list") == FOUND
    assert caller.stray == []


async def test_a_fault_of_ours_is_told_by_a_reference_and_nothing_else() -> None:
    async def breaks(params: JsonObject) -> JsonValue:
        raise RuntimeError("secret")

    dispatcher = await asyncio.to_thread(Dispatcher, {"models.list": breaks})
    answer: Any = await dispatcher.answer({**LIST, "id": 1})
    data = answer["error"]["data"]
    assert (answer["error"]["code"], data["reason"], len(data["ref"])) == (-32603, "internal", 8)
    assert "secret" not in json.dumps(answer)


async def test_a_line_that_is_too_long_gets_an_error() -> None:
    class Long(DirectLink):
        given = False

        async def receive(self) -> Sequence[bytes | LongLine]:
            if self.given:
                return await super().receive()
            self.given = True
            return [LongLine(10)]

    here, there = joined()
    long = Long(there._incoming, there._outgoing)  # pyright: ignore[reportPrivateUsage]  the same ends, read otherwise
    dispatcher = await asyncio.to_thread(Dispatcher, {})
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(Connection(long).serve(dispatcher, lambda: None))
        (line,) = await here.receive()
        assert json.loads(line if isinstance(line, bytes) else b"")["error"]["data"]["reason"] == "line_too_long"
        await here.close()


class Held:
    """A connection with one method, which waits until it is let go."""

    def __init__(self, leave_seconds: float = SECONDS) -> None:
        self.here, self._there = joined()
        self.go = asyncio.Event()
        self.began = asyncio.Event()
        self.cancelled = False
        self.connection = Connection(self._there, leave_seconds)

    async def method(self, params: JsonObject) -> JsonValue:
        self.began.set()
        await self.go.wait()
        return {"providers": []}

    def cancel(self) -> None:
        self.cancelled = True

    async def serving(self) -> asyncio.Task[None]:
        dispatcher = await asyncio.to_thread(Dispatcher, {"models.list": self.method})
        task = asyncio.create_task(self.connection.serve(dispatcher, self.cancel))
        await self.here.send(json.dumps({**LIST, "id": 1}).encode() + b"\n")
        await self.began.wait()
        return task

    async def answer(self) -> Any:
        (line,) = await self.here.receive()
        assert isinstance(line, bytes)
        return json.loads(line)


async def test_at_the_end_of_the_input_what_was_asked_for_is_still_answered() -> None:
    held = Held()
    async with asyncio.timeout(SECONDS):
        serving = await held.serving()
        held._there._incoming.end()  # pyright: ignore[reportPrivateUsage]  one direction ends, as a pipe does
        held.go.set()
        assert (await held.answer())["result"] == FOUND
        await serving


async def test_after_the_end_of_the_input_nobody_can_be_asked() -> None:
    held = Held()
    async with asyncio.timeout(SECONDS):
        serving = await held.serving()
        asking = asyncio.create_task(held.connection.call("permission.request", {}))
        assert (await held.answer())["method"] == "permission.request"
        held._there._incoming.end()  # pyright: ignore[reportPrivateUsage]  one direction ends, as a pipe does
        assert isinstance((await asyncio.gather(asking, return_exceptions=True))[0], ConnectionClosed)
        held.go.set()
        await serving


async def test_what_cannot_be_answered_before_the_end_is_told_so() -> None:
    held = Held(leave_seconds=0.05)
    async with asyncio.timeout(SECONDS):
        serving = await held.serving()
        serving.cancel()
        answer = await held.answer()
        await asyncio.wait([serving])
    assert held.cancelled
    assert (answer["id"], answer["error"]["code"], answer["error"]["data"]) == (1, -32800, {"reason": "cancelled"})


async def test_when_nobody_reads_the_answers_everything_ends(serve: Serve, work: Path) -> None:
    async with serve([{"text": "First"}, {"pause": 0.2}, {"text": "Second"}, {"pause": 30}]) as caller:
        session = (await caller.call("session.new", cwd=str(work)))["session"]["session_id"]
        params = {"session_id": session, "text": "go"}
        await caller.send({"jsonrpc": "2.0", "id": 101, "method": "session.prompt", "params": params})
        await caller.until(lambda: any(event["type"] == "agent_text" for event in caller.events))
        async with asyncio.timeout(SECONDS):
            await caller.link.close()
