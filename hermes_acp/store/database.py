"""A connection to the database file, opened, used and closed only under the lock file.

Belongs to one thread. Everything that makes a commit durable is decided here, once.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar, cast

from hermes_acp.errors import StoreError
from hermes_acp.store import files, schema
from hermes_acp.store.lockfile import LockFile

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

T = TypeVar("T")

OLDEST_SQLITE: Final = (3, 51, 3)
"""Before it, commits get lost when a WAL is reset or a process disconnects (sqlite.org/wal.html, section 11)."""

PRAGMAS: Final = """
    PRAGMA mmap_size = 0;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
"""

BUSY_MS: Final = 10_000


class Database:
    """The open store. Use by one thread."""

    def __init__(self, path: str, notices: list[str]) -> None:
        self.path = path
        self._notices = notices
        self._holds = False
        self._lock = LockFile(path + ".lock")
        try:
            with self.locked():
                self._connect_or_replace()
        except BaseException:
            self._lock.close()
            raise

    @contextmanager
    def locked(self) -> Generator[None, None, None]:
        """No other process connects, disconnects or writes meanwhile. May be nested."""
        if self._holds:
            yield
            return
        with self._lock.held():
            self._holds = True
            try:
                yield
            finally:
                self._holds = False

    def _connect_or_replace(self) -> None:
        import apsw

        try:
            self.db = self._connect()
        except (apsw.CorruptError, apsw.NotADBError):
            self._begin_anew()
        self._identity = files.identity(self.path)

    def _begin_anew(self) -> None:
        """Keep the damaged file under another name and take over what can still be read of it."""
        kept = files.move_aside(self.path)
        self.db = self._connect()
        from hermes_acp.store.salvage import salvage

        saved = salvage(kept, self.db)
        self._notices.append(f"The session store was damaged and was kept as {kept}. {saved}")

    def _connect(self) -> Connection:
        import apsw

        if tuple(map(int, apsw.sqlite_lib_version().split("."))) < OLDEST_SQLITE:
            raise StoreError(f"SQLite {apsw.sqlite_lib_version()} is too old; install a current apsw.")
        files.create_private(self.path)
        db = cast("Connection", apsw.Connection(self.path, flags=apsw.SQLITE_OPEN_READWRITE))
        try:
            db.set_busy_timeout(BUSY_MS)
            db.pragma("journal_mode", "wal")
            db.execute(PRAGMAS).fetchall()  # apsw stops at the first row until somebody asks for more
            schema.bring_up_to_date(db)
        except BaseException:
            db.close()
            raise
        return db

    def commit(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in one transaction, durable when this returns."""
        with self.locked():
            self._follow()
            return self._run(lambda db: _commit(db, work))

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work``, which changes nothing."""
        if files.identity(self.path) != self._identity:
            with self.locked():
                self._follow()
        return self._run(work)

    def check(self, seconds: float) -> None:
        """Look for damage for at most so long, and begin anew when there is some."""
        import apsw

        end = time.monotonic() + seconds
        self.db.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        try:
            if self.db.execute("PRAGMA quick_check(1)").get != "ok":
                self._replace()
        except apsw.InterruptError:
            return  # a large store: what was looked at is sound
        finally:
            self.db.set_progress_handler(None)

    def _follow(self) -> None:
        """Connect again when the file was moved or removed under us. Call it under the lock."""
        if files.identity(self.path) != self._identity:
            self.db.close()
            self._connect_or_replace()

    def _run(self, work: Callable[[Connection], T]) -> T:
        """Do it; when the file turns out to be damaged, begin anew for whoever comes next."""
        import apsw

        try:
            return work(self.db)
        except (apsw.CorruptError, apsw.NotADBError):
            self._replace()
            raise

    def _replace(self) -> None:
        with self.locked():
            self.db.close()
            self._begin_anew()
            self._identity = files.identity(self.path)

    def close(self) -> None:
        """Disconnect. The last process to do so folds the WAL into the file."""
        with self.locked():
            self.db.close()
        self._lock.close()


def _commit(db: Connection, work: Callable[[Connection], T]) -> T:
    """One transaction.

    When the commit itself fails its outcome is unknown, so the mark it would have left is read back first.
    """
    mark = os.urandom(12)
    try:
        db.execute("BEGIN IMMEDIATE")
        result = work(db)
        db.execute("UPDATE last_commit SET mark = ?", (mark,))
    except BaseException:
        _roll_back(db)
        raise
    try:
        db.execute("COMMIT")
    except Exception:
        _roll_back(db)
        if db.execute("SELECT mark FROM last_commit").get != mark:
            raise
    return result


def _roll_back(db: Connection) -> None:
    if db.in_transaction:
        db.execute("ROLLBACK")
