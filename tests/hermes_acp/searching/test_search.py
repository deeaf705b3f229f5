"""Finding what was said: over the real store, an index that follows it, and the words people type."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hermes_acp.errors import StoreError
from hermes_acp.searching.index import MARKS, Index
from hermes_acp.searching.search import forget, search
from hermes_acp.store.entries import Item, SessionRecord
from hermes_acp.store.sqlite import SqliteStore


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(str(tmp_path / "acp.db"))
    yield opened
    await opened.close()


@pytest.fixture
def index(tmp_path: Path) -> str:
    return str(tmp_path / "cache" / "search.db")


def asked(text: str) -> Item:
    return "turn_started", {"turn_id": "t", "shown": text, "message": {"$": "UserMessage", "id": "m1"}}


def answered(text: str) -> Item:
    return "reply_finished", {"message": {"$": "AssistantMessage", "id": "m", "parts": [{"$": "Text", "text": text}]}}


async def keep(store: SqliteStore, session_id: str, cwd: str, *items: Item) -> None:
    await store.create(SessionRecord(session_id, cwd))
    await store.append(session_id, *items)


async def found(store: SqliteStore, index: str, query: str, cwd: str | None = None) -> list[tuple[str, str]]:
    return [(match.record.id, match.hit.role) for match in await search(store, index, query, cwd=cwd)]


async def test_what_the_person_and_the_model_said_is_found(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("Where is the parser?"), answered("In **grammar.py**, behind a cache."))
    await keep(store, "two", "/b", asked("Mend the cache"), ("call_started", {"title": "the cache"}))
    assert await found(store, index, "parser") == [("one", "user")]
    assert sorted(await found(store, index, "CACHE")) == [("one", "agent"), ("two", "user")]
    assert await found(store, index, "cache", cwd="/b") == [("two", "user")]
    assert await found(store, index, "nowhere") == []


async def test_words_need_not_be_whole_at_the_end_and_phrases_hold_together(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("a green door and a blue house"), asked("Übergröße im Köln"))
    assert await found(store, index, "blue hou") == [("one", "user")]
    assert await found(store, index, '"green house"') == []
    assert await found(store, index, '"blue house"') == [("one", "user")]
    assert await found(store, index, "ubergroße koln") == [("one", "user")]


async def test_the_index_follows_the_log_and_forgets_what_is_deleted(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("first"))
    assert await found(store, index, "first") == [("one", "user")]
    await store.append("one", answered("second"))
    assert await found(store, index, "second") == [("one", "agent")]
    assert await found(store, index, "first") == [("one", "user")]
    await store.delete("one")
    assert await found(store, index, "first") == []


async def test_an_archived_session_is_found_too(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("kept away"))
    await store.update("one", archived=True)
    assert await found(store, index, "away") == [("one", "user")]


async def test_a_match_is_shown_in_one_line_with_marks_around_it(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", answered("A long\nanswer about\n\nthe parser of things"))
    (match,) = await search(store, index, "parser")
    assert match.hit.snippet == f"A long answer about the {MARKS[0]}parser{MARKS[1]} of things"


async def test_a_match_among_endless_words_is_shown_short(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", answered("x" * 5000 + " parser " + "y" * 5000))
    (match,) = await search(store, index, "parser")
    assert match.hit.snippet == f"{'x' * 299} {MARKS[0]}parser{MARKS[1]} {'y' * 299}"


async def test_an_index_that_is_gone_is_made_again(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("first"))
    await found(store, index, "first")
    for path in Path(index).parent.iterdir():
        path.unlink()
    assert await found(store, index, "first") == [("one", "user")]


async def test_one_session_can_be_searched(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("where is the cache"))
    await keep(store, "two", "/a", asked("the cache is here"))
    (match,) = await search(store, index, "cache", session_id="two")
    assert (match.record.id, match.hit.message_id) == ("two", "m1")
    assert await search(store, index, "cache", session_id="none") == []


async def test_a_directory_with_few_matches_among_many_elsewhere_shows_its_own(store: SqliteStore, index: str) -> None:
    await keep(store, "loud", "/a", *(asked(f"cache {n}") for n in range(50)))
    await keep(store, "still", "/b", asked("somewhere in a long sentence there is a cache, too"))
    assert [m.record.id for m in await search(store, index, "cache", cwd="/b", limit=1)] == ["still"]


@pytest.mark.parametrize("query", ["東京", "京で", "に東京", "กรุงเทพ", "parser", "東京 parser"])
async def test_words_without_spaces_between_them_are_found(store: SqliteStore, index: str, query: str) -> None:
    await keep(store, "one", "/a", asked("明日に東京で会いましょう。parserを見て。สวัสดีกรุงเทพมหานคร"))
    assert await found(store, index, query) == [("one", "user")]
    assert await found(store, index, "京東") == []


async def test_a_snippet_of_words_without_spaces_reads_as_it_was_said(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("明日に東京で会う"))
    (match,) = await search(store, index, "東京")
    assert match.hit.snippet == f"明日に{MARKS[0]}東京{MARKS[1]}で会う"


async def test_two_who_search_at_once_take_nothing_in_twice(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", *(asked(f"cache {n}") for n in range(20)))
    both = await asyncio.gather(*(search(store, index, "cache", limit=100) for _ in range(4)))
    assert [len(matches) for matches in both] == [20] * 4
    assert len(await search(store, index, "cache", limit=100)) == 20


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\0" + b"x" * 5000])
async def test_a_damaged_index_is_made_again(store: SqliteStore, index: str, damage: bytes) -> None:
    await keep(store, "one", "/a", asked("first"))
    await asyncio.to_thread(Path(index).parent.mkdir)
    await asyncio.to_thread(Path(index).write_bytes, damage)
    assert await found(store, index, "first") == [("one", "user")]


async def test_a_search_that_is_given_up_ends_as_that_and_harms_nothing(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", *(asked(f"cache {n}") for n in range(300)))
    for ticks in range(30):
        searching = asyncio.create_task(search(store, index, "cache"))
        for _ in range(ticks):
            await asyncio.sleep(0)
        searching.cancel()
        await asyncio.wait([searching])
        assert searching.cancelled()
    assert len(await search(store, index, "cache", limit=1000)) == 300


async def test_an_index_that_cannot_be_made_is_an_error_of_ours(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        await search(store, str(tmp_path / "file" / "search.db"), "first")


async def test_the_words_of_a_forgotten_session_leave_the_file(store: SqliteStore, index: str) -> None:
    await forget(index, ["one"])  # there is no index yet, and none is made
    assert not await asyncio.to_thread(os.path.exists, index)
    await keep(store, "one", "/a", asked("a word to forget"))
    await keep(store, "two", "/a", asked("a word to keep"))
    await found(store, index, "word")
    await forget(index, ["one"])
    held = await asyncio.to_thread(Path(index).read_bytes)
    assert (b"forget" in held, b"keep" in held) == (False, True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_whatever_a_person_types_is_a_query(tmp_path: Path, text: str) -> None:
    index = Index(str(tmp_path / "search.db"))
    try:
        assert index.search(text, 5, ["one"]) == []
    finally:
        index.close()
