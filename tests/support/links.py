"""Two ends of a link, in memory or over real pipes, and a far end that speaks raw lines."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from hermes_acp_protocol.direct import joined
from hermes_acp_protocol.framing import MAX_LINE
from hermes_acp_protocol.link import Link
from hermes_acp_protocol.peer import NotificationHandler, Peer, RequestHandler
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink

Kind = Literal["memory", "pipes"]
WAIT = 5.0
"""Seconds that any single wait of a test may take."""


def piped(limit: int = MAX_LINE) -> tuple[StdioLink, StdioLink]:
    """Return two links joined by two operating system pipes; the limit is the first one's."""
    there, back = os.pipe(), os.pipe()
    return StdioLink(StdioWire(there[0], back[1], limit)), StdioLink(StdioWire(back[0], there[1]))


def ends(kind: Kind) -> tuple[Link, Link]:
    """Return the two ends of one connection."""
    return joined() if kind == "memory" else piped()


@dataclass
class Raw:
    """The far end as bytes: what it sends is not made sure to be sensible."""

    link: Link
    lines: list[bytes] = field(default_factory=list[bytes])

    async def write(self, *lines: bytes | dict[str, Any]) -> None:
        """Send lines, in one go if they are short."""
        for line in lines:
            await self.link.send(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")

    async def read(self) -> dict[str, Any]:
        """Return the next message; the frame oracle: each line is one valid JSON-RPC object."""
        async with asyncio.timeout(WAIT):
            while not self.lines:
                more = await self.link.receive()
                assert more, "the connection ended"
                self.lines += [line for line in more if isinstance(line, bytes)]
        message: Any = json.loads(self.lines.pop(0).decode(), parse_constant=_no_constant)
        assert isinstance(message, dict)
        fields = cast("dict[str, Any]", message)
        assert fields["jsonrpc"] == "2.0"
        return fields

    async def alive(self) -> None:
        """Check that a fresh request is the next thing answered."""
        await self.write({"jsonrpc": "2.0", "id": "alive?", "method": "echo", "params": {"still": "here"}})
        assert await self.read() == {"jsonrpc": "2.0", "id": "alive?", "result": {"still": "here"}}


def _no_constant(spelling: str) -> None:
    raise AssertionError(f"{spelling} on the wire")


@dataclass
class Served:
    """A peer that serves, and its raw far end."""

    peer: Peer
    raw: Raw
    serving: asyncio.Task[None]

    async def hang_up(self) -> None:
        """End the far side and wait until the peer has finished."""
        await self.raw.link.close()
        async with asyncio.timeout(WAIT):
            await self.serving


@asynccontextmanager
async def served(
    near: Link,
    far: Link,
    requests: Mapping[str, RequestHandler] | None = None,
    notifications: Mapping[str, NotificationHandler] | None = None,
) -> AsyncGenerator[Served]:
    """Serve ``echo`` and the given handlers on the near end for as long as the block runs."""

    async def echo(params: dict[str, Any]) -> Any:
        return params

    peer = Peer(near, {"echo": echo, **(requests or {})}, notifications or {})
    one = Served(peer, Raw(far), asyncio.create_task(peer.serve()))
    try:
        yield one
    finally:
        await one.hang_up()
