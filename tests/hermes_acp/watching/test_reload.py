"""Settings that change while sessions are open count from then on, and faces are told of other commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hermes_acp.agent.events import CommandsChanged
from hermes_acp.agent.services import Defaults
from hermes_acp.agent.session import Session
from hermes_acp.references.watch import Changes
from hermes_acp.watching.reload import Reloading
from hermes_acp.watching.settings import HOME, WORKSPACE, Setting, SettingsWatch, kinds_of
from support.agent import Listener, Says, Workplace

SKILL = "---\nname: release\ndescription: How we release.\n---\nTag it.\n"


class Desk:
    """An open session, what is kept in step with its settings, and how often models were looked at."""

    def __init__(self, place: Workplace, client: Listener, session: Session, *, poll: bool) -> None:
        self.place, self.client, self.session = place, client, session
        self.renewed = 0
        self.heard: asyncio.Queue[frozenset[Setting]] = asyncio.Queue()
        self.reloading = Reloading(str(place.home), lambda: [session], lambda: place.defaults, self._renew, poll=poll)
        self.reloading.further.append(self.heard.put)

    async def _renew(self) -> None:
        self.renewed += 1

    async def until(self, kind: Setting) -> None:
        while kind not in await self.heard.get():
            pass


@asynccontextmanager
async def following(home: Path, tmp_path: Path, *, poll: bool = False) -> AsyncGenerator[Desk]:
    client = Listener()
    state = home / ".hermes"
    state.mkdir(exist_ok=True)
    place = Workplace(Says([]), state, tmp_path)
    session = await place.open(client)
    await session.shelf.fresh()
    desk = Desk(place, client, session, poll=poll)
    await desk.reloading.follow(session)
    try:
        async with asyncio.timeout(20):
            yield desk
    finally:
        await desk.reloading.close()
        await session.close()


def save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


async def test_a_changed_setting_counts_and_what_the_session_chose_stays(home: Path, tmp_path: Path) -> None:
    async with following(home, tmp_path) as desk:
        desk.session.settings = desk.session.settings._replace(effort="high")
        desk.place.defaults = Defaults("test:another", "plan", max_requests=7)
        save(desk.place.home / "config.yaml", "agent: {max_turns: 7}\n")
        await desk.until("config")
        settings = desk.session.settings
        assert (settings.max_requests, settings.effort, settings.model) == (7, "high", "test:model")
        assert (desk.session.mode, desk.renewed) == ("ask", 1)
        assert desk.client.of(CommandsChanged) == []


@pytest.mark.parametrize("poll", [False, True], ids=["told", "polled"])
async def test_a_new_skill_is_a_new_command_and_the_face_hears_of_it(home: Path, tmp_path: Path, poll: bool) -> None:
    async with following(home, tmp_path, poll=poll) as desk:
        save(desk.place.home / "skills" / "release" / "SKILL.md", SKILL)
        await desk.until("skills")
        await until(lambda: "release" in names(desk.client))


async def test_what_changed_before_anybody_watched_is_told_too(home: Path, tmp_path: Path) -> None:
    async with following(home, tmp_path) as desk:
        another = await desk.place.open(listener := Listener())
        await another.shelf.fresh()
        save(desk.place.home / "skills" / "release" / "SKILL.md", SKILL)
        await desk.reloading.follow(another)
        assert "release" in names(listener)
        await another.close()


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not seen():  # noqa: ASYNC110 - told on the disk's time
            await asyncio.sleep(0.01)


def names(client: Listener) -> list[str]:
    heard = client.of(CommandsChanged)
    return [name for name, _, _ in heard[-1].commands] if heard else []


async def test_one_that_cannot_hear_keeps_no_other_from_it(home: Path, tmp_path: Path) -> None:
    async def breaks(kinds: frozenset[Setting]) -> None:
        raise RuntimeError("no")

    async with following(home, tmp_path) as desk:
        desk.reloading.further.insert(0, breaks)
        save(desk.place.home / ".env", "KEY=1\n")
        await desk.until("config")


async def test_a_directory_that_is_not_there_is_not_watched_and_keeps_no_other_from_it(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    told = asyncio.Queue[frozenset[Setting]]()
    watch = SettingsWatch(told.put)
    await watch.follow(str(tmp_path / "none"), HOME)
    await watch.follow(str(there), HOME)
    save(tmp_path / "none" / "config.yaml", "agent: {}\n")
    save(there / "trust.json", "{}")
    async with asyncio.timeout(20):
        heard = await told.get()
    await watch.close()

    assert heard == {"skills"}


def test_what_lies_in_a_home_is_sorted_into_kinds() -> None:
    lie = ("config.yaml", "skills/a/SKILL.md", "commands/x.md", "acp.db", "a/config.yaml")
    assert [HOME.of(name) for name in lie] == ["config", "skills", "commands", None, None]
    assert kinds_of(Changes(frozenset({"/h/acp.db"}), frozenset({"/h/.env"})), "/h", HOME) == {"config"}
    assert WORKSPACE.of("config.yaml") is None
    assert kinds_of(Changes(lost=True), "/h", HOME) == {"config", "skills", "commands"}
