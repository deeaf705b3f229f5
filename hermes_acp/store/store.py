"""The seam between the agent and durable state.

Two implementations: ``sqlite.SqliteStore`` and ``memory.MemoryStore``; ``tests/contracts/test_store.py`` runs over
both. Everything a method changed is durable when it returns; a cancelled caller may find its change made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from hermes_acp.store.entries import UNSET, Entry, Happening, Item, Page, SessionRecord, Unset


class Store(Protocol):
    """Sessions as append-only logs, and a few remembered values.

    Every method may raise StoreError. Methods that take the id of a session raise SessionNotFound for an unknown
    one, unless they say otherwise.
    """

    @property
    def notices(self) -> list[str]:
        """Sentences the person should read once, such as that a damaged database was moved aside."""
        ...

    async def create(self, record: SessionRecord) -> None:
        """Add an empty session. ValueError when the id is taken."""
        ...

    async def append(self, session_id: str, *items: Item) -> int:
        """Add entries, all or none, and return the ``seq`` of the last. SessionBusy when another process leads it."""
        ...

    async def read(self, session_id: str, after: int = 0) -> list[Entry]:
        """The log from ``after`` (exclusive) on, in order."""
        ...

    async def find(self, session_id: str) -> SessionRecord | None:
        """The record, or None when there is no such session."""
        ...

    async def sessions(
        self,
        *,
        cwd: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        archived: bool | None = False,
        holding: Sequence[str] = (),
    ) -> Page:
        """Sessions, most recently used first; ``archived=None`` lists all.

        With ``holding``, only those that have a title or an entry of one of these kinds.
        A cursor stays good while sessions come and go. ValueError for a cursor that no page of ours gave.
        """
        ...

    async def update(
        self,
        session_id: str,
        *,
        title: str | Unset | None = UNSET,
        archived: bool | Unset = UNSET,
        meta: Mapping[str, object] | Unset = UNSET,
        roots: tuple[str, ...] | Unset = UNSET,
    ) -> SessionRecord:
        """Change fields of the record; ``meta`` is replaced as a whole. Returns the record as it now is."""
        ...

    async def delete(self, session_id: str) -> bool:
        """Take the session and its log away; False when there was none. SessionBusy when another process leads it."""
        ...

    async def copy(self, session_id: str, record: SessionRecord, upto: int | None = None) -> None:
        """Add a session whose log begins as that of ``session_id``, up to and including ``upto``.

        ValueError when the id of ``record`` is taken.
        """
        ...

    async def lease(self, session_id: str) -> None:
        """Lead the session until ``release`` or the end of this process. SessionBusy when another process does."""
        ...

    async def release(self, session_id: str) -> None:
        """Stop leading the session; nothing happens when we did not, or when it is gone."""
        ...

    async def remember(self, scope: str, key: str, value: Mapping[str, object]) -> None:
        """Keep a JSON value under a name, in place of the one before it."""
        ...

    async def recall(self, scope: str) -> dict[str, dict[str, object]]:
        """All values of a scope by name, oldest first."""
        ...

    async def exchange(self, scope: str, key: str, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
        """Keep ``after`` in place of ``before``, in one step; False when ``before`` is not what is kept."""
        ...

    async def forget(self, scope: str, key: str) -> bool:
        """Drop a value; False when there was none."""
        ...

    async def since(self, place: int, *, limit: int, session_id: str | None = None) -> list[Happening]:
        """What all sessions appended after a place, in order; of one session when it is named."""
        ...

    async def newest_place(self) -> int:
        """The place of the newest entry of all; 0 when there is none."""
        ...

    async def close(self) -> None:
        """Finish what is queued, release every lease and let go of the files. Nothing may be called afterwards."""
        ...
