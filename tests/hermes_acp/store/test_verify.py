"""Looking through a store for damage that SQLite itself does not see."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hermes_acp.store import SessionRecord
from hermes_acp.store.database import Database
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp.store.verify import Verdict, verify


async def filled(path: Path) -> SqliteStore:
    store = SqliteStore(str(path / "acp.db"))
    for name in ("a", "b"):
        await store.create(SessionRecord(name, "/w"))
        await store.append(name, ("user", {"text": "one"}), ("user", {"text": "two"}))
    return store


async def test_a_sound_store_is_counted(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    assert await store.verify(10) == Verdict(2, 4, (), whole=True)
    await store.close()


async def test_an_entry_that_was_changed_and_one_that_is_gone_are_found(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    await store.close()
    assert await asyncio.to_thread(damaged, str(tmp_path / "acp.db")) == Verdict(
        2, 2, ("Session b is sound up to entry 1 of 2.", "Session a is sound up to entry 1 of 2."), whole=True
    )


def damaged(path: str) -> Verdict:
    """What is found after the entries of a closed store were changed by hand."""
    database = Database(path, [])
    try:
        database.commit(lambda db: db.execute("UPDATE entries SET data = '{}' WHERE session = 1 AND seq = 2"))
        database.commit(lambda db: db.execute("DELETE FROM entries WHERE session = 2 AND seq = 2"))
        return database.read(lambda db: verify(db, 10))
    finally:
        database.close()


async def test_without_time_nothing_is_claimed(tmp_path: Path) -> None:
    store = await filled(tmp_path)
    await store.append("a", *(("user", {"text": "x" * 2000}) for _ in range(2000)))
    assert await store.verify(-1) == Verdict(0, 0, (), whole=False)
    await store.close()
