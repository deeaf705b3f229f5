"""What a command prints, on its way to the model, the person and a file.

Owns making output small (head and tail; the whole in a file). Knows no process and no pipe: bytes are fed in, on
the event loop; only the file is written by a thread.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from hermes_acp_tools import limits
from hermes_acp_tools.cleaner import Cleaner
from hermes_acp_tools.host import OutputSink
from hermes_acp_tools.spill import SPILL_BYTES, Spill

LIVE_CHARACTERS = 200_000
"""How much of one command's output is shown live; the rest is counted, kept and cut like all output."""
BACKLOG_CHARACTERS = 4 << 20
"""Waiting for the disk beyond this, reading pauses and the command waits."""


class Mask(Protocol):
    """What a command's output passes through before anybody sees or keeps it."""

    def feed(self, text: str, final: bool = False) -> str:
        """Take more text and give what can be shown of all so far; ``final`` says that nothing more comes."""
        ...


class Window:
    """The head and the tail of a text of any length, in bounded memory."""

    def __init__(self, size: int = limits.OUTPUT_BYTES, lines: int = limits.OUTPUT_LINES) -> None:
        self._size, self._lines = size, lines
        self._start = ""
        self._end: deque[str] = deque()
        self._end_length = 0
        self.bytes = 0
        """Of clean text."""
        self.newlines = 0

    def add(self, text: str) -> None:
        """Take more text."""
        self.bytes += limits.size_of(text)
        self.newlines += text.count("\n")
        room = self._size - len(self._start)
        if room > 0:
            self._start += text[:room]
            text = text[room:]
        if text:
            self._end.append(text)
            self._end_length += len(text)
            while self._end_length - len(self._end[0]) > self._size:
                self._end_length -= len(self._end.popleft())

    @property
    def cut(self) -> bool:
        """Whether the model will not see all of it."""
        return self.bytes > self._size or self.newlines > self._lines

    def text(self, hint: str = "") -> str:
        """What the model reads."""
        if not self.cut:
            return self._start
        first = limits.head(self._start, int(self._size * limits.HEAD_SHARE), int(self._lines * limits.HEAD_SHARE))
        rest = self._start[len(first) :] + "".join(self._end)
        size, lines = self._size - int(self._size * limits.HEAD_SHARE), self._lines
        last = limits.tail(rest, size, lines - int(lines * limits.HEAD_SHARE))
        gone = self.bytes - limits.size_of(first) - limits.size_of(last)
        return limits.join_cut(first, last, gone, self.newlines - first.count("\n") - last.count("\n"), hint)


class Collector:
    """Everything about one command's output."""

    def __init__(self, live: OutputSink | None, spill_dir: str, mask: Mask | None = None) -> None:
        self._live, self._live_left = live, LIVE_CHARACTERS
        self._clean, self._mask = Cleaner(), mask
        self._window = Window()
        self._unwritten: list[str] = []
        self._waiting = 0
        self._writing: asyncio.Task[None] | None = None
        self._spill = Spill(spill_dir)
        self.total_bytes = 0
        """As the command wrote them."""

    def feed(self, data: bytes, final: bool = False) -> None:
        """Take what a command wrote. ``final`` says that nothing more comes."""
        self.total_bytes += len(data)
        text = self._clean.feed(data, final)
        if self._mask is not None:
            text = self._mask.feed(text, final)
        if not text:
            return
        self._show(text)
        self._window.add(text)
        if not self._spill.full:
            self._unwritten.append(text)
            self._waiting += len(text)
        if self._window.cut and self._unwritten and self._writing is None:
            self._writing = asyncio.create_task(self._write())

    @property
    def crowded(self) -> bool:
        """Whether reading should wait for the disk."""
        return self._writing is not None and self._waiting > BACKLOG_CHARACTERS

    def when_written(self, then: Callable[[], None]) -> None:
        """Call back, on the loop, when the disk has caught up; only while ``crowded``."""
        if self._writing is not None:
            self._writing.add_done_callback(lambda _: then())

    async def finish(self) -> tuple[str, str | None]:
        """What the model reads, and the file with the whole output when that was cut."""
        self.feed(b"", final=True)
        while self._writing is not None:
            await asyncio.shield(self._writing)
        if not self._window.cut:
            return self._window.text(), None
        path = self._spill.path
        if self._spill.failure:
            hint = f"the whole output could not be kept: {self._spill.failure}"
        elif self._spill.full:
            hint = f"the first {SPILL_BYTES >> 20} MB of the output are in {path}"
        else:
            hint = f"whole output in {path}"
        return self._window.text(hint), path

    async def _write(self) -> None:
        while self._unwritten:
            batch, self._unwritten, self._waiting = self._unwritten, [], 0
            await asyncio.to_thread(self._spill.write, batch)
        self._writing = None

    def _show(self, text: str) -> None:
        if self._live is None or self._live_left <= 0:
            return
        shown = text[: self._live_left]
        self._live_left -= len(text)
        self._live(shown if self._live_left > 0 else shown + "\n[... more output; not shown live ...]\n")
