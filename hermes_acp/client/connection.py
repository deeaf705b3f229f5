"""The wire to ``hermes rpc``: requests and their answers, events to whoever listens, questions to whoever decides.

JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one message a line. Knows no method but the two a server sends.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Generator, Mapping
from typing import Any, cast

from hermes_acp.client.asking import Asker
from hermes_acp.client.events import Event
from hermes_acp.client.options import Options
from hermes_acp.client.values import Decide, question

LONGEST = 64 * 1024 * 1024
"""Bytes of the longest line that is read."""
GOODBYE_SECONDS = 10.0
"""How long the server has to save its sessions and leave."""


class Failed(Exception):
    """An error answer."""

    def __init__(self, code: int, message: str, data: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.code = code
        """See ``rpc.discover``."""
        self.reason = str(data.get("reason", "error"))
        """A word for programs that does not change."""
        self.data = data


class Closed(Exception):
    """The server has ended; nothing can be asked any more."""

    def __init__(self) -> None:
        super().__init__("hermes rpc has ended.")


class Connection:
    """One server in a process of its own."""

    def __init__(self, process: Process, decide: Decide | None) -> None:
        """Made by ``start``."""
        self._process = process
        self._asker = Asker(decide) if decide else None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._listeners: dict[str, list[Callable[[Event], None]]] = {}
        self._deciding: set[asyncio.Task[None]] = set()
        self._ended = False
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, options: Options, decide: Decide | None) -> Connection:
        """Start the server. OSError when the command cannot be started."""
        line, environment = options.line(asks=decide is not None), options.variables()
        process = await asyncio.create_subprocess_exec(*line, stdin=PIPE, stdout=PIPE, env=environment, limit=LONGEST)
        return cls(process, decide)

    async def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """The result. Failed for an error answer, Closed when none can come any more."""
        if self._ended:
            raise Closed
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            await self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            return await answer
        finally:
            self._waiting.pop(number, None)

    @contextlib.contextmanager
    def listening(self, session_id: str, hear: Callable[[Event], None]) -> Generator[None]:
        """Hear what a session says while the context lasts."""
        listeners = self._listeners.setdefault(session_id, [])
        listeners.append(hear)
        try:
            yield
        finally:
            listeners.remove(hear)
            if not listeners:
                self._listeners.pop(session_id, None)

    async def close(self) -> None:
        """End the server: its sessions are saved, what runs is cancelled. Again is harmless."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await asyncio.wait([self._reading, *self._deciding])
        cast("asyncio.StreamWriter", self._process.stdin).close()

    async def _send(self, message: Mapping[str, Any]) -> None:
        stdin = cast("asyncio.StreamWriter", self._process.stdin)
        try:
            stdin.write(json.dumps(message).encode() + b"\n")
            await stdin.drain()
        except ConnectionError:
            raise Closed from None

    async def _read(self) -> None:
        """Take what comes until the end; then everybody who waits is told."""
        stdout = cast("asyncio.StreamReader", self._process.stdout)
        try:
            while line := await stdout.readline():
                self._take(json.loads(line))
        finally:
            self._ended = True
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(Closed())
            for task in self._deciding:
                task.cancel()

    def _take(self, message: Mapping[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "event":
                for hear in list(self._listeners.get(params["session_id"], ())):
                    hear(params["event"])
            case "permission.request":
                task = asyncio.create_task(self._answer(message["id"], params))
                self._deciding.add(task)
                task.add_done_callback(self._deciding.discard)
            case None:
                self._settle(message)
            case _:
                pass  # of a newer version

    def _settle(self, message: Mapping[str, Any]) -> None:
        answer = self._waiting.get(message["id"])
        if answer is None or answer.done():
            return
        if "error" in message:
            error = message["error"]
            answer.set_exception(Failed(error["code"], error["message"], error.get("data") or {}))
        else:
            answer.set_result(message["result"])

    async def _answer(self, number: object, params: Mapping[str, Any]) -> None:
        """Decide, and say so. A decider that fails refuses, and its failure is the server's to show."""
        told: dict[str, Any]
        try:
            chosen = await self._asker.ask(question(params)) if self._asker else None
            told = {"result": {"option_id": chosen or ""}}
        except Exception as error:
            told = {"error": {"code": -32603, "message": f"The program that was asked failed: {error}"}}
        with contextlib.suppress(Closed):
            await self._send({"jsonrpc": "2.0", "id": number, **told})
