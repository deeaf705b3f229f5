"""What is found in a shell line: its commands, each with the circumstances it would run in. Plain values."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct, field

MAX_VALUE = 4_096
"""Characters of a value or an output that are kept."""
FORK_BOMB = "\x00fork bomb"
"""Stands as the program's name where a function multiplies itself."""


class Segment(Struct, frozen=True):
    """One command, its words as bash would see them."""

    argv: tuple[str, ...]
    dirs: tuple[str, ...]
    """Directories it may run in."""
    redirects: tuple[tuple[str, str], ...] = ()
    """Operator and target."""
    stdin: str | None = None
    """What it reads from its standard input, when that is plain to see."""
    assigned: tuple[tuple[str, str], ...] = ()
    """Variables set in front of it, name and value."""
    after: tuple[str, ...] = ()
    """The words of the command whose output it reads through a pipe."""


class Script(Struct):
    """What was found in a line."""

    segments: list[Segment] = field(default_factory=list[Segment])
    broken: bool = False
    """Part of it was not understood, or there was too much of it."""
    compound: bool = False
    """It holds more than simple commands joined by operators."""
    visits: int = 0
    """Nodes looked at, so that repeated bodies cannot go on for ever."""


def program(segment: Segment) -> str:
    """The program's bare name, letter case set aside; empty for a segment without words."""
    return bare(segment.argv[0]) if segment.argv else ""


@lru_cache(maxsize=1024)
def bare(word: str) -> str:
    """A program's name without its directory, letter case set aside."""
    return word.rsplit("/", 1)[-1].casefold()
