"""Making what a program prints inert: no escape sequences, no control characters, no overwritten frames."""

from __future__ import annotations

import codecs
import re

_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, links, clipboard
    r"|[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC
    r"|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])"  # all others: two characters, or more with spaces to slashes between
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
