"""What is done when settings change while sessions are open: they count from then on, and faces are told.

Only what changed on the disk changes in a session, and its model and mode never do. Permission rules are not here: they
are looked at for each decision. Begun at a session's first completion or behind its first turn, never at start-up.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import CommandsChanged
from hermes_acp.watching.settings import HOME, WORKSPACE, Setting, SettingsWatch

if TYPE_CHECKING:
    from hermes_acp.agent.services import Defaults
    from hermes_acp.agent.session import Session

log = logging.getLogger(__name__)

CHOSEN = frozenset({"model", "mode"})
"""Settings of an open session that only the person changes, in that session."""

Listing = tuple[tuple[str, str, str | None], ...]


class Reloading:
    """Keeps the open sessions of one process in step with the disk."""

    def __init__(
        self,
        home: str,
        sessions: Callable[[], Sequence[Session]],
        defaults: Callable[[], Defaults],
        renew: Callable[[], Awaitable[None]],
        *,
        poll: bool = False,
    ) -> None:
        """``defaults`` reads the disk, in a thread; ``renew`` drops what was made from settings that are others now."""
        self._home, self._sessions = home, sessions
        self._defaults, self._renew_all = defaults, renew
        self._watch = SettingsWatch(self._reload, poll=poll)
        self._offered: dict[str, Listing] = {}
        self._usual: Defaults | None = None
        self.further: list[Callable[[frozenset[Setting]], Awaitable[None]]] = []
        """Told after the open sessions are in step, for rooms with settings of their own."""

    async def follow(self, session: Session) -> None:
        """Keep a session in step from now on; what changed since it was opened counts as well."""
        if session.id not in self._offered:
            self._offered[session.id] = session.services.load_commands().listing(session)
        if self._usual is None:
            self._usual = await asyncio.to_thread(self._defaults)
        await self._watch.follow(self._home, HOME)
        await self._watch.follow(session.record.cwd, WORKSPACE)
        for name in (".hermes", ".agents"):
            await self._watch.follow(os.path.join(session.record.cwd, name), HOME)
        await self._offer(session)

    async def close(self) -> None:
        """End it."""
        await self._watch.close()

    async def _reload(self, kinds: frozenset[Setting]) -> None:
        """Never ends in an error: one session that cannot be brought in step keeps no other from it."""
        news: dict[str, object] = {}
        if "config" in kinds:
            await self._renew_all()
            news = await self._news()
        for session in self._sessions():
            try:
                await self._renew(session, kinds, news)
            except Exception:
                log.exception("the session %s could not be brought in step with its settings", session.id)
        for told in self.further:
            try:
                await told(kinds)
            except Exception:
                log.exception("changed settings could not be passed on")

    async def _news(self) -> dict[str, object]:
        """The settings of sessions that are others than before, by name."""
        before, self._usual = self._usual, await asyncio.to_thread(self._defaults)
        now = self._usual._asdict()
        old = before._asdict() if before is not None else now
        return {name: value for name, value in now.items() if value != old[name] and name not in CHOSEN}

    async def _renew(self, session: Session, kinds: frozenset[Setting], news: Mapping[str, object]) -> None:
        if news:
            await session.renew(news)
        if "config" in kinds:
            await session.servers.renew()
        await self._offer(session)

    async def _offer(self, session: Session) -> None:
        """Say which slash commands there are now, when they are others than before."""
        if session.shelf.known is not None:
            await session.shelf.fresh()
        listing = session.services.load_commands().listing(session)
        before, self._offered[session.id] = self._offered.get(session.id), listing
        if listing != before:
            await session.client.hear(session.id, CommandsChanged(listing))
