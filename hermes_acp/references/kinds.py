"""The seam for kinds of references: a name, what it proposes, and how a reference becomes text.

A kind never decides whether it may read: it tells the context what it is about to touch, and goes on only when
that is allowed. Kinds of other rooms (sessions, skills, memory, plugins, MCP resources) are added from outside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from hermes_acp.references.reference import Candidate, Limits, Lines, Picture, Reference, State
from hermes_acp_tools.host import Host

if TYPE_CHECKING:
    from hermes_acp_tools.action import Action


class Unavailable(Exception):
    """A reference cannot be attached; the message is a sentence for a person, the reference unnamed in it."""


class NotAReference(Exception):
    """Nothing of that name exists, and the user may well have meant plain words."""


class Verdict(Struct, frozen=True):
    """The answer of a guard."""

    allowed: bool
    why: str = ""
    """A sentence for a person when it is refused."""
    exact: bool = False
    """True when a person let a secret through: what is read is then not masked."""


Guard = Callable[["Action"], Awaitable[Verdict]]
"""Says whether something may be read or fetched for the model; may ask a person. Cancellation passes through."""


class Found(Struct, frozen=True):
    """What a reference turned out to be."""

    key: str
    """Identity: two references with one key are attached once."""
    title: str
    """What it is, in a few words."""
    text: str
    language: str = ""
    """Info string of a fence; a word of ours, never of the content's."""
    size: str = ""
    """How big the whole thing is, in words, for when only its name can be told."""
    state: State = "whole"
    note: str = ""
    """What the reader must know about the text, such as a cut."""
    first_line: int = 1
    """Number of the first line of the text in its source."""
    picture: Picture | None = None
    """The thing itself, when it is an image; there is no text then."""
    follow: bool = False
    """True for instructions the user wants followed, such as a skill; everything else is data."""


class Context(Struct, frozen=True):
    """What a kind works with while it expands one reference."""

    host: Host
    cwd: str
    """Absolute; relative paths start here."""
    roots: tuple[str, ...]
    """Directories of the workspace, resolved."""
    limits: Limits
    allow: Callable[[Action], Awaitable[None]]
    """Returns when the action is allowed, raises Unavailable when it is not."""


class ReferenceKind(Protocol):
    """One kind of thing that can be pointed at."""

    @property
    def name(self) -> str:
        """The word before the colon."""
        ...

    @property
    def description(self) -> str:
        """A few words for a menu."""
        ...

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Proposals for a value that begins like this, best first."""
        ...

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The thing as text. Raises Unavailable, or NotAReference for a tentative reference to nothing."""
        ...


def cut_to_lines(text: str, lines: Lines | None) -> tuple[str, Lines | None, int]:
    """The lines asked for, the range that was really there, and how many lines there are."""
    rows = text.split("\n")
    if rows and not rows[-1]:
        rows.pop()
    if lines is None:
        return "\n".join(rows), None, len(rows)
    first, last = min(lines.first, len(rows) + 1), min(lines.last, len(rows))
    return "\n".join(rows[first - 1 : last]), Lines(first, last) if first <= last else None, len(rows)
