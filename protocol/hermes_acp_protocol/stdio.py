"""The wire on private descriptors, read and written without an event loop.

Owns the claim on fds 0 and 1 (after it, whatever prints goes to stderr, and children inherit no wire) and the first,
synchronous exchange, so that ``initialize`` is answered before asyncio is imported; ``stdio_link.StdioLink`` takes
over from there. Descriptors stay blocking: O_NONBLOCK belongs to the open file, which is shared with the editor.
"""

from __future__ import annotations

import os
from collections import deque

from hermes_acp_protocol.framing import MAX_LINE, LineSplitter, LongLine
from hermes_acp_protocol.jsonrpc import Message, read_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hermes_acp_protocol.tracing import Recorder

READ_BYTES = 256 * 1024
"""Bytes asked of one read."""


class StdioWire:
    """Two descriptors, and what was read from the first but not yet handled."""

    def __init__(self, source: int, sink: int, limit: int = MAX_LINE) -> None:
        self.source = source
        """Read from; ours alone."""
        self.sink = sink
        """Written to; ours alone."""
        self.ended = False
        """The source said end of file, or failed."""
        self.recorder: Recorder | None = None
        """Writes down what passes, from the first line if it is set before the first read; None costs nothing."""
        self._splitter = LineSplitter(limit)
        self._waiting: deque[bytes | LongLine] = deque()
        self._handed_out: bytes | LongLine | None = None

    def read_message(self) -> Message | None:
        """Wait for the next message; None at the end of the stream."""
        while not self._waiting and not self.ended:
            self._waiting.extend(self.read_lines())
        if not self._waiting:
            self._handed_out = None
            return None
        self._handed_out = self._waiting.popleft()
        return read_message(self._handed_out)

    def arrives_within(self, seconds: float) -> bool:
        """Wait until there is something to read, or the end of it; false when there was nothing in that time."""
        import select

        return bool(self._waiting) or self.ended or bool(select.select([self.source], [], [], seconds)[0])

    def hand_back(self) -> None:
        """Let the message read last be read again, by whoever comes next."""
        if self._handed_out is not None:
            self._waiting.appendleft(self._handed_out)
            self._handed_out = None

    def write_message(self, line: bytes) -> None:
        """Write one line, whole. Raises ``OSError`` when the reader is gone."""
        if self.recorder is not None:
            self.recorder.said(line)  # before it leaves: what answers it is heard later
        view = memoryview(line)
        while view:
            try:
                view = view[os.write(self.sink, view) :]
            except BlockingIOError:  # somebody else made the open file non-blocking
                _wait(writing=self.sink)

    @property
    def leftover(self) -> list[bytes | LongLine]:
        """The lines that were read and not handled yet."""
        return list(self._waiting)

    def take_leftover(self) -> list[bytes | LongLine]:
        """Return the lines that were read and not handled yet, once."""
        lines = list(self._waiting)
        self._waiting.clear()
        return lines

    def read_lines(self) -> list[bytes | LongLine]:
        """Read once, waiting for bytes; return the lines that became complete, maybe none."""
        try:
            data = os.read(self.source, READ_BYTES)
        except BlockingIOError:
            _wait(reading=self.source)
            return []
        except OSError:
            data = b""
        self.ended = not data
        lines = self._splitter.feed(data) if data else self._splitter.end()
        if self.recorder is not None:
            self.recorder.heard(lines)
        return lines


def claim_stdio() -> StdioWire:
    """Move the wire off fds 0 and 1: fd 0 becomes /dev/null, fd 1 becomes stderr."""
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # started without a stderr
        os.dup2(nothing, 1)
    os.close(nothing)
    return StdioWire(source, sink)


def _wait(reading: int | None = None, writing: int | None = None) -> None:
    import select

    select.select([reading] if reading is not None else [], [writing] if writing is not None else [], [])
