"""What a session is called after its first prompt."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.client import Nobody
from hermes_acp.agent.events import Event, TitleChanged
from hermes_acp.agent.titles import title_from
from hermes_acp.agent.turns import Prompt
from hermes_acp.app import App
from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider, refusal
from hermes_acp.models.message import Text
from hermes_acp.store.memory import MemoryStore


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Fix the build", "Fix the build"),
        ("\n\n## Fix `make` \n\nIt fails.", "Fix make"),
        ("```python\nx = 1\n```", "python"),
        ("```\n```", None),
        ("", None),
        ("/write-tests for slug/core.py", "Write tests: for slug/core.py"),
        ("/debug-a-failure  `make test` fails\nsince today", "Debug a failure: make test fails"),
        ("/review-a-change", "Review a change"),
        ("/tmp/report.txt is empty", "/tmp/report.txt is empty"),
        ("/ is full", "/ is full"),
        ("word " * 20, "word word word word word word word word word word word word …"),
    ],
)
def test_it_is_the_first_line_with_words_cut_at_a_word(prompt: str, title: str | None) -> None:
    assert title_from(prompt) == title


class Hearing(Nobody):
    """Hears titles."""

    def __init__(self) -> None:
        self.titles = asyncio.Queue[TitleChanged]()

    async def hear(self, session_id: str, event: Event) -> None:
        if isinstance(event, TitleChanged):
            await self.titles.put(event)


async def titles(home: Path, settings: str, most: int) -> tuple[list[TitleChanged], float]:
    """The titles a session gets by its first prompt, ``most`` of them; and how many requests it counted."""
    (home / ".hermes").mkdir(exist_ok=True)
    (home / ".hermes" / "config.yaml").write_text(settings)
    app, hearing = App({}, MemoryStore()), Hearing()
    async with asyncio.timeout(20):
        fresh = await app.sessions.new(Wish(str(home)), lambda settings: hearing)
        session = await app.sessions.live(fresh.id)
        await session.prompt(Prompt((Text("Why is it slow?"),), "Why is it slow?"))
        found = [await hearing.titles.get() for _ in range(most)]
        requests = session.meter.session.requests
        await app.close()
    return found, requests


ANSWERS = [Answer(chat({"content": "The index is built twice."}))]


async def test_a_small_model_finds_a_better_one_and_its_cost_counts(home: Path) -> None:
    async with (
        FakeProvider(ANSWERS) as main,
        FakeProvider([Answer(chat({"content": '"Index built twice."\n'}))]) as small,
    ):
        found, requests = await titles(
            home,
            f"model: {{provider: custom, default: large, base_url: {main.url}, api_key: key}}\n"
            f"auxiliary: {{title_generation: {{model: small, base_url: {small.url}, api_key: key}}}}\n",
            2,
        )

    assert [(event.title, event.model) for event in found] == [
        ("Why is it slow?", ""),
        ("Index built twice", "custom:small"),
    ]
    assert requests == 2
    assert b"The index is built twice." in small.requests[0].body


async def test_a_model_that_cannot_name_it_leaves_the_first_words(home: Path) -> None:
    async with FakeProvider(ANSWERS) as main, FakeProvider([refusal(401, {"message": "no"})]) as small:
        found, requests = await titles(
            home,
            f"model: {{provider: custom, default: large, base_url: {main.url}, api_key: key}}\n"
            f"auxiliary: {{title_generation: {{model: small, base_url: {small.url}, api_key: key}}}}\n",
            1,
        )

    assert ([event.title for event in found], requests) == (["Why is it slow?"], 1)


async def test_the_sessions_own_model_is_never_asked_for_one(home: Path) -> None:
    async with FakeProvider(ANSWERS) as main:
        found, _ = await titles(
            home, f"model: {{provider: custom, default: large, base_url: {main.url}, api_key: key}}\n", 1
        )

    assert ([event.title for event in found], len(main.requests)) == (["Why is it slow?"], 1)
