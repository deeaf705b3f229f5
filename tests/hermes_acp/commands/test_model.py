"""``/model``: what answers, what it holds and costs, what else there is, and how to change it here or for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.events import AgentText
from hermes_acp.agent.session import Session
from hermes_acp.app import App
from hermes_acp.errors import ConfigError
from hermes_acp.models.listcache import write_list
from hermes_acp.models.listing import Listed
from support.agent import Listener, says

LIST = ("claude-opus-4-8", "claude-sonnet-4-5", "claude-haiku-4-5")


class Desk:
    """A real process of ours with one session."""

    def __init__(self, app: App, session: Session, client: Listener) -> None:
        self.app = app
        self.session = session
        self._client = client

    async def say(self, text: str) -> str:
        before = len(self._client.of(AgentText))
        async with asyncio.timeout(10):
            await self.session.prompt(says(text))
        return "".join(event.text for event in self._client.of(AgentText)[before:])


@pytest.fixture
async def desk(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    models = tuple(map(Listed, LIST))
    await asyncio.to_thread(write_list, str(home / ".hermes"), "anthropic", "https://api.anthropic.com", models)
    app, client = App({"model": "demo:rules"}), Listener()
    fresh = await app.sessions.new(Wish(str(tmp_path)), lambda settings: client)
    yield Desk(app, await app.sessions.live(fresh.id), client)
    await app.close()


async def test_it_shows_the_model_and_all_that_can_be_used(desk: Desk) -> None:
    said = await desk.say("/model")

    assert said.startswith("Model: `demo:rules`, 32,000 tokens of context; free.")
    names = ", ".join(f"`anthropic:{name}`" for name in LIST)
    assert f"- Anthropic: {names}" in said


async def test_another_one_answers_in_this_session_alone(desk: Desk, home: Path) -> None:
    said = await desk.say("/model sonnet")

    assert said == (
        "Model: `anthropic:claude-sonnet-4-5`, 200,000 tokens of context, by the bundled table; "
        "$3 in, $0.3 cached, $15 out for a million tokens."
    )
    assert desk.session.model == "anthropic:claude-sonnet-4-5"
    assert not await asyncio.to_thread((home / ".hermes" / "config.yaml").exists)


async def test_a_new_default_counts_for_new_sessions(desk: Desk, home: Path) -> None:
    said = await desk.say("/model claude-opus-4-8 --global")
    file = home / ".hermes" / "config.yaml"

    assert said.endswith(f"New sessions begin with it, too: it is the default in {file}.")
    assert await asyncio.to_thread(file.read_text) == "model:\n  default: anthropic:claude-opus-4-8\n"
    assert (await asyncio.to_thread(App({}).models.defaults)).model == "anthropic:claude-opus-4-8"


async def test_a_model_nobody_has_changes_nothing_and_says_what_comes_near(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="Did you mean anthropic:claude-sonnet-4-5"):
        await desk.say("/model claude-sonnet-45")
    assert desk.session.model == "demo:rules"


async def test_small_tasks_are_done_by_a_cheap_sibling_and_by_whom_the_settings_say(desk: Desk, home: Path) -> None:
    sibling = await desk.app.models.open_auxiliary("compression", "anthropic:claude-opus-4-8")
    written = "auxiliary:\n  title_generation:\n    model: claude-sonnet-4-5\n"
    await asyncio.to_thread((home / ".hermes" / "config.yaml").write_text, written)
    titles = await desk.app.models.open_auxiliary("title_generation", "anthropic:claude-opus-4-8")

    assert (sibling.name, titles.name) == ("anthropic:claude-haiku-5-5", "anthropic:claude-sonnet-4-5")
