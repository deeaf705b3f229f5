"""SqliteStore: the store in one database file.

Says what is asked of the database; ``rows`` knows the SQL, ``writer`` the thread, ``database`` what makes it last.
apsw is imported on the thread when the store opens.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp.errors import SessionNotFound
from hermes_acp.store.entries import UNSET, Entry, Happening, Item, Page, SessionRecord, Unset
from hermes_acp.store.writer import Writer

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection
    from hermes_acp.store.database import Database
    from hermes_acp.store.store import Store
    from hermes_acp.store.verify import Verdict

BEAT = 20.0
"""Seconds between two signs of life for the leases we hold."""
CHECK = 0.2
"""Seconds to look for damage, once, when there is nothing else to do."""


class SqliteStore:
    """Sessions in a SQLite file that several processes may use at once."""

    def __init__(self, path: str) -> None:
        """Nothing is touched before the first call or ``start``.

        ``path`` is the absolute name of the database file; its directory is made when missing.
        """
        if not os.path.isabs(path):
            raise ValueError(f"The path of a store must be absolute: {path!r}")
        self.path = path
        self.notices: list[str] = []
        self._nonce = os.urandom(12).hex()
        self._leased: set[str] = set()
        self._checked = False
        self._writer = Writer(self._open, idle=self._idle, interval=BEAT)

    def start(self) -> None:
        """Begin to open the database in the background; returns at once."""
        self._writer.start()

    def _open(self) -> Database:
        from hermes_acp.store.database import Database

        return Database(self.path, self.notices)

    def _idle(self, database: Database) -> None:
        from hermes_acp.store import lease

        if not self._checked:
            self._checked = True
            database.check(CHECK)
        if self._leased:
            database.commit(lambda db: lease.beat(db, self._nonce))

    async def create(self, record: SessionRecord) -> None:
        """Add an empty session."""
        from hermes_acp.store import rows

        await self._writer.submit(lambda db: rows.create(db, record), writes=True)

    def create_now(self, record: SessionRecord) -> None:
        """Add an empty session, waiting without an event loop: for a start that has none yet."""
        from hermes_acp.store import rows

        self._writer.wait_for(lambda db: rows.create(db, record), writes=True)

    async def append(self, session_id: str, *items: Item) -> int:
        """Add entries; returns the last ``seq``."""
        from hermes_acp.store import rows

        def work(db: Connection) -> int:
            self._check(db, session_id)
            return rows.append(db, session_id, items)

        return await self._writer.submit(work, writes=True)

    async def read(self, session_id: str, after: int = 0) -> list[Entry]:
        """The log after a ``seq``."""
        from hermes_acp.store import rows

        return await self._writer.submit(lambda db: rows.read(db, session_id, after), writes=False)

    async def find(self, session_id: str) -> SessionRecord | None:
        """The record of a session."""
        from hermes_acp.store import rows

        return await self._writer.submit(lambda db: rows.find(db, session_id), writes=False)

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
        from hermes_acp.store import rows

        def work(db: Connection) -> Page:
            return rows.sessions(db, cwd, cursor, limit, archived, holding)

        return await self._writer.submit(work, writes=False)

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
        from hermes_acp.store import rows

        changes: dict[str, str | int | None] = {}
        if not isinstance(title, Unset):
            changes["title"] = title
        if not isinstance(archived, Unset):
            changes["archived"] = int(archived)
        if not isinstance(meta, Unset):
            changes["meta"] = rows.dump(meta)
        if not isinstance(roots, Unset):
            changes["roots"] = rows.dump(roots)
        return await self._writer.submit(lambda db: rows.update(db, session_id, changes), writes=True)

    async def delete(self, session_id: str) -> bool:
        """Take a session away."""
        from hermes_acp.store import rows

        def work(db: Connection) -> bool:
            try:
                self._check(db, session_id)
            except SessionNotFound:
                return False
            return rows.delete(db, session_id)

        self._leased.discard(session_id)
        return await self._writer.submit(work, writes=True)

    async def copy(self, session_id: str, record: SessionRecord, upto: int | None = None) -> None:
        """Fork a session."""
        from hermes_acp.store import rows

        await self._writer.submit(lambda db: rows.copy(db, session_id, record, upto), writes=True)

    async def verify(self, seconds: float) -> Verdict:
        """Look through everything for damage, for at most so long; others of this process wait meanwhile."""
        from hermes_acp.store.verify import verify

        return await self._writer.submit(lambda db: verify(db, seconds), writes=False)

    async def lease(self, session_id: str) -> None:
        """Lead the session."""
        from hermes_acp.store import lease, rows

        def work(db: Connection) -> None:
            lease.take(db, rows.key_of(db, session_id), session_id, self._nonce)

        await self._writer.submit(work, writes=True)
        self._leased.add(session_id)

    async def release(self, session_id: str) -> None:
        """Stop leading the session."""
        from hermes_acp.store import lease

        self._leased.discard(session_id)
        await self._writer.submit(lambda db: lease.drop(db, self._nonce, session_id), writes=True)

    async def remember(self, scope: str, key: str, value: Mapping[str, object]) -> None:
        """Keep a value under a name."""
        from hermes_acp.store import rows

        await self._writer.submit(lambda db: rows.remember(db, scope, key, value), writes=True)

    async def recall(self, scope: str) -> dict[str, dict[str, object]]:
        """All values of a scope."""
        from hermes_acp.store import rows

        return await self._writer.submit(lambda db: rows.recall(db, scope), writes=False)

    async def exchange(self, scope: str, key: str, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
        """Keep a value in place of another, if that is what is kept."""
        from hermes_acp.store import rows

        return await self._writer.submit(lambda db: rows.exchange(db, scope, key, before, after), writes=True)

    async def since(self, place: int, *, limit: int, session_id: str | None = None) -> list[Happening]:
        """What all sessions appended after a place."""
        from hermes_acp.store import across

        return await self._writer.submit(lambda db: across.since(db, place, limit, session_id), writes=False)

    async def newest_place(self) -> int:
        """The place of the newest entry."""
        from hermes_acp.store import across

        return await self._writer.submit(across.newest_place, writes=False)

    async def forget(self, scope: str, key: str) -> bool:
        """Drop a value."""
        from hermes_acp.store import rows

        return await self._writer.submit(lambda db: rows.forget(db, scope, key), writes=True)

    async def close(self) -> None:
        """Release every lease, finish, let go of the files."""
        from hermes_acp.store import lease

        if self._leased:
            self._leased.clear()
            await self._writer.submit(lambda db: lease.drop(db, self._nonce), writes=True)
        await self._writer.close()

    def _check(self, db: Connection, session_id: str) -> None:
        """SessionBusy when another process leads the session."""
        from hermes_acp.store import lease, rows

        lease.check(db, rows.key_of(db, session_id), session_id, self._nonce)


if TYPE_CHECKING:

    def is_a_store(store: SqliteStore) -> Store:
        """The checker proves the seam."""
        return store
