"""The sessions and runs of a runner: begun, steered, ended as its orders say, and remembered for every server."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.turns import Prompt
from hermes_acp.errors import HermesError, SessionNotFound, StoreError, UserError
from hermes_acp.models.message import Text
from hermes_acp.servers.mcp.run import run_id
from hermes_acp.servers.mcp.runner.client import Current, RunClient
from hermes_acp.servers.mcp.runner.records import RUNS, Record, begun

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.sessions import Sessions
    from hermes_acp.approval.decision import Mode
    from hermes_acp.store.store import Store

log = logging.getLogger(__name__)

REST = 120.0
"""Seconds after its last run in which a session stays open, its shell as it is; then others may open it."""


class Work:
    """What one runner has under way."""

    def __init__(self, name: str, sessions: Sessions, store: Store, patience: float) -> None:
        self._name = name
        self._sessions = sessions
        self._store = store
        self._patience = patience
        self._clients: dict[str, RunClient] = {}
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._doors = asyncio.Lock()
        """Sessions are opened and closed one after the other: none is closed while a run is about to begin in it."""
        self._turns: dict[str, asyncio.Lock] = {}
        """One run of a session after the other, each in the mode it may have."""
        self._used: dict[str, float] = {}
        """When a session was last used, by the monotonic clock."""

    @property
    def busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._runs)

    @property
    def sessions(self) -> list[str]:
        """The sessions that are open here."""
        return sorted(self._clients)

    async def begin(self, given: Record) -> Record:
        """Begin a run. HermesError."""
        text = str(given["text"])
        prompt = Prompt((Text(text),), text, id=str(given["prompt"]))
        async with self._doors:
            session = await self._session(cast("str | None", given.get("session")), given)
            name = run_id(session.id, prompt.id)
            await self._store.remember(RUNS, name, begun(session.id, prompt.id, session.record.cwd, self._name))
            current = Current(name, given.get("forms") is True, given.get("links") is True)
            self._clients[session.id].waiting[prompt.id] = current
            self._runs[name] = asyncio.create_task(self._drive(session, prompt, name, given))
        return {"run": name, "session": session.id}

    async def steer(self, given: Record) -> Record:
        """Say something to a session's running turn. UserError when that may do more than whoever says it may."""
        words, modes = str(given["text"]), cast("list[str]", given["modes"])
        try:
            session = await self._sessions.live(str(given["session"]))
        except SessionNotFound:
            return {"taken": False}
        if session.mode not in modes:
            raise UserError(f"The session is in the mode {session.mode}, which this server does not allow.")
        return {"taken": await session.steer(Prompt((Text(words),), words))}

    async def cancel(self, given: Record) -> Record:
        """End a run and wait until it has ended; nothing when it is over."""
        if (task := self._runs.get(str(given["run"]))) is not None:
            task.cancel()
            await asyncio.wait([task])
        return {}

    async def rest(self, seconds: float) -> None:
        """Close sessions that were not used for so long."""
        if self._doors.locked():
            return  # the next look is soon
        async with self._doors:
            now = time.monotonic()
            for name in [one for one in self._clients if not self._running(one) and now - self._used[one] >= seconds]:
                for kept in (self._clients, self._turns, self._used):
                    kept.pop(name, None)
                await self._sessions.close(name)

    async def end(self) -> None:
        """End every run."""
        tasks = list(self._runs.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _session(self, session_id: str | None, given: Record) -> Session:
        """The session a run is to belong to: a new one, one that is open here, or one from the store."""
        mode, model = cast("Mode | None", given.get("mode")), cast("str | None", given.get("model"))
        client = self._clients.get(session_id or "") or RunClient(self._store, self._patience)
        if session_id is None:
            wish = Wish(str(given["cwd"]), model=model, mode=mode)
            session = await self._sessions.live((await self._sessions.new(wish, lambda settings: client)).id)
        elif session_id in self._clients:
            session = await self._sessions.live(session_id)
        else:
            opened = await self._sessions.open(session_id, Wish("", model=model), lambda settings: client)
            session = opened.session
        self._clients[session.id], self._used[session.id] = client, time.monotonic()
        return session

    def _running(self, session_id: str) -> bool:
        return any(name.startswith(f"{session_id}.") for name in self._runs)

    async def _drive(self, session: Session, prompt: Prompt, name: str, given: Record) -> None:
        state, error = "completed", ""
        try:
            async with self._turns.setdefault(session.id, asyncio.Lock()):
                await _set_mode(session, given)
                await _set_model(session, cast("str | None", given.get("model")))
                stop = (await session.prompt(prompt)).stop
            state = "cancelled" if stop == "cancelled" else "completed"
        except asyncio.CancelledError:
            state = "cancelled"
        except HermesError as failure:
            state, error = "failed", str(failure)
        except Exception as failure:
            log.exception("a run broke")
            state, error = "failed", f"Something in Hermes broke: {type(failure).__name__}"
        finally:
            self._clients[session.id].waiting.pop(prompt.id, None)
            await asyncio.shield(self._ended(name, state, error))
            self._used[session.id] = time.monotonic()
            del self._runs[name]

    async def _ended(self, name: str, state: str, error: str) -> None:
        """Keep how it ended; where that cannot be, the log of the session tells it all the same."""
        try:
            kept = (await self._store.recall(RUNS)).get(name)
            if kept is not None:
                await self._store.remember(RUNS, name, {**kept, "state": state, "error": error})
        except StoreError as failure:
            log.warning("the end of a run could not be kept: %s", failure)


async def _set_mode(session: Session, given: Record) -> None:
    """Give a session the mode that its next turn may have: the wanted one, else its own if that is allowed."""
    modes, wanted = cast("list[str]", given["modes"]), cast("Mode | None", given.get("mode"))
    mode: Mode = wanted or (session.mode if session.mode in modes else "ask")
    if session.mode != mode:
        await session.set_mode(mode)


async def _set_model(session: Session, wanted: str | None) -> None:
    """Let the wanted model answer from now on; without a wish the session keeps its own. AuthRequired, ConfigError."""
    if wanted is not None and wanted != session.model:
        await session.set_model(wanted)
