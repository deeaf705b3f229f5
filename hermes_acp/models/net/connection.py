"""One connection, which carries one exchange after the other. HTTP itself is h11's.

Whatever goes wrong leaves the connection unusable; whoever leads it ends it then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from math import inf
from typing import NamedTuple

import h11

from hermes_acp.models.net.wire import WRITTEN, Wire

HEAD = 64 * 1024
"""The longest head of an answer that is read."""


class Head(NamedTuple):
    """The beginning of an answer."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters; the last of several wins."""


class Connection:
    """A client's end."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.silence = inf
        """Seconds in which something has to be taken or said; TimeoutError after that."""
        self.until = inf
        """When the answer has to be over, on the loop's clock; TimeoutError after that."""
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD)

    async def ask(self, method: str, target: str, headers: Sequence[tuple[str, str]], body: bytes) -> None:
        """Send a request. What was not taken is no error here: the server may have answered before it read all."""
        send = self._http.send
        whole = [send(h11.Request(method=method, target=target, headers=list(headers)))]
        whole += [send(h11.Data(data=body))] if body else []
        whole += [send(h11.EndOfMessage())]
        message = memoryview(b"".join(piece for piece in whole if piece))
        for start in range(0, len(message), WRITTEN):
            if self.wire.ended:
                return
            async with self._patience():
                await self.wire.write(message[start : start + WRITTEN])

    async def head(self) -> Head:
        """The status and headers of the answer."""
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                await self._fill()
            elif isinstance(event, h11.Response):
                pairs = {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}
                return Head(event.status_code, pairs)
            elif not isinstance(event, h11.InformationalResponse):
                raise ConnectionError("the server said something else than an answer")

    async def body(self) -> AsyncGenerator[bytes]:
        """The content of the answer as it comes: what arrived together is one piece."""
        pieces: list[bytes] = []
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Data):
                pieces.append(event.data)
                continue
            if pieces:
                yield b"".join(pieces)
                pieces.clear()
            if isinstance(event, h11.EndOfMessage):
                return
            if event is not h11.NEED_DATA:
                raise ConnectionError("the server ended the connection in the middle of an answer")
            await self._fill()

    def free_again(self) -> bool:
        """Whether another exchange can follow; call it when one is over."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return self.open

    @property
    def open(self) -> bool:
        """Whether the server has neither ended it nor sent anything unasked."""
        return not (self.wire.ended or self.wire.holds or self._http.trailing_data[0])

    async def _fill(self) -> None:
        async with self._patience():
            data = await self.wire.read()
        if not data and self._http.their_state is h11.SEND_RESPONSE:
            raise ConnectionResetError("the server ended the connection without an answer")
        self._http.receive_data(data)

    def _patience(self) -> asyncio.Timeout:
        return asyncio.timeout_at(min(asyncio.get_running_loop().time() + self.silence, self.until))
