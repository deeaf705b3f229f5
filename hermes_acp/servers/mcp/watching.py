"""Telling clients what changed: sessions, what waits, files, skills. One look at the store serves a connection."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hermes_acp.agent.answering import waiting_questions
from hermes_acp.servers.mcp import workspace
from hermes_acp.servers.mcp.offer import Tell, Watched
from hermes_acp.servers.mcp.tasks import state_of
from hermes_acp_protocol.mcp.methods import PROMPTS_CHANGED, RESOURCE_UPDATED, RESOURCES_CHANGED

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.servers.mcp.run import Run

LOOK = 0.5
"""Seconds between two looks."""
SELDOM = 5.0
"""Seconds between two looks at what seldom changes."""
BATCH = 500
FILES = "hermes://workspace/"


async def watch(offer: HermesOffer, watched: Watched, tell: Tell) -> None:
    """Tell until cancelled."""
    eyes = Eyes(offer, watched)
    await eyes.begin()
    while True:
        await asyncio.sleep(LOOK)
        for uri in await eyes.touched():
            await tell(RESOURCE_UPDATED, {"uri": uri})
        for run in await eyes.moved_tasks():
            await tell("notifications/tasks", state_of(run))
        if watched.resources and eyes.new_session:
            await tell(RESOURCES_CHANGED, {})
        if watched.prompts and await eyes.skills_changed():
            await tell(PROMPTS_CHANGED, {})


class Eyes:
    """What was seen at the last look."""

    def __init__(self, offer: HermesOffer, watched: Watched) -> None:
        self._offer = offer
        self._watched = watched
        self._place = 0
        self._waiting: set[str] = set()
        self._stamps: dict[str, object] = {}
        self._tasks: dict[str, tuple[str, int]] = {}
        self._looked = time.monotonic()
        self.new_session = False
        """Whether a session came since the last look."""

    async def begin(self) -> None:
        """See how things are."""
        self._place = await self._offer.store.newest_place()
        self._waiting = set(await waiting_questions(self._offer.store))
        await self._files()

    async def touched(self) -> list[str]:
        """The watched resources that changed since the last look."""
        found = await self._offer.store.since(self._place, limit=BATCH)
        self._place = found[-1].place if found else self._place
        self.new_session = any(one.entry.seq == 1 for one in found)
        sessions = {one.session_id for one in found}
        uris = [uri for uri in self._watched.uris if _session_of(uri) in sessions]
        if sessions and "hermes://sessions" in self._watched.uris:
            uris.append("hermes://sessions")
        if "hermes://approvals" in self._watched.uris:
            waiting = set(await waiting_questions(self._offer.store))
            if waiting != self._waiting:
                self._waiting = waiting
                uris.append("hermes://approvals")
        return [*uris, *await self._files()]

    async def moved_tasks(self) -> list[Run]:
        """The watched tasks that stand otherwise than at the last look."""
        moved: list[Run] = []
        for name in self._watched.tasks:
            run = await self._offer.runs.get(name)
            if run is None:
                continue
            now = (run.status, len(run.open) + len(run.forms))
            if self._tasks.get(name) != now:
                self._tasks[name] = now
                moved.append(run)
        return moved

    async def skills_changed(self) -> bool:
        """Whether skills came or went; looked at seldom."""
        if time.monotonic() - self._looked < SELDOM:
            return False
        self._looked = time.monotonic()
        return await self._offer.skills_changed()

    async def _files(self) -> list[str]:
        """The watched files that are not what they were."""
        uris = [uri for uri in self._watched.uris if uri.startswith(FILES)]
        if not uris:
            return []
        stamps = await asyncio.to_thread(self._look, uris)
        changed = [uri for uri in uris if uri in self._stamps and self._stamps[uri] != stamps.get(uri)]
        self._stamps = stamps
        return changed

    def _look(self, uris: list[str]) -> dict[str, object]:
        try:
            root = workspace.roots(self._offer.terms, self._watched.roots())[0]
        except workspace.NoWorkspace:
            return {}
        return {uri: _stamp(os.path.join(root, unquote(uri.removeprefix(FILES)))) for uri in uris}


def _session_of(uri: str) -> str:
    head, _, rest = uri.partition("://")
    kind, _, name = rest.partition("/")
    return name.partition("/")[0].partition(".")[0] if head == "hermes" and kind in ("session", "run") else ""


def _stamp(path: str) -> object:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
