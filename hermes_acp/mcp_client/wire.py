"""A link that passes on messages alone: what a server prints besides is kept apart, and a giant is told.

Server programs print banners and logs to the stream that carries the protocol. Such a line is no reason to end a
connection or to answer anything; a line beyond the limit is, for it was the answer somebody waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hermes_acp_protocol.framing import LongLine
from hermes_acp_protocol.link import Link

KEPT_NOISE = 5
"""Stray lines that are kept to be shown."""
ANSWER_LOST = -32097
"""The code of an error that a link makes up, never a server: the answer to this one request is lost for good."""


class MessagesOnly:
    """Implements `Link` over another."""

    def __init__(self, link: Link, too_long: Callable[[LongLine], None]) -> None:
        """``too_long`` is told of a message that crossed the limit; its bytes are gone."""
        self._link = link
        self._too_long = too_long
        self.noise: list[str] = []
        """The first stray lines, cut short."""

    async def receive(self) -> Sequence[bytes | LongLine]:
        """Return the next messages; nothing at the end."""
        while lines := await self._link.receive():
            messages = [line for line in lines if self._is_message(line)]
            if messages:
                return messages
        return ()

    async def send(self, line: bytes) -> None:
        """Queue one line; wait while the queue is full."""
        await self._link.send(line)

    async def close(self) -> None:
        """Let what is queued leave, then end."""
        await self._link.close()

    def _is_message(self, line: bytes | LongLine) -> bool:
        if isinstance(line, LongLine):
            self._too_long(line)
            return False
        if line.lstrip()[:1] == b"{":
            return True
        if len(self.noise) < KEPT_NOISE:
            self.noise.append(line[:200].decode("utf-8", "replace").strip())
        return False
