"""What every Store promises, run over each of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hermes_acp.errors import SessionNotFound
from hermes_acp.store import Entry, Page, SessionRecord, Store
from hermes_acp.store.memory import MemoryStore
from hermes_acp.store.sqlite import SqliteStore


@pytest.fixture(params=["sqlite", "memory"])
def name_of_store(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def store(name_of_store: str, tmp_path: Path) -> AsyncIterator[Store]:
    made: Store = SqliteStore(str(tmp_path / "state" / "acp.db")) if name_of_store == "sqlite" else MemoryStore()
    yield made
    await made.close()


def record(name: str, cwd: str = "/work", **fields: object) -> SessionRecord:
    return SessionRecord(id=name, cwd=cwd, created=1.0, updated=1.0, **fields)  # type: ignore[arg-type]


def plain(entries: list[Entry]) -> list[tuple[int, str, object]]:
    return [(entry.seq, entry.kind, entry.data) for entry in entries]


async def ids(store: Store, *, cwd: str | None = None, archived: bool | None = False) -> list[str]:
    return [found.id for found in (await store.sessions(cwd=cwd, archived=archived)).records]


async def test_a_session_is_found_as_it_was_created(store: Store) -> None:
    made = record(
        "a", roots=("/one", "/two"), title="Ünï", parent="gone", meta={"model": "m", "deep": {"x": [1, None]}}
    )
    await store.create(made)
    assert await store.find("a") == made
    assert await store.find("b") is None


async def test_an_id_is_given_once(store: Store) -> None:
    await store.create(record("a"))
    await store.append("a", ("user", {"text": "kept"}))
    with pytest.raises(ValueError, match="already"):
        await store.create(record("a"))
    assert plain(await store.read("a")) == [(1, "user", {"text": "kept"})]


async def test_entries_are_numbered_without_gaps_and_read_in_order(store: Store) -> None:
    await store.create(record("a"))
    assert await store.append("a", ("user", {"text": "hello"})) == 1
    assert await store.append("a", ("call", {"id": 1}), ("result", {"odd": "\ud800 \x00 \u2028"})) == 3
    assert plain(await store.read("a")) == [
        (1, "user", {"text": "hello"}),
        (2, "call", {"id": 1}),
        (3, "result", {"odd": "\ud800 \x00 \u2028"}),
    ]
    assert plain(await store.read("a", after=2)) == [(3, "result", {"odd": "\ud800 \x00 \u2028"})]
    assert await store.read("a", after=99) == []


async def test_an_append_of_nothing_changes_nothing(store: Store) -> None:
    await store.create(record("a"))
    await store.append("a", ("user", {}))
    assert await store.append("a") == 1
    assert len(await store.read("a")) == 1


async def test_of_one_append_all_or_nothing_is_kept(store: Store) -> None:
    await store.create(record("a"))
    with pytest.raises(TypeError):
        await store.append("a", ("fine", {"x": 1}), ("broken", {"x": object()}))
    with pytest.raises(ValueError, match="JSON"):
        await store.append("a", ("fine", {"x": 1}), ("broken", {"x": float("nan")}))
    assert await store.read("a") == []
    assert await store.append("a", ("next", {})) == 1


async def test_a_broken_append_takes_no_other_session_with_it(store: Store) -> None:
    for name in "abc":
        await store.create(record(name))
    outcomes = await asyncio.gather(
        store.append("a", ("x", {})),
        store.append("b", ("x", {"bad": object()})),
        store.append("nobody", ("x", {})),
        store.append("c", ("x", {})),
        return_exceptions=True,
    )
    assert [outcomes[0], outcomes[3]] == [1, 1]
    assert isinstance(outcomes[1], TypeError)
    assert isinstance(outcomes[2], SessionNotFound)
    assert await store.read("b") == []


async def test_an_unknown_session_is_said_to_be_unknown(store: Store) -> None:
    for attempt in (
        store.append("x", ("user", {})),
        store.read("x"),
        store.update("x", title="t"),
        store.copy("x", record("y")),
        store.lease("x"),
    ):
        with pytest.raises(SessionNotFound):
            await attempt
    assert await store.delete("x") is False
    await store.release("x")


async def test_many_appends_at_once_keep_their_order_in_each_session(store: Store) -> None:
    names = [f"s{number}" for number in range(16)]
    for name in names:
        await store.create(record(name))

    async def fill(name: str) -> None:
        for number in range(10):
            assert await store.append(name, ("n", {"number": number})) == number + 1

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(fill(name))
    for name in names:
        assert [entry.data["number"] for entry in await store.read(name)] == list(range(10))


async def test_the_list_shows_the_last_used_first(store: Store) -> None:
    for name in "abc":
        await store.create(record(name))
    await store.append("a", ("user", {}))
    assert await ids(store) == ["a", "c", "b"]
    used = await store.find("a")
    assert used is not None and used.updated > 1.0


async def test_the_list_can_be_narrowed_to_a_folder_and_hides_what_is_archived(store: Store) -> None:
    await store.create(record("a"))
    await store.create(record("b", "/other"))
    await store.create(record("c"))
    await store.update("c", archived=True)
    assert await ids(store, cwd="/work") == ["a"]
    assert await ids(store, archived=True) == ["c"]
    assert await ids(store, archived=None) == ["c", "b", "a"]


async def test_pages_hold_each_session_once_while_others_come_and_go(store: Store) -> None:
    for number in range(7):
        await store.create(record(f"s{number}"))
    first = await store.sessions(limit=3)
    await store.create(record("new"))
    await store.delete("s4")
    await store.append("s6", ("user", {}))
    second = await store.sessions(limit=3, cursor=first.next_cursor)
    third = await store.sessions(limit=3, cursor=second.next_cursor)
    pages = [[found.id for found in page.records] for page in (first, second, third)]
    assert pages == [["s6", "s5", "s4"], ["s3", "s2", "s1"], ["s0"]]
    assert third.next_cursor is None


async def test_a_full_last_page_has_no_next(store: Store) -> None:
    await store.create(record("a"))
    assert (await store.sessions(limit=1)).next_cursor is None
    assert await store.sessions(cwd="/nowhere") == Page((), None)


async def test_sessions_that_hold_nothing_wanted_can_be_left_out(store: Store) -> None:
    for name in ("empty", "other", "wanted", "titled"):
        await store.create(record(name, title="T" if name == "titled" else None))
    await store.append("other", ("mode", {}))
    await store.append("wanted", ("mode", {}), ("said", {}))
    first = await store.sessions(holding=("said", "asked"), limit=1)
    second = await store.sessions(holding=("said", "asked"), limit=1, cursor=first.next_cursor)
    assert [[found.id for found in page.records] for page in (first, second)] == [["wanted"], ["titled"]]
    assert second.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "zz", "7", "757365643a", "757365643a2d31", "é", "757365643a" + "39" * 40])
async def test_a_cursor_of_somebody_else_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        await store.sessions(cursor=cursor)


async def test_an_update_changes_what_is_named_and_nothing_else(store: Store) -> None:
    await store.create(record("a", title="old", meta={"x": 1}))
    await store.create(record("b"))
    assert await store.update("a", title="new") == record("a", title="new", meta={"x": 1})
    assert await store.update("a", meta={"y": 2}, roots=("/r",)) == record(
        "a", title="new", meta={"y": 2}, roots=("/r",)
    )
    assert await store.update("a", title=None) == record("a", meta={"y": 2}, roots=("/r",))
    assert await ids(store) == ["b", "a"]


async def test_a_deleted_session_is_gone_with_its_log(store: Store) -> None:
    await store.create(record("a"))
    await store.append("a", ("user", {}))
    assert await store.delete("a") is True
    assert await store.find("a") is None
    await store.create(record("a"))
    assert await store.read("a") == []


async def test_a_fork_begins_with_the_log_of_its_parent_and_goes_its_own_way(store: Store) -> None:
    await store.create(record("a"))
    await store.append("a", *((kind, {"k": kind}) for kind in "xyz"))
    await store.copy("a", record("whole", parent="a"))
    await store.copy("a", record("part", parent="a"), upto=2)
    assert await store.append("part", ("own", {})) == 3
    assert await store.append("a", ("more", {})) == 4
    assert [entry.kind for entry in await store.read("whole")] == ["x", "y", "z"]
    assert [entry.kind for entry in await store.read("part")] == ["x", "y", "own"]
    found = await store.find("whole")
    assert found is not None and found.parent == "a"
    with pytest.raises(ValueError, match="already"):
        await store.copy("a", record("part"))


async def test_a_lease_can_be_taken_twice_and_given_back_twice(store: Store) -> None:
    await store.create(record("a"))
    await store.lease("a")
    await store.lease("a")
    assert await store.append("a", ("user", {})) == 1
    await store.release("a")
    await store.release("a")


async def test_values_are_remembered_by_scope_and_name(store: Store) -> None:
    assert await store.recall("rules") == {}
    await store.remember("rules", "b", {"allow": ["git status"]})
    await store.remember("rules", "a", {"deny": True})
    await store.remember("other", "a", {})
    await store.remember("rules", "b", {"allow": []})
    assert list((await store.recall("rules")).items()) == [("b", {"allow": []}), ("a", {"deny": True})]
    assert await store.forget("rules", "b") is True
    assert await store.forget("rules", "b") is False
    assert await store.recall("rules") == {"a": {"deny": True}}


async def test_what_was_given_or_got_back_can_be_changed_without_harm(store: Store) -> None:
    data = {"list": [1]}
    await store.create(record("a"))
    await store.append("a", ("user", data))
    data["list"].append(2)
    [entry] = await store.read("a")
    assert entry.data == {"list": [1]}
