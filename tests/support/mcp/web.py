"""A legacy MCP server over HTTP in plain asyncio, whose streams break where a test wants them to."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

TOOLS = [
    {"name": "look", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": True}},
    {"name": "change", "inputSchema": {"type": "object"}},
]


@dataclass
class Web:
    """What it does with calls, and what it was asked."""

    break_offs: int = 0
    """Calls whose stream ends before the answer."""
    resumable: bool = True
    """Whether its events are numbered."""
    away: int = 0
    """Tries to take up a stream that find nobody."""
    calls: int = 0
    taken_up: list[str] = field(default_factory=list[str])
    """The last event that each of the others named."""
    url: str = ""
    _open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])
    _asked: Any = None

    @asynccontextmanager
    async def serving(self, trust: ssl.SSLContext | None = None) -> AsyncGenerator[Web]:
        """Listens on this machine while the block runs."""
        server = await asyncio.start_server(self._hear, "127.0.0.1", 0, ssl=trust)
        host = "localhost" if trust else "127.0.0.1"
        self.url = f"{'https' if trust else 'http'}://{host}:{server.sockets[0].getsockname()[1]}/mcp"
        try:
            yield self
        finally:
            server.close()
            for writer in self._open:
                writer.close()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            writer.write(self._answer(line.split()[0], headers, json.loads(body or b"{}")))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side is done
        finally:
            self._open.discard(writer)
            writer.close()

    def _answer(self, verb: str, headers: dict[str, str], message: dict[str, Any]) -> bytes:
        if verb == "GET":
            if self.away:
                self.away -= 1
                return plain("503 Service Unavailable")
            self.taken_up.append(headers["last-event-id"])
            return stream(event(2, answer(self._asked, {"content": [{"type": "text", "text": "taken up"}]})))
        if "id" not in message:
            return plain("202 Accepted")
        match message["method"]:
            case "initialize":
                greeting: dict[str, Any] = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}}
                return plain("200 OK", answer(message["id"], {**greeting, "serverInfo": {"name": "w", "version": "1"}}))
            case "tools/list":
                return plain("200 OK", answer(message["id"], {"tools": TOOLS}))
            case _:
                return self._call(message["id"])

    def _call(self, number: Any) -> bytes:
        self.calls += 1
        self._asked = number
        if self.break_offs:
            self.break_offs -= 1
            return stream("id: 1\nretry: 10\ndata:\n\n" if self.resumable else ": hello\n\n")
        return stream(event(1, answer(number, {"content": [{"type": "text", "text": "at once"}]})))


def answer(number: Any, result: dict[str, Any]) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "result": result})


def event(number: int, data: str) -> str:
    return f"event: message\nid: {number}\ndata: {data}\n\n"


def plain(status: str, body: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close"
    return f"{head}\r\n\r\n{body}".encode()


def stream(events: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{events}".encode()
