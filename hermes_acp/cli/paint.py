"""Lines for people: a label, a colour where the terminal has them."""

from __future__ import annotations

import os
from typing import TextIO

COLOURS = {
    "you": "36",
    "agent": "32",
    "tool": "34",
    "asks": "33",
    "ok": "32",
    "warning": "33",
    "problem": "31",
    "+": "32",
    "-": "31",
    "dim": "2",
    "bold": "1",
}


class Paint:
    """Writes to a terminal, or plainly to what is none (or where NO_COLOR is set)."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._colours = out.isatty() and "NO_COLOR" not in os.environ

    def heading(self, text: str) -> None:
        """A line that stands out."""
        self.raw(self._in("bold", text) + "\n")

    def plain(self, text: str) -> None:
        """A line."""
        self.raw(text + "\n")

    def coloured(self, colour: str, text: str) -> None:
        """A line in a colour."""
        self.raw(self._in(colour, text) + "\n")

    def label(self, who: str) -> None:
        """Who speaks next, without ending the line."""
        self.raw(self._in(who, f"{who:>6}") + "  ")

    def line(self, who: str, text: str) -> None:
        """A labelled line."""
        self.label(who)
        self.raw(text + "\n")

    def detail(self, text: str) -> None:
        """A line that belongs to the one above."""
        self.raw(self._in("dim", f"        {text}") + "\n")

    def change(self, text: str) -> None:
        """A line of a diff."""
        self.raw("        " + self._in(text[:1], text) + "\n")

    def raw(self, text: str) -> None:
        """Text as it is."""
        self._out.write(text)
        self._out.flush()

    def _in(self, colour: str, text: str) -> str:
        code = COLOURS.get(colour)
        return f"\x1b[{code}m{text}\x1b[0m" if self._colours and code else text
