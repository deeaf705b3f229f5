"""What a command prints, on its way to the model, the person and a file.

Owns making output inert (no escape sequences, no control characters) and small (head and tail; the whole in a
file). Knows no process and no pipe: bytes are fed in, on the event loop; only the file is written by a thread.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import re
import secrets
from collections import deque
from collections.abc import Callable

from hermes_acp_tools import limits
from hermes_acp_tools.host import OutputSink

LIVE_CHARACTERS = 200_000
"""How much of one command's output is shown live; the rest is counted, kept and cut like all output."""
SPILL_BYTES = 64 << 20
"""The most that is kept in a file of one command's output."""
BACKLOG_CHARACTERS = 4 << 20
"""Waiting for the disk beyond this, reading pauses and the command waits."""

_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, links, clipboard
    r"|[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC
    r"|[ -/]*[0-~])"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_ESCAPE = 4096


class Cleaner:
    """Bytes of a terminal program to plain text, piece by piece; never splits a character or a sequence."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = ""
        self._mid_line = False

    def feed(self, data: bytes, final: bool = False) -> str:
        """The clean text of what has come so far and can be judged."""
        text = self._held + self._decode(data, final)
        self._held = ""
        if not _CONTROL.search(text):
            return self._note(text)
        text = _ESCAPE.sub("", text)
        if not final:
            text = self._hold(text)
        if "\r" in text:
            text = self._overwrite(text)
        return self._note(_CONTROL.sub("", text))

    def _hold(self, text: str) -> str:
        unfinished = _UNFINISHED.search(text, max(len(text) - _LONGEST_ESCAPE, 0))
        end = unfinished.start() if unfinished else len(text) - text.endswith("\r")
        self._held = text[end:]
        return text[:end]

    def _overwrite(self, text: str) -> str:
        """Of frames that overwrite each other (progress bars), the last."""
        lines = text.replace("\r\n", "\n").split("\n")
        kept = [line.rstrip("\r").rpartition("\r")[2] for line in lines]
        if self._mid_line and "\r" in lines[0]:
            kept[0] = "\n" + kept[0]
        return "\n".join(kept)

    def _note(self, text: str) -> str:
        if text:
            self._mid_line = not text.endswith("\n")
        return text


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

    def __init__(self, live: OutputSink | None, spill_dir: str) -> None:
        self._live, self._live_left = live, LIVE_CHARACTERS
        self._clean = Cleaner()
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


class Spill:
    """A file for the whole output, made when it is needed; for threads."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._left = SPILL_BYTES
        self.path: str | None = None
        self.failure: str | None = None
        """Why there is no file, if it could not be written."""

    @property
    def full(self) -> bool:
        """Whether nothing more is kept."""
        return self._left <= 0 or self.failure is not None

    def write(self, pieces: list[str]) -> None:
        """Append text, up to the cap."""
        data = "".join(pieces).encode("utf-8", "replace")[: max(self._left, 0)]
        self._left -= len(data)
        try:
            with open(self._descriptor(), "ab") as file:
                file.write(data)
        except OSError as exc:
            self.failure = exc.strerror or str(exc)
            self.path = None

    def _descriptor(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        if self.path is not None:
            return os.open(self.path, flags)
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        path = os.path.join(self._folder, f"output-{secrets.token_hex(6)}.txt")
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        self.path = path
        return descriptor
