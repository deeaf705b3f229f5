"""What the store holds, as plain values.

An entry is one thing that happened in a session; a record is what a list of sessions shows. The store does not
know what kinds of entries there are: that vocabulary belongs to ``agent``. Named tuples, because an editor waits
for this file before ``session/new`` and nothing has to be imported for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple


class Unset(Enum):
    """The type of ``UNSET``."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""A field that an update leaves as it is; None is a value."""


class Entry(NamedTuple):
    """One line of a session's log. It never changes and is never taken out."""

    seq: int
    """Position in the session: 1, 2, 3 … without gaps."""
    kind: str
    """What happened; the word is the writer's."""
    data: Mapping[str, object]
    """JSON values only. Unknown fields are given back as they were."""
    time: float
    """Unix seconds by the wall clock, for people; order is ``seq``."""


class Happening(NamedTuple):
    """An entry among those of all sessions."""

    place: int
    """Rises with every entry of any session, with gaps; stays what it is."""
    session_id: str
    entry: Entry


class SessionRecord(NamedTuple):
    """A session as a list shows it."""

    id: str
    cwd: str
    """Absolute path the session was opened in."""
    roots: tuple[str, ...] = ()
    """Further absolute directories that belong to the workspace."""
    title: str | None = None
    created: float = 0.0
    """Unix seconds."""
    updated: float = 0.0
    """Unix seconds of the last append."""
    archived: bool = False
    """True when it is kept but hidden from lists."""
    parent: str | None = None
    """Id of the session it was forked from; that one may be gone."""
    meta: Mapping[str, object] = MappingProxyType({})
    """JSON values: model, mode and whatever else the agent wants to find without reading the log."""


class Page(NamedTuple):
    """Part of a list of sessions."""

    records: tuple[SessionRecord, ...]
    """Most recently used first."""
    next_cursor: str | None
    """Give it back to get the next part; None at the end."""


Item = tuple[str, Mapping[str, object]]
"""Kind and data of an entry that is to be appended."""
