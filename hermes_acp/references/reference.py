"""The words of this room: what was pointed at, what a face handed over, what reaches the model.

Plain values only; nothing here reads a file or knows a session.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

State = Literal["whole", "outline", "cut", "named", "missing"]
"""How much of a thing a block holds: all, its outline, head and tail, only its name and size, or nothing."""


class Lines(Struct, frozen=True):
    """A range of lines, 1-based, both ends included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}" if self.last != self.first else str(self.first)

    @property
    def words(self) -> str:
        """For people: ``line 3`` or ``lines 3-9``."""
        return f"line{'' if self.last == self.first else 's'} {self}"


class Reference(Struct, frozen=True):
    """One thing the user pointed at in a text."""

    kind: str
    """Name of the kind; ``path`` for a plain ``@name``, whose existence says whether it is a file or a folder."""
    value: str
    """What follows the kind, without quotes and line range. A ``file:`` link is kept as it was written."""
    lines: Lines | None = None
    spelling: str = ""
    """The value before a line range was split off: a file may really be called ``notes:10``."""
    raw: str = ""
    """The token as the user typed it, ``@`` included."""
    start: int = 0
    """Index of the token in the text."""
    tentative: bool = False
    """True when it is a reference only if the path exists (``@types/node``, ``@alice``)."""


class Picture(Struct, frozen=True):
    """An image a model can look at."""

    data: str
    """base64."""
    mime_type: str


class Link(Struct, frozen=True):
    """Something a face points at by address (ACP ``resource_link``)."""

    uri: str
    name: str = ""
    """What the face calls it."""


class Embedded(Struct, frozen=True):
    """Something a face hands over with its content (ACP embedded ``resource``)."""

    uri: str
    text: str | None
    """The content as the face sees it, unsaved changes included; None when it is not text."""
    mime_type: str = ""
    size: int = 0
    """Bytes of a content that is not text."""
    picture: Picture | None = None
    """The content, when it is an image."""


class Block(Struct, frozen=True):
    """One attached thing, as the model reads it."""

    source: str
    """How it was pointed at: ``@file:src/app.py``, or the name of a link."""
    title: str
    """What it is, in a few words: ``src/app.py, lines 3-9 of 120``."""
    text: str = ""
    """The content; empty when only the name is told."""
    language: str = ""
    """Info string of the fence."""
    state: State = "whole"
    note: str = ""
    """A sentence for the model when something is not whole or not there."""
    tokens: int = 0
    """Estimate for the text or picture."""
    picture: Picture | None = None
    """The content, when it is an image that is attached."""
    follow: bool = False
    """True for instructions the user wants followed, such as a skill; everything else is data."""


class Attached(Struct, frozen=True):
    """All that a prompt brings along."""

    blocks: tuple[Block, ...] = ()
    notices: tuple[str, ...] = ()
    """Sentences for the person: what is not attached, or not whole, and why."""


class Candidate(Struct, frozen=True):
    """One proposal of a completion."""

    text: str
    """What replaces the typed token, ``@`` included and quoted where needed."""
    label: str
    """What a menu shows."""
    detail: str = ""
    """A few words more."""


class Limits(Struct, frozen=True):
    """What a prompt may bring along, whatever the model's window."""

    references: int = 64
    """References in one prompt; further ones stay words."""
    parallel: int = 8
    """References resolved at once."""
    whole_bytes: int = 2 * 1024 * 1024
    """Larger files are never read whole."""
    head_bytes: int = 64 * 1024
    """What is read from the start of a larger file."""
    range_bytes: int = 16 * 1024 * 1024
    """How far into a larger file a line range may lie."""
    folder_entries: int = 200
    """Lines of a folder's tree."""
    git_seconds: float = 10.0
    git_bytes: int = 2 * 1024 * 1024
    """Output of one git command."""
    commits: int = 10
    """Commits of ``@git:N`` and of a range."""
    url_seconds: float = 15.0
    """From the first connection to the last byte, redirects included."""
    picture_bytes: int = 3_700_000
    """Bytes of an image; providers take 5 MB of base64."""
    url_bytes: int = 2 * 1024 * 1024
    """Bytes of a page after decompression."""
    redirects: int = 5
