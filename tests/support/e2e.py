"""An editor made of raw bytes, and the real program at the other end of real pipes.

Every message the program writes is checked against the schema as it arrives; a line that is no valid message fails
the test that reads it. Nothing of ours is used to speak to it, so that a fault of ours cannot hide itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from support.acp_schema import SchemaCheck

Json = Any
"""What came over the wire; the schema check has seen it."""
HERMES = str(Path(sys.executable).with_name("hermes"))
WAIT = 15.0
"""Seconds after which anything that did not happen has failed; generous, for machines that are busy."""


class Refused(Exception):
    """The program answered a request with an error."""

    def __init__(self, error: Mapping[str, Json]) -> None:
        super().__init__(str(error))
        self.code: int = error["code"]
        self.data: Json = error.get("data")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one test happens."""

    root: Path
    work: Path
    """The workspace."""
    home: Path

    def script(self, *replies: Sequence[Mapping[str, object]], name: str = "script.json") -> dict[str, str]:
        """Write a script down; returns the environment in which it answers."""
        path = self.root / name
        path.write_text(json.dumps(replies))
        return {"HERMES_MODEL": f"scripted:{path}"}

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a program started here; the ``home`` fixture has cleaned ours."""
        return {**os.environ, "HERMES_MODEL": "demo:rules", **more}


Answering = Callable[[Json], Json]
"""Params of a request to the editor → the result, or a Refused; None leaves it without an answer."""


@dataclass
class RawEditor:
    """The editor's end of the pipes."""

    process: asyncio.subprocess.Process
    place: Place
    errors: Path
    """The program's stderr."""
    check: SchemaCheck = field(default_factory=SchemaCheck)
    messages: list[Json] = field(default_factory=list[Json])
    """Everything the program wrote, in order."""
    answers: dict[str, Answering] = field(default_factory=dict[str, Answering])
    _waiting: dict[Json, asyncio.Future[Json]] = field(default_factory=dict[Json, "asyncio.Future[Json]"])
    _raw_ids: list[Json] = field(default_factory=list[Json])
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _last_id: int = 0
    _fault: BaseException | None = None

    # What an editor does.

    async def initialize(self, **capabilities: Json) -> Json:
        """Say hello with these client capabilities."""
        return await self.call("initialize", protocolVersion=1, clientCapabilities=capabilities)

    async def new(self, cwd: Path | None = None) -> str:
        """A new session."""
        answer = await self.call("session/new", cwd=str(cwd or self.place.work), mcpServers=[])
        return answer["sessionId"]

    async def load(self, session_id: str, how: str = "session/load") -> Json:
        """An old session."""
        return await self.call(how, sessionId=session_id, cwd=str(self.place.work), mcpServers=[])

    async def prompt(self, session_id: str, text: str) -> Json:
        """One whole turn; returns its stop reason."""
        prompt = [{"type": "text", "text": text}]
        return (await self.call("session/prompt", sessionId=session_id, prompt=prompt))["stopReason"]

    async def cancel(self, session_id: str) -> None:
        """Press the button."""
        await self.notify("session/cancel", sessionId=session_id)

    async def call(self, method: str, **params: Json) -> Json:
        """Ask and wait. Raises Refused when the answer is an error."""
        self._last_id += 1
        message = {"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params}
        self.check.incoming(message)
        return await self._asked(self._last_id, json.dumps(message).encode())

    async def call_unchecked(self, message: Mapping[str, Json]) -> Json:
        """The same with a message that the schema may forbid; it needs an id of its own."""
        self._raw_ids.append(message["id"])
        return await self._asked(message["id"], json.dumps(message).encode())

    def expect(self, id: Json) -> None:
        """Await an answer to something that is written as bytes."""
        if id is not None:
            self._raw_ids.append(id)

    async def notify(self, method: str, **params: Json) -> None:
        """Tell."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self.check.incoming(message)
        await self.write(json.dumps(message).encode() + b"\n")

    async def write(self, data: bytes) -> None:
        """Write bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        await self.process.stdin.drain()

    async def alive(self) -> None:
        """The liveness check: a fresh request is answered within two seconds."""
        async with asyncio.timeout(2.0):
            with suppress(Refused):
                await self.call("session/list")

    # What an editor sees.

    async def until(self, seen: Callable[[RawEditor], object], seconds: float = WAIT) -> None:
        """Wait until something is true of what came."""
        async with asyncio.timeout(seconds):
            while not seen(self):
                if self._fault is not None:
                    raise self._fault
                self._changed.clear()
                await self._changed.wait()

    def updates(self, kind: str | None = None) -> list[Json]:
        """The updates that came, in order."""
        said = [m["params"]["update"] for m in self.messages if m.get("method") == "session/update"]
        return [update for update in said if kind is None or update["sessionUpdate"] == kind]

    def text(self, kind: str = "agent_message_chunk") -> str:
        """The chunks of one kind, joined."""
        return "".join(update["content"]["text"] for update in self.updates(kind))

    def tool(self, call_id: str) -> list[Json]:
        """What was said of one tool call."""
        return [update for update in self.updates() if update.get("toolCallId") == call_id]

    def asked(self, method: str) -> list[Json]:
        """The params of what the program asked of us."""
        return [m["params"] for m in self.messages if m.get("method") == method]

    # How it ends.

    async def hang_up(self) -> int:
        """Close the program's stdin; returns its exit code when it is gone."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return await self.gone()

    def stop_reading(self) -> None:
        """Close the program's stdout at our end."""
        self._stdout.close()

    def pause_reading(self) -> None:
        """Leave what the program writes where it is."""
        self._stdout.pause_reading()

    def resume_reading(self) -> None:
        """Take it again."""
        self._stdout.resume_reading()

    @property
    def _stdout(self) -> asyncio.ReadTransport:
        transport = cast("asyncio.SubprocessTransport", self.process._transport)  # type: ignore[attr-defined]  # no public way
        return cast("asyncio.ReadTransport", transport.get_pipe_transport(1))

    async def gone(self) -> int:
        """Wait for the end of the program; returns its exit code."""
        async with asyncio.timeout(WAIT):
            return await self.process.wait()

    # Underneath.

    async def _asked(self, id: Json, line: bytes) -> Json:
        future = self._waiting[id] = asyncio.get_running_loop().create_future()
        await self.write(line + b"\n")
        try:
            async with asyncio.timeout(WAIT):
                return await future
        finally:
            self._waiting.pop(id, None)

    async def listen(self) -> None:
        """Read until the program closes its stdout."""
        assert self.process.stdout is not None
        try:
            while line := await self.process.stdout.readline():
                await self._heard(line)
        except BaseException as fault:
            self._fault = fault
            raise
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(self._fault or EOFError(f"the program is gone; {self.errors.read_text()}"))
            self._changed.set()

    async def _heard(self, line: bytes) -> None:
        message = json.loads(line, parse_constant=refuse_constant)
        assert line.endswith(b"\n"), f"half a line: {line!r}"
        if "method" not in message and message["id"] in self._raw_ids:
            self._raw_ids.remove(message["id"])
            if "error" in message:
                self.check.value("Error", message["error"])
        else:
            self.check.outgoing(message)
        self.messages.append(message)
        if "method" in message and "id" in message:
            await self._answer(message)
        elif "method" not in message and message["id"] in self._waiting:
            settle(self._waiting[message["id"]], message)
        self._changed.set()

    async def _answer(self, message: Json) -> None:
        envelope = {"jsonrpc": "2.0", "id": message["id"]}
        try:
            result = self.answers[message["method"]](message["params"])
        except Refused as refusal:
            answer = {**envelope, "error": {"code": refusal.code, "message": str(refusal)}}
        else:
            if result is None:
                return
            answer = {**envelope, "result": result}
        self.check.incoming(answer)
        with suppress(ConnectionError):  # whoever asked may be gone by now
            await self.write(json.dumps(answer).encode() + b"\n")


@asynccontextmanager
async def started(
    place: Place, environment: Mapping[str, str] | None = None, *arguments: str
) -> AsyncGenerator[RawEditor]:
    """``hermes acp`` with an editor that checks it; whatever happens, the program is gone afterwards."""
    errors = place.root / f"stderr-{os.urandom(4).hex()}"
    with errors.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            HERMES,
            "acp",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            cwd=place.root,
            env=place.environment(**(environment or {})),
            limit=128 * 1024 * 1024,
        )
    editor = RawEditor(process, place, errors)
    listening = asyncio.create_task(editor.listen())
    try:
        yield editor
        if process.returncode is None:
            assert await editor.hang_up() == 0, errors.read_text()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        async with asyncio.timeout(WAIT):
            await listening


def picks(kind: str) -> Answering:
    """A person who always presses the first button of that kind."""

    def answer(params: Json) -> Json:
        option = next(option for option in params["options"] if option["kind"] == kind)
        return {"outcome": {"outcome": "selected", "optionId": option["optionId"]}}

    return answer


def unanswered(params: Json) -> None:
    """A person who has gone for lunch."""


def settle(future: asyncio.Future[Json], message: Json) -> None:
    """Give a waiting call its answer, unless it has stopped waiting."""
    if future.done():
        return
    if "error" in message:
        future.set_exception(Refused(message["error"]))
    else:
        future.set_result(message["result"])


def refuse_constant(name: str) -> Json:
    """NaN and Infinity are not JSON."""
    raise ValueError(f"{name} is not JSON")


def call(name: str, id: str, **arguments: object) -> dict[str, object]:
    """A script's step that calls a tool."""
    return {"call": {"name": name, "id": id, "arguments": arguments}}


def text(words: str) -> dict[str, object]:
    """A script's step that says something."""
    return {"text": words}


def pause(seconds: float) -> dict[str, object]:
    """A script's step that takes its time."""
    return {"pause": seconds}
