"""The client of a session that a runner leads: a person who is somewhere else, reached through the store."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.agent.client import Nobody
from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.agent.events import Event, Notice, TurnEnded, TurnStarted
from hermes_acp.approval.questions import Question, Reply
from hermes_acp.servers.mcp import forms
from hermes_acp.servers.mcp.runner.records import note

if TYPE_CHECKING:
    from hermes_acp.store.store import Store

UNSHOWN = "whoever began this run shows no forms"


class Current(NamedTuple):
    """The run whose turn it is, or will be."""

    run_id: str
    forms: bool = False
    """Whether the MCP client that began it shows forms."""
    links: bool = False
    """Whether it shows addresses to open."""


class RunClient(Nobody):
    """The client of one session."""

    can_ask = True  # pyright: ignore[reportAssignmentType]  nobody can, but whoever reads the store can

    def __init__(self, store: Store, patience: float) -> None:
        self.waiting: dict[str, Current] = {}
        """Runs whose turn has not come, by the id of their prompt."""
        self.current: Current | None = None
        self._store = store
        self._patience = patience

    async def hear(self, session_id: str, event: Event) -> None:
        """Know whose turn it is, and keep what the log does not."""
        if isinstance(event, TurnStarted):
            self.current = self.waiting.pop(event.message.id, None)
        if isinstance(event, Notice) and event.severity != "info" and self.current is not None:
            await note(self._store, self.current.run_id, f"{event.title}: {event.description}")
        if isinstance(event, TurnEnded):
            self.current = None

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Let it wait until somebody answers it through the store, for a bounded time."""
        if not question.id:
            return Reply(None, unavailable="the store cannot be written, so nobody can be asked")
        await asyncio.sleep(self._patience)
        return Reply(None, unavailable=f"nobody answered within {self._patience:g} seconds")

    async def elicit(self, session_id: str, wanted: Form | Visit) -> Elicited:
        """Let it wait until a client that shows such things has shown it, for a bounded time."""
        run = self.current
        if run is None or not (run.forms if isinstance(wanted, Form) else run.links):
            return Elicited("cancel", why=UNSHOWN)
        return await forms.put(self._store, run.run_id, wanted, self._patience)

    async def finished(self, session_id: str, visit: Visit) -> None:
        """Nothing: the client that showed the address asks for no word of its end."""
