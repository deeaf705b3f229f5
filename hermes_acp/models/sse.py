"""Server-sent events out of raw bytes (WHATWG HTML, section 9.2.6).

Knows no HTTP and no dialect. Only the ``data`` of an event is handed on, for the dialects put the event's type inside
it; an event without any is none. Tolerant where providers are careless: CRLF or lone CR line ends, a missing final
blank line, comments.
"""

from __future__ import annotations

MAX_EVENT = 32 * 1024 * 1024
"""Bytes an unfinished event may hold; images and encrypted reasoning are large, a runaway server is larger."""


class SseOverflow(ValueError):
    """An event grew past MAX_EVENT without ending."""


class SseParser:
    """Feed it what was read; it returns the data of every event that is complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0
        self._begun = False

    def feed(self, data: bytes) -> list[str]:
        """The data of each event that ended in these bytes, in order."""
        if not self._begun and data:
            self._begun = True
            data = data.removeprefix(b"\xef\xbb\xbf")
        self._buffer += data
        if b"\r" in data:
            self._normalise()
        end = self._buffer.rfind(b"\n\n", max(0, self._scanned - 1))
        self._scanned = len(self._buffer)
        if end < 0:
            if len(self._buffer) > MAX_EVENT:
                raise SseOverflow(f"an event of more than {MAX_EVENT} bytes")
            return []
        block = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        self._scanned = len(self._buffer)
        return _events(block)

    def close(self) -> list[str]:
        """What the last event held, when the stream ended without its blank line."""
        block, self._buffer = bytes(self._buffer).replace(b"\r", b"\n"), bytearray()
        return _events(block)

    def _normalise(self) -> None:
        """Turn CRLF and CR into LF; a CR at the very end waits, since its LF may be in the next read."""
        held = self._buffer.endswith(b"\r")
        body = self._buffer[:-1] if held else self._buffer
        self._buffer = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n") + (b"\r" if held else b"")
        self._scanned = 0


def _events(block: bytes) -> list[str]:
    """The data of the events in text that holds whole events only, so no character is cut."""
    found: list[str] = []
    for event in block.decode("utf-8", "replace").split("\n\n"):
        if event.startswith("data:") and "\n" not in event:
            found.append(event[6:] if event.startswith("data: ") else event[5:])
        elif "data" in event:
            lines = [line[5:].removeprefix(" ") for line in event.split("\n") if line.startswith("data:")]
            found.append("\n".join(lines))
    return [data for data in found if data]
