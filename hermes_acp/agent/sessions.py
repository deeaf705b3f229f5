"""All sessions of this process: opened, found, listed, closed.

A face asks for sessions here and nowhere else. A session that is live is led by this process alone (a lease in
the store); opening one that a crash cut off closes its half-done turn honestly before anybody sees it.

An editor waits for this file between ``initialize`` and ``session/new``: a new session is a row on the disk and is
built when it is first used, so what turns are made of is imported by then and not before; and its values are named
tuples, for which nothing has to be imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast
from weakref import WeakValueDictionary

from hermes_acp.agent.beginning import SAID, Fresh, Wish, fresh
from hermes_acp.errors import SessionNotFound

if TYPE_CHECKING:
    from hermes_acp.agent.client import Client
    from hermes_acp.agent.events import Event
    from hermes_acp.agent.services import Defaults, Services
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.decision import Mode
    from hermes_acp.store.entries import Entry, Page, SessionRecord

    MakeClient = Callable[[Defaults], Client]
    """Makes the client of a session, given how its settings stand when it is opened."""


log = logging.getLogger(__name__)


class Opened(NamedTuple):
    """A session that was there before, and what it has said so far."""

    session: Session
    events: Sequence[Event]


class Sessions:
    """The live sessions of this process, and the way to those on disk."""

    def __init__(self, services: Services) -> None:
        self.services = services
        """What every session works with."""
        self._fresh: dict[str, tuple[Fresh, MakeClient]] = {}
        self._live: dict[str, Session] = {}
        self._doors = WeakValueDictionary[str, asyncio.Lock]()
        """Opening, closing and deleting a session happen one after the other."""
        self._waking = asyncio.Lock()

    async def new(self, wish: Wish, make_client: MakeClient) -> Fresh:
        """A new session, on disk before it is returned. AuthRequired when its model has no usable key."""
        begun = fresh(wish, await asyncio.to_thread(self.services.fresh_defaults, wish.model))
        await self.services.store.create(begun.record)
        self.take(begun, make_client)
        return begun

    def take(self, begun: Fresh, make_client: MakeClient) -> None:
        """Lead a new session that is on the disk."""
        self._fresh[begun.id] = begun, make_client

    async def live(self, session_id: str) -> Session:
        """A session that is open here. SessionNotFound otherwise. Whoever asks first has it first."""
        if session_id in self._fresh or self._waking.locked():
            async with self._waking:
                if session_id in self._fresh:
                    await asyncio.to_thread(load_session_code)
        if (waiting := self._fresh.pop(session_id, None)) is not None:
            begun, make_client = waiting
            self._live[session_id] = self._build(begun.record, begun.wish, make_client, begun.defaults)
        session = self._live.get(session_id)
        if session is None:
            raise SessionNotFound(session_id)
        return session

    async def open(self, session_id: str, wish: Wish, make_client: MakeClient) -> Opened:
        """A session from the store. SessionNotFound; SessionBusy while another process leads it."""
        await asyncio.to_thread(load_session_code)
        from hermes_acp.agent.past import in_force
        from hermes_acp.agent.usage import requests_in

        async with self._door(session_id):
            await self._close(session_id)
            record = await self.services.store.find(session_id)
            if record is None:
                raise SessionNotFound(session_id)
            await self.services.store.lease(session_id)
            if wish.cwd:
                record = record._replace(cwd=wish.cwd, roots=wish.roots)
                await self.services.store.update(session_id, roots=wish.roots)
            said = await self._mended(session_id)
            events = in_force(said)
            defaults = await asyncio.to_thread(self.services.defaults)
            session = self._revive(record, wish, make_client, events, defaults)
            session.meter.earlier = requests_in(said)
            session.call_ids.add(said)
            self._live[session_id] = session
        return Opened(session, events)

    async def fork(self, session_id: str, wish: Wish, make_client: MakeClient) -> Opened:
        """A copy of a session as it was when last no turn ran, opened. SessionNotFound."""
        await asyncio.to_thread(load_session_code)
        if (live := self._live.get(session_id)) is not None:
            await live.settled()
        from hermes_acp.agent.past import copied

        record = await copied(self.services.store, session_id, cwd=wish.cwd, roots=wish.roots)
        return await self.open(record.id, wish, make_client)

    async def list(self, *, cwd: str | None = None, cursor: str | None = None, archived: bool | None = False) -> Page:
        """A page of sessions, newest first; ``archived=None`` lists all. ValueError for a cursor that is not ours.

        Those in which nothing was said yet are left out: an editor that opens and closes leaves no line behind.
        """
        return await self.services.store.sessions(cwd=cwd, cursor=cursor, archived=archived, holding=SAID)

    def open_sessions(self) -> Sequence[Session]:
        """Those that are in use."""
        return tuple(self._live.values())

    async def saved(self, session_id: str) -> tuple[SessionRecord, Sequence[Entry]]:
        """A session as it is on disk, open or not. SessionNotFound."""
        if (live := self._live.get(session_id)) is not None:
            await live.settled()
        record = await self.services.store.find(session_id)
        if record is None:
            raise SessionNotFound(session_id)
        return record, await self.services.store.read(session_id)

    async def is_open(self, session_id: str) -> bool:
        """Whether the session is in memory here; it is not opened by asking. SessionNotFound."""
        if session_id in self._fresh or session_id in self._live:
            return True
        if await self.services.store.find(session_id) is None:
            raise SessionNotFound(session_id)
        return False

    async def archive(self, session_id: str, archived: bool) -> None:
        """Keep the session out of lists, or bring it back; what it does goes on. SessionNotFound."""
        await self.services.store.update(session_id, archived=archived)

    async def set_title(self, session_id: str, title: str) -> None:
        """Name a session, open or not. SessionNotFound."""
        if session_id in self._fresh or session_id in self._live:
            await (await self.live(session_id)).set_title(title)
        else:
            await self.services.store.update(session_id, title=title)

    async def close(self, session_id: str) -> bool:
        """Cancel what the session does and free it; False when it is not open here."""
        async with self._door(session_id):
            return await self._close(session_id)

    async def _close(self, session_id: str) -> bool:
        unused = self._fresh.pop(session_id, None)
        session = self._live.pop(session_id, None)
        if session is None:
            return unused is not None
        await session.close()
        return True

    async def cancel(self, session_id: str) -> None:
        """End what the session does, soon; nothing happens when it is not open here."""
        with contextlib.suppress(SessionNotFound):
            (await self.live(session_id)).cancel()  # behind prompts that wait for it: they must not be overtaken

    async def delete(self, session_id: str) -> bool:
        """Close the session and take it off the disk; False when there was none."""
        async with self._door(session_id):
            await self._close(session_id)
            return await self.services.store.delete(session_id)

    async def close_all(self) -> None:
        """Close every session, side by side; one that cannot be closed keeps no other from it."""
        ended = await asyncio.gather(*map(self.close, list(self._live)), return_exceptions=True)
        for failure in ended:
            if isinstance(failure, BaseException):
                log.error("a session could not be closed", exc_info=failure)

    def _door(self, session_id: str) -> asyncio.Lock:
        door = self._doors.get(session_id)
        if door is None:
            door = self._doors[session_id] = asyncio.Lock()
        return door

    async def _mended(self, session_id: str) -> list[Event]:
        """The session's events, a turn that a crash cut closed for good."""
        from hermes_acp.agent.crash import closing
        from hermes_acp.agent.history import to_events, to_item

        events = list(to_events(await self.services.store.read(session_id)))
        ends = closing(events)
        items = [item for event in ends if (item := to_item(event))]
        if items:
            await self.services.store.append(session_id, *items)
        return events + ends

    def _revive(
        self, record: SessionRecord, wish: Wish, make_client: MakeClient, events: Sequence[Event], defaults: Defaults
    ) -> Session:
        from hermes_acp.agent.events import ModeChanged, ModelChanged, OptionChanged
        from hermes_acp.agent.history import latest, messages
        from hermes_acp.agent.options import restored

        mode, model = latest(events, ModeChanged), latest(events, ModelChanged)
        # Nobody gets to skip the questions by opening an old session.
        before = cast("Mode", mode.mode) if mode and mode.mode != "bypass" else defaults.mode
        kept = restored(defaults, events)._replace(
            mode=wish.mode or before,
            model=wish.model or (model.model if model else defaults.model),
        )
        session = self._build(record, wish, make_client, kept)
        session.history.extend(messages(events))
        session.options.extend(event for event in events if isinstance(event, OptionChanged))
        return session

    def _build(self, record: SessionRecord, wish: Wish, make_client: MakeClient, settings: Defaults) -> Session:
        from hermes_acp.agent.session import Session

        client, words, servers = make_client(settings), wish.extra_prompt, wish.mcp_servers
        return Session(record, self.services, client, settings, extra_prompt=words, mcp_servers=servers)


def load_session_code() -> None:
    """Import what a live session is made of. Takes some hundredths of a second the first time: for a thread."""
    from importlib import import_module

    for name in ("hermes_acp.agent.crash", "hermes_acp.agent.history", "hermes_acp.agent.session"):
        import_module(name)
