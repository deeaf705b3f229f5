"""MemoryStore: the store without a disk, for tests and for runs that must leave nothing behind.

Nobody else can see it, so a lease is always granted.
"""

from __future__ import annotations

import itertools
import json
import time
from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from hermes_acp.errors import SessionNotFound
from hermes_acp.store.entries import UNSET, Entry, Happening, Item, Page, SessionRecord, Unset
from hermes_acp.store.pages import from_cursor, to_cursor

if TYPE_CHECKING:
    from hermes_acp.store.store import Store


class _Session(Struct):
    record: SessionRecord
    used: int
    log: list[Entry] = field(default_factory=list[Entry])
    places: array[int] = field(default_factory=lambda: array("q"))
    """Where each entry of the log stands among those of all sessions."""


class MemoryStore:
    """Sessions in dictionaries."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self._sessions: dict[str, _Session] = {}
        self._values: dict[str, dict[str, dict[str, object]]] = {}
        self._uses = 0
        self._places = itertools.count(1)

    def _use(self) -> int:
        self._uses += 1
        return self._uses

    def _session(self, session_id: str) -> _Session:
        if session_id not in self._sessions:
            raise SessionNotFound(session_id)
        return self._sessions[session_id]

    async def create(self, record: SessionRecord) -> None:
        """Add an empty session."""
        if record.id in self._sessions:
            raise ValueError(f"There is already a session {record.id!r}.")
        self._sessions[record.id] = _Session(record._replace(meta=_plain(record.meta)), self._use())

    async def append(self, session_id: str, *items: Item) -> int:
        """Add entries; returns the last ``seq``."""
        session = self._session(session_id)
        now = time.time()
        made = [(kind, _plain(data)) for kind, data in items]
        for kind, data in made:
            session.log.append(Entry(len(session.log) + 1, kind, data, now))
            session.places.append(next(self._places))
        session.record = session.record._replace(updated=now)
        session.used = self._use()
        return len(session.log)

    async def read(self, session_id: str, after: int = 0) -> list[Entry]:
        """The log after a ``seq``."""
        return [entry._replace(data=_plain(entry.data)) for entry in self._session(session_id).log[max(after, 0) :]]

    async def find(self, session_id: str) -> SessionRecord | None:
        """The record of a session."""
        session = self._sessions.get(session_id)
        return None if session is None else session.record

    async def sessions(
        self,
        *,
        cwd: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        archived: bool | None = False,
        holding: Sequence[str] = (),
    ) -> Page:
        """A page of records, most recently used first."""
        before = None if cursor is None else from_cursor(cursor)
        found = [
            session
            for session in sorted(self._sessions.values(), key=lambda session: -session.used)
            if (before is None or session.used < before)
            and (cwd is None or session.record.cwd == cwd)
            and (archived is None or session.record.archived is archived)
            and (not holding or session.record.title is not None or any(e.kind in holding for e in session.log))
        ]
        more = to_cursor(found[limit - 1].used) if len(found) > limit else None
        return Page(tuple(session.record for session in found[:limit]), more)

    async def update(
        self,
        session_id: str,
        *,
        title: str | Unset | None = UNSET,
        archived: bool | Unset = UNSET,
        meta: Mapping[str, object] | Unset = UNSET,
        roots: tuple[str, ...] | Unset = UNSET,
    ) -> SessionRecord:
        """Change fields of the record."""
        session = self._session(session_id)
        old = session.record
        session.record = old._replace(
            title=old.title if isinstance(title, Unset) else title,
            archived=old.archived if isinstance(archived, Unset) else archived,
            meta=old.meta if isinstance(meta, Unset) else _plain(meta),
            roots=old.roots if isinstance(roots, Unset) else roots,
        )
        return session.record

    async def delete(self, session_id: str) -> bool:
        """Take a session away."""
        return self._sessions.pop(session_id, None) is not None

    async def copy(self, session_id: str, record: SessionRecord, upto: int | None = None) -> None:
        """Fork a session."""
        log = self._session(session_id).log
        await self.create(record)
        copied = self._sessions[record.id]
        copied.log = log[:upto]
        copied.places = array("q", [next(self._places) for _ in copied.log])

    async def lease(self, session_id: str) -> None:
        """Lead the session; nobody else could."""
        self._session(session_id)

    async def release(self, session_id: str) -> None:
        """Nothing to give back."""

    async def remember(self, scope: str, key: str, value: Mapping[str, object]) -> None:
        """Keep a value under a name."""
        self._values.setdefault(scope, {})[key] = _plain(value)

    async def recall(self, scope: str) -> dict[str, dict[str, object]]:
        """All values of a scope."""
        return {key: _plain(value) for key, value in self._values.get(scope, {}).items()}

    async def exchange(self, scope: str, key: str, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
        """Keep a value in place of another, if that is what is kept."""
        values = self._values.get(scope, {})
        if key not in values or values[key] != _plain(before):
            return False
        values[key] = _plain(after)
        return True

    async def since(self, place: int, *, limit: int, session_id: str | None = None) -> list[Happening]:
        """What all sessions appended after a place."""
        return [found for found in self._all(session_id) if found.place > place][:limit]

    async def newest_place(self) -> int:
        """The place of the newest entry."""
        return max((found.place for found in self._all(None)), default=0)

    def _all(self, session_id: str | None) -> list[Happening]:
        """Every entry, in the order in which they came."""
        found = [
            Happening(place, name, entry._replace(data=_plain(entry.data)))
            for name, session in self._sessions.items()
            if session_id is None or name == session_id
            for place, entry in zip(session.places, session.log, strict=True)
        ]
        return sorted(found, key=lambda one: one.place)

    async def forget(self, scope: str, key: str) -> bool:
        """Drop a value."""
        return self._values.get(scope, {}).pop(key, None) is not None

    async def close(self) -> None:
        """Nothing to let go of."""


def _plain(value: Mapping[str, object]) -> dict[str, object]:
    """What a disk would give back: a copy in JSON values, or ValueError."""
    return json.loads(json.dumps(dict(value), allow_nan=False))


if TYPE_CHECKING:

    def is_a_store(store: MemoryStore) -> Store:
        """The checker proves the seam."""
        return store
