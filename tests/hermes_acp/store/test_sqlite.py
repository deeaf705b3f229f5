"""What SqliteStore promises beyond the contract: durability, privacy, groups, start-up."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hermes_acp.errors import StoreError
from hermes_acp.store import SessionRecord
from hermes_acp.store.connection import Connection, Rows, Value
from hermes_acp.store.database import Database
from hermes_acp.store.guard import StrayOpen, watch
from hermes_acp.store.sqlite import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> Iterator[str]:
    name = str(tmp_path / "state" / "acp.db")
    with watch(name):
        yield name


@pytest.fixture
def database(path: str) -> Iterator[Database]:
    made = Database(path, [])
    yield made
    made.close()


def pragma(database: Database, name: str) -> object:
    return database.read(lambda db: db.execute(f"PRAGMA {name}").get)


def test_the_connection_is_set_to_survive(database: Database) -> None:
    settings = ("journal_mode", "synchronous", "mmap_size", "foreign_keys", "trusted_schema", "busy_timeout")
    assert [pragma(database, name) for name in settings] == ["wal", 2, 0, 1, 0, 10_000]


def test_only_this_user_can_read_the_files(database: Database, path: str) -> None:
    database.commit(lambda db: db.execute("INSERT INTO memory VALUES ('a', 'b', '{}')"))
    folder = Path(path).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in folder.iterdir()}
    assert modes == dict.fromkeys(["acp.db", "acp.db-wal", "acp.db-shm", "acp.db.lock"], 0o600)


async def test_what_is_said_survives_a_new_process_with_all_it_held(path: str) -> None:
    first = SqliteStore(path)
    await first.create(SessionRecord("a", "/w", title="t"))
    await first.append("a", ("user", {"text": "hello"}))
    await first.close()
    second = SqliteStore(path)
    [entry] = await second.read("a")
    assert (entry.seq, entry.kind, entry.data) == (1, "user", {"text": "hello"})
    await second.close()


async def test_appends_that_wait_together_are_committed_together(path: str) -> None:
    store = SqliteStore(path)
    await store.create(SessionRecord("a", "/w"))

    async def size() -> int:
        return (await asyncio.to_thread(os.stat, path + "-wal")).st_size

    before = await size()
    await asyncio.gather(*(store.append("a", ("n", {"n": number})) for number in range(64)))
    together = await size() - before
    for number in range(64):
        await store.append("a", ("n", {"n": number}))
    apart = await size() - before - together
    await store.close()
    assert together * 5 < apart


async def test_a_cancelled_append_leaves_a_whole_store(path: str) -> None:
    store = SqliteStore(path)
    await store.create(SessionRecord("a", "/w"))
    waiting = asyncio.create_task(store.append("a", ("n", {})))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await store.append("a", ("n", {})) == len(await store.read("a"))
    await store.close()


def test_importing_the_store_brings_in_nothing_heavy() -> None:
    code = (
        "import sys; import hermes_acp.store.sqlite;"
        "print([name for name in ('apsw', 'pydantic', 'anyio', 'yaml', 'hashlib', 'sqlite3') if name in sys.modules])"
    )
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, capture_output=True, text=True, timeout=30, check=True).stdout.strip() == "[]"


async def test_nothing_is_touched_before_the_first_call(path: str) -> None:
    await SqliteStore(path).close()
    assert not await asyncio.to_thread(os.path.exists, os.path.dirname(path))


def test_the_path_must_be_absolute() -> None:
    with pytest.raises(ValueError, match="absolute"):
        SqliteStore("acp.db")


def test_a_file_of_a_newer_version_is_refused_and_left_as_it_is(path: str) -> None:
    made = Database(path, [])
    made.commit(lambda db: db.pragma("user_version", 99))
    made.close()
    before = Path(path).stat()
    with pytest.raises(StoreError, match="newer Hermes") as caught:
        Database(path, [])
    assert caught.value.reason == "storage_newer"
    assert Path(path).stat().st_mtime_ns == before.st_mtime_ns


class LosesTheAnswer:
    """A connection whose COMMIT fails, after it was done or instead of it."""

    def __init__(self, db: Connection, *, commits: bool) -> None:
        self._db = db
        self._commits = commits

    def __getattr__(self, name: str) -> object:
        return getattr(self._db, name)

    def execute(self, statements: str, bindings: Sequence[Value] = ()) -> Rows:
        if statements != "COMMIT":
            return self._db.execute(statements, bindings)
        if self._commits:
            self._db.execute("COMMIT")
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize("commits", [True, False])
def test_a_failed_commit_is_looked_up_before_anything_is_said_of_it(database: Database, commits: bool) -> None:
    real = database.db
    database.db = LosesTheAnswer(real, commits=commits)  # type: ignore[assignment]
    try:
        if commits:
            database.commit(lambda db: db.execute("INSERT INTO memory VALUES ('a', 'b', '{}')"))
        else:
            with pytest.raises(OSError, match="Input/output"):
                database.commit(lambda db: db.execute("INSERT INTO memory VALUES ('a', 'b', '{}')"))
    finally:
        database.db = real
    assert database.read(lambda db: db.execute("SELECT count(*) FROM memory").get) == int(commits)


def test_the_guard_sees_an_open_by_hand(database: Database, path: str) -> None:
    for name in (path, path + "-wal", os.path.join(os.path.dirname(path), ".", "acp.db-shm")):
        with pytest.raises(StrayOpen):
            open(name, "rb").close()
    with pytest.raises(StrayOpen):
        os.close(os.open(path, os.O_RDONLY))
