"""Finding what was said: over the real store, an index that follows it, and the words people type."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hermes_acp.searching.index import MARKS, Index
from hermes_acp.searching.search import search
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
    return "turn_started", {"turn_id": "t", "shown": text}


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


async def test_an_index_that_is_gone_is_made_again(store: SqliteStore, index: str) -> None:
    await keep(store, "one", "/a", asked("first"))
    await found(store, index, "first")
    for path in Path(index).parent.iterdir():
        path.unlink()
    assert await found(store, index, "first") == [("one", "user")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_whatever_a_person_types_is_a_query(tmp_path: Path, text: str) -> None:
    index = Index(str(tmp_path / "search.db"))
    try:
        assert index.search(text, 5) == []
    finally:
        index.close()
