"""A link over blocking descriptors: one thread reads, one writes, the event loop never waits for either.

Owns the two threads and the bounds between them and the loop. The reader stops reading when the loop is behind, so a
burst waits in the pipe and not in memory; the writer joins what is queued into one write. A reader blocked in a read
cannot be woken, so both threads are daemons, and the descriptors are closed by the threads that use them.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import LongLine
from hermes_acp_protocol.link import QUEUED_BYTES, QUEUED_MESSAGES
from hermes_acp_protocol.room import Room
from hermes_acp_protocol.stdio import StdioWire

_BATCHES_AHEAD = 4
"""Reads the reader may be ahead of the loop."""
_JOINED_BYTES = 256 * 1024
"""Bytes after which the writer stops joining and writes."""
_FLUSH_SECONDS = 2.0
"""How long `close` waits for what is queued to leave."""


class StdioLink:
    """Implements `Link`; must be made inside the running loop it serves."""

    def __init__(self, wire: StdioWire) -> None:
        self._wire = wire
        self._loop = asyncio.get_running_loop()
        self._batches: deque[Sequence[bytes | LongLine]] = deque()
        self._arrived = asyncio.Event()
        self._ahead = threading.Semaphore(_BATCHES_AHEAD)
        self._received_all = False
        self._room = Room(QUEUED_MESSAGES, QUEUED_BYTES)
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._closing = False
        self._sent_all = asyncio.Event()
        threading.Thread(target=self._read, name="acp-reader", daemon=True).start()
        threading.Thread(target=self._write, name="acp-writer", daemon=True).start()

    async def receive(self) -> Sequence[bytes | LongLine]:
        """Return the next lines; nothing at the end."""
        while not self._batches:
            if self._received_all:
                return ()
            self._arrived.clear()
            await self._arrived.wait()
        self._ahead.release()
        return self._batches.popleft()

    async def send(self, line: bytes) -> None:
        """Queue one line; wait while the queue is full."""
        await self._room.take(len(line))
        if self._closing:
            raise ConnectionClosed
        self._outgoing.put(line)

    async def close(self) -> None:
        """Flush within a bounded time, then end both directions."""
        if not self._closing:
            self._closing = True
            self._outgoing.put(None)
        try:
            async with asyncio.timeout(_FLUSH_SECONDS):
                await self._sent_all.wait()
        except TimeoutError:
            pass
        finally:
            self._room.close()
            self._end_receiving()
            self._ahead.release()  # a reader that is ahead of the loop wakes and sees the end

    # On the loop, called by the threads.

    def _lines_arrived(self, lines: Sequence[bytes | LongLine]) -> None:
        self._batches.append(lines)
        self._arrived.set()

    def _end_receiving(self) -> None:
        self._received_all = True
        self._arrived.set()

    def _lines_left(self, messages: int, size: int) -> None:
        self._room.give(messages, size)

    def _end_sending(self) -> None:
        self._sent_all.set()
        self._room.close()
        self._end_receiving()  # nobody reads our answers: the connection is over

    def _tell(self, what: Callable[..., None], *arguments: object) -> bool:
        """Run a callback on the loop; false when the loop is gone."""
        try:
            self._loop.call_soon_threadsafe(what, *arguments)
        except RuntimeError:
            return False
        return True

    # The reading thread.

    def _read(self) -> None:
        wire = self._wire
        lines = wire.take_leftover()
        while not self._received_all:
            if lines:
                self._ahead.acquire()
                if not self._tell(self._lines_arrived, lines):
                    break
            if wire.ended:
                self._tell(self._end_receiving)
                break
            lines = wire.read_lines()
        os.close(wire.source)

    # The writing thread.

    def _write(self) -> None:
        wire = self._wire
        try:
            while batch := self._next_batch():
                data = batch[0] if len(batch) == 1 else b"".join(batch)
                wire.write_message(data)
                if not self._tell(self._lines_left, len(batch), len(data)):
                    break
        except OSError:
            pass  # the reader is gone; the end below says so
        os.close(wire.sink)
        self._tell(self._end_sending)

    def _next_batch(self) -> list[bytes]:
        """Wait for a line, and take those queued behind it; empty after the last."""
        line = self._outgoing.get()
        batch: list[bytes] = []
        size = 0
        while line is not None:
            batch.append(line)
            size += len(line)
            if size >= _JOINED_BYTES:
                return batch
            try:
                line = self._outgoing.get_nowait()
            except Empty:
                return batch
        if batch:
            self._outgoing.put(None)  # the end was taken with the batch: leave it for the next call
        return batch
