"""All sessions of this process: opened, found, listed, closed.

A face asks for sessions here and nowhere else. A session that is live is led by this process alone (a lease in
the store); opening one that a crash cut off closes its half-done turn honestly before anybody sees it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from hermes_acp.agent.client import Client
from hermes_acp.agent.events import Event, ModeChanged, ModelChanged
from hermes_acp.agent.history import closing, latest, messages, to_events, to_item
from hermes_acp.agent.services import Defaults, Services
from hermes_acp.agent.session import Session
from hermes_acp.approval.decision import Mode
from hermes_acp.errors import SessionNotFound
from hermes_acp.store.entries import Page, SessionRecord


@dataclass(frozen=True, slots=True)
class Wish:
    """How a client wants a session opened."""

    cwd: str
    """Absolute."""
    roots: tuple[str, ...] = ()
    """Further absolute directories of the workspace."""
    model: str | None = None
    """None: as it was, or the default."""
    mode: Mode | None = None
    extra_prompt: str = ""
    """Words the client adds to the system prompt."""
    meta: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was there before, and what it has said so far."""

    session: Session
    events: Sequence[Event]


class Sessions:
    """The live sessions of this process, and the way to those on disk."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._live: dict[str, Session] = {}
        self._opening = asyncio.Lock()

    def live(self, session_id: str) -> Session:
        """A session that is open here. SessionNotFound otherwise."""
        session = self._live.get(session_id)
        if session is None:
            raise SessionNotFound(session_id)
        return session

    async def new(self, wish: Wish, client: Client) -> Session:
        """A new session, on disk before it is returned. AuthRequired when its model has no usable key."""
        defaults = await asyncio.to_thread(self._defaults_for, wish)
        now = time.time()
        record = SessionRecord(self._services.new_id(), wish.cwd, wish.roots, created=now, updated=now, meta=wish.meta)
        await self._services.store.create(record)
        session = Session(
            record,
            self._services,
            client,
            defaults,
            extra_prompt=wish.extra_prompt,
        )
        self._live[record.id] = session
        return session

    async def open(self, session_id: str, wish: Wish, client: Client) -> Opened:
        """A session from the store. SessionNotFound; SessionBusy while another process leads it."""
        async with self._opening:
            await self.close(session_id)
            record = await self._services.store.find(session_id)
            if record is None:
                raise SessionNotFound(session_id)
            await self._services.store.lease(session_id)
            events = await self._mended(session_id)
            defaults = await asyncio.to_thread(self._services.defaults)
            session = self._revive(record, wish, client, events, defaults)
            self._live[session_id] = session
        return Opened(session, events)

    async def list(self, *, cwd: str | None = None, cursor: str | None = None) -> Page:
        """A page of sessions, newest first. ValueError for a cursor that is not ours."""
        return await self._services.store.sessions(cwd=cwd, cursor=cursor)

    async def close(self, session_id: str) -> bool:
        """Cancel what the session does and free it; False when it is not open here."""
        session = self._live.pop(session_id, None)
        if session is None:
            return False
        await session.close()
        return True

    def cancel(self, session_id: str) -> None:
        """End what the session does, soon; nothing happens when it is not open here."""
        session = self._live.get(session_id)
        if session is not None:
            session.cancel()

    async def delete(self, session_id: str) -> bool:
        """Close the session and take it off the disk; False when there was none."""
        await self.close(session_id)
        return await self._services.store.delete(session_id)

    async def close_all(self) -> None:
        """Close every session, side by side."""
        async with asyncio.TaskGroup() as group:
            for session_id in list(self._live):
                group.create_task(self.close(session_id))

    async def _mended(self, session_id: str) -> list[Event]:
        """The session's events, a turn that a crash cut closed for good."""
        events = list(to_events(await self._services.store.read(session_id)))
        ends = closing(events)
        items = [item for event in ends if (item := to_item(event))]
        if items:
            await self._services.store.append(session_id, *items)
        return events + ends

    def _defaults_for(self, wish: Wish) -> Defaults:
        """What a new session starts with, as wished; blocks."""
        defaults = self._services.defaults()
        defaults = replace(defaults, mode=wish.mode or defaults.mode, model=wish.model or defaults.model)
        self._services.check_model(defaults.model)
        return defaults

    def _revive(
        self, record: SessionRecord, wish: Wish, client: Client, events: Sequence[Event], defaults: Defaults
    ) -> Session:
        mode, model = latest(events, ModeChanged), latest(events, ModelChanged)
        kept = replace(
            defaults,
            mode=wish.mode or (cast("Mode", mode.mode) if mode else defaults.mode),
            model=wish.model or (model.model if model else defaults.model),
        )
        return Session(record, self._services, client, kept, history=messages(events), extra_prompt=wish.extra_prompt)
