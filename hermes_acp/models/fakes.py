"""A provider on loopback that plays prepared answers, byte by byte if need be, with the faults real ones have.

For tests of ours and of others who build on these dialects. It speaks just enough HTTP/1.1 and knows no dialect;
``fake_streams`` makes the events of each.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping, Sequence
from typing import Literal, Self, cast

from msgspec import Struct, field

JSON = Mapping[str, object]


class Received(Struct, frozen=True):
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as an object."""
        return cast("dict[str, object]", json.loads(self.body))


class Answer(Struct, frozen=True):
    """What to send back."""

    pieces: Sequence[bytes] = ()
    """Each is one HTTP chunk and, where the system allows, one read of the client."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "text/event-stream"})
    then: Literal["end", "reset", "stall"] = "end"
    """What follows the pieces: the proper end, a reset of the connection, or silence until the client leaves."""
    gate: asyncio.Event | None = None
    """Waited for between the first piece and the second."""


class FakeProvider:
    """Plays one answer per request, in order; ``async with FakeProvider([...]) as fake``."""

    def __init__(self, answers: Sequence[Answer], models: Sequence[JSON] = ()) -> None:
        """``models`` is what it says to whoever asks for its list, besides the answers."""
        self.requests: list[Received] = []
        self.lists: list[Received] = []
        """Requests for the list of models; they use up no answer."""
        self._models = models
        self.connections = 0
        self.left = asyncio.Event()
        """Set when a client went away from an answer that stalls."""
        self._answers = list(answers)
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The base URL, with ``/v1``."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await self._server.wait_closed()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._clients.add(task)
        self.connections += 1
        try:
            while (request := await receive(reader)) is not None:
                if request.method == "GET" and request.path.partition("?")[0].endswith("/models"):
                    self.lists.append(request)
                    await self._answer(listing(self._models), reader, writer)
                    continue
                self.requests.append(request)
                await self._answer(self._answers.pop(0), reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            return  # the client left, or the test is over
        finally:
            self._clients.discard(task)
            writer.close()

    async def _answer(self, answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {answer.status} X", "transfer-encoding: chunked"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        for number, piece in enumerate(answer.pieces):
            if number == 1 and answer.gate is not None:
                await answer.gate.wait()
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
        match answer.then:
            case "end":
                writer.write(b"0\r\n\r\n")
                await writer.drain()
            case "reset":
                # A linger time of zero makes closing send RST.
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                raise ConnectionResetError
            case "stall":
                await reader.read()
                self.left.set()
                raise ConnectionResetError


async def receive(reader: asyncio.StreamReader) -> Received | None:
    """The next request of a connection; None when there is none."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ")
    return Received(method, path, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def listing(models: Sequence[JSON]) -> Answer:
    """A list of models."""
    return Answer([json.dumps({"data": list(models)}).encode()], headers={"content-type": "application/json"})


def refusal(status: int, error: JSON, **headers: str) -> Answer:
    """An error answer, as providers send it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer([json.dumps({"error": error}).encode()], status, {"content-type": "application/json", **named})
