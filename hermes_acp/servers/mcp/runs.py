"""The runs of this process: started, found, ended. They belong to the process and not to a connection.

A run is a turn of a session. The session's client here hears what it says and lets its questions wait, in the store,
for whoever answers them first: a form of this client, a call of ``permissions_respond``, an editor, a terminal.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.client import Nobody
from hermes_acp.agent.events import Event, TurnEnded, TurnStarted
from hermes_acp.agent.sessions import Sessions
from hermes_acp.agent.turns import Prompt
from hermes_acp.approval.questions import Question, Reply
from hermes_acp.errors import HermesError, SessionNotFound
from hermes_acp.servers.mcp.run import Run
from hermes_acp.servers.mcp.terms import MODES, Terms

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session

log = logging.getLogger(__name__)

REST = 120.0
"""Seconds after the last run of a session in which its shell stays as it is; then others may open it."""
KEPT = 200
"""Ended runs that are remembered with all their steps."""


class RunClient(Nobody):
    """The client of one session that runs here."""

    can_ask = True  # pyright: ignore[reportAssignmentType]  nobody can, but whoever reads the store can

    def __init__(self, patience: float) -> None:
        self.waiting: dict[str, Run] = {}
        """Runs whose turn has not come, by the id of their prompt."""
        self.current: Run | None = None
        self._patience = patience

    async def hear(self, session_id: str, event: Event) -> None:
        """Tell the run whose turn it is."""
        if isinstance(event, TurnStarted):
            self.current = self.waiting.pop(event.message.id, None)
        if self.current is not None:
            self.current.hear(event)
        if isinstance(event, TurnEnded):
            self.current = None

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Let it wait until somebody answers it through the store, for a bounded time."""
        run = self.current
        if not question.id:
            return Reply(None, unavailable="the store cannot be written, so nobody can be asked")
        if run is not None:
            run.ask(question)
        try:
            await asyncio.sleep(self._patience)
        finally:
            if run is not None:
                run.settled(question)
        return Reply(None, unavailable=f"nobody answered within {self._patience:g} seconds")


class Runs:
    """Every run of this process."""

    def __init__(self, sessions: Sessions, terms: Terms) -> None:
        self._sessions = sessions
        self._terms = terms
        self._runs: dict[str, Run] = {}
        self._clients: dict[str, RunClient] = {}
        self._resting: dict[str, asyncio.TimerHandle] = {}
        self._closing: set[asyncio.Task[bool]] = set()

    def get(self, run_id: str) -> Run | None:
        """A run of this process."""
        return self._runs.get(run_id)

    @property
    def under_way(self) -> list[Run]:
        """Those that are not over."""
        return [run for run in self._runs.values() if not run.over]

    async def session(self, session_id: str | None, wish: Wish) -> Session:
        """The session a run is to belong to: a new one, one that is open here, or one from the store.

        SessionNotFound; SessionBusy while another process leads it.
        """
        if self._closing:
            await asyncio.wait(self._closing)
        if session_id is None:
            client = RunClient(self._terms.patience)
            session = await self._sessions.live((await self._sessions.new(wish, lambda settings: client)).id)
            self._clients[session.id] = client
        else:
            try:
                session = await self._sessions.live(session_id)
            except SessionNotFound:
                opened = await self._sessions.open(
                    session_id, Wish("", model=wish.model), lambda settings: self._client(session_id)
                )
                session = opened.session
        self._stay(session.id)
        allowed = {MODES[name] for name in self._terms.modes}
        mode = wish.mode or (session.mode if session.mode in allowed else "ask")
        if session.mode != mode:
            await session.set_mode(mode)
        return session

    def start(self, session: Session, prompt: Prompt) -> Run:
        """Begin a run; it goes on whatever becomes of whoever asked for it."""
        self._stay(session.id)
        run = Run(session.id, prompt.id, session.record.cwd)
        self._runs[run.id] = self._client(session.id).waiting[prompt.id] = run
        run.task = asyncio.create_task(self._drive(session, prompt, run))
        self._forget()
        return run

    async def cancel(self, run: Run) -> None:
        """End a run and wait until it has ended."""
        if run.task is not None and not run.task.done():
            run.task.cancel()
            await asyncio.wait([run.task])

    async def finish(self) -> None:
        """Wait until every run is over."""
        while tasks := [run.task for run in self.under_way if run.task is not None]:
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """End every run."""
        for timer in self._resting.values():
            timer.cancel()
        await asyncio.gather(*map(self.cancel, self.under_way))
        if self._closing:
            await asyncio.wait(self._closing)

    def _client(self, session_id: str) -> RunClient:
        return self._clients.setdefault(session_id, RunClient(self._terms.patience))

    async def _drive(self, session: Session, prompt: Prompt, run: Run) -> None:
        try:
            result = await session.prompt(prompt)
        except asyncio.CancelledError:
            run.end("cancelled")
        except HermesError as error:
            run.end("failed", str(error))
        except Exception as error:
            log.exception("a run broke")
            run.end("failed", f"Something in Hermes broke: {type(error).__name__}")
        else:
            stopped = result.stop not in ("end_turn", "cancelled")
            run.end("cancelled" if result.stop == "cancelled" else "completed", result.stop if stopped else None)
        finally:
            self._client(session.id).waiting.pop(prompt.id, None)
            self._rest(session.id)

    def _rest(self, session_id: str) -> None:
        """Close the session when nothing more is asked of it, so that an editor can open it."""
        self._stay(session_id)
        self._resting[session_id] = asyncio.get_running_loop().call_later(REST, self._leave, session_id)

    def _stay(self, session_id: str) -> None:
        if (timer := self._resting.pop(session_id, None)) is not None:
            timer.cancel()

    def _leave(self, session_id: str) -> None:
        self._resting.pop(session_id, None)
        if any(run.session_id == session_id for run in self.under_way):
            return
        self._clients.pop(session_id, None)
        task = asyncio.create_task(self._sessions.close(session_id))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _forget(self) -> None:
        over = [run.id for run in self._runs.values() if run.over]
        for name in over[: max(len(over) - KEPT, 0)]:
            del self._runs[name]
