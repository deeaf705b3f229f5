"""What every Store promises about what spans sessions: one order, values exchanged in one step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hermes_acp.store import SessionRecord, Store
from hermes_acp.store.entries import Happening
from hermes_acp.store.memory import MemoryStore
from hermes_acp.store.sqlite import SqliteStore


@pytest.fixture(params=["sqlite", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = SqliteStore(str(tmp_path / "acp.db")) if request.param == "sqlite" else MemoryStore()
    yield made
    await made.close()


async def filled(store: Store) -> None:
    for name in ("a", "b"):
        await store.create(SessionRecord(name, "/work", created=1.0, updated=1.0))
    await store.append("a", ("said", {"text": "The first Äpfel"}), ("done", {"text": "first too"}))
    await store.append("b", ("said", {"text": "a 50% share_of\\it"}))
    await store.append("a", ("said", {"text": "last"}))


def brief(found: list[Happening]) -> list[tuple[str, int]]:
    return [(one.session_id, one.entry.seq) for one in found]


async def test_entries_of_all_sessions_are_read_in_the_order_they_came(store: Store) -> None:
    await filled(store)
    everything = await store.since(0, limit=10)
    assert brief(everything) == [("a", 1), ("a", 2), ("b", 1), ("a", 3)]
    assert [one.place for one in everything] == sorted({one.place for one in everything})
    assert await store.newest_place() == everything[-1].place
    assert brief(await store.since(everything[1].place, limit=1)) == [("b", 1)]
    assert brief(await store.since(0, limit=10, session_id="b")) == [("b", 1)]
    assert await store.since(everything[-1].place, limit=10) == []


async def test_an_empty_store_has_no_place(store: Store) -> None:
    assert await store.newest_place() == 0


async def test_a_value_is_exchanged_only_for_the_one_that_is_kept(store: Store) -> None:
    await store.remember("scope", "key", {"n": 1})
    assert not await store.exchange("scope", "key", {"n": 2}, {"n": 3})
    assert not await store.exchange("scope", "other", {"n": 1}, {"n": 3})
    assert await store.exchange("scope", "key", {"n": 1}, {"n": 2})
    assert await store.recall("scope") == {"key": {"n": 2}}


async def test_of_many_who_exchange_at_once_exactly_one_does(store: Store) -> None:
    await store.remember("scope", "key", {"by": None})
    won = await asyncio.gather(*(store.exchange("scope", "key", {"by": None}, {"by": n}) for n in range(20)))
    assert won.count(True) == 1
    assert await store.recall("scope") == {"key": {"by": won.index(True)}}
