"""The session behind an agent: opened by its first run, with the agent's own model, tools and permissions.

Knows ``App`` and its services. What a run is, and who listens to it, is the agent's.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.client import Nobody
from hermes_acp.agent.sessions import Sessions
from hermes_acp.app import App
from hermes_acp.errors import ConfigError, HermesError
from hermes_acp.library.permissions import Granted, answer
from hermes_acp.store.memory import MemoryStore
from hermes_acp_tools.toolset import Toolset

if TYPE_CHECKING:
    from hermes_acp.agent.events import Event
    from hermes_acp.agent.services import Defaults, MakeReviewer, Services
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.approver import Ask, Audit, Question, Reply
    from hermes_acp.approval.decision import Setting
    from hermes_acp.library.permissions import Decide
    from hermes_acp.library.tool import Tool
    from hermes_acp.models.model import Model
    from hermes_acp_tools.action import Capability


class Terms(Struct, frozen=True):
    """What the program said when it made the agent."""

    model: str | Model | None
    functions: Mapping[str, Tool]
    """The program's own tools by name; complete when the first run begins."""
    allow: frozenset[Capability]
    builtin_tools: bool
    cwd: str
    """The workspace, as the program named it."""
    instructions: str
    """Words added to the system prompt."""
    decide: Decide | None


class Conversation:
    """One session, in memory alone, and the app that carries it."""

    def __init__(self, terms: Terms, hear: Callable[[Event], None]) -> None:
        self._terms = terms
        self._hear = hear
        self._cwd = terms.cwd
        self._app: App | None = None
        self._opening: asyncio.Task[Session] | None = None
        self.session: Session | None = None
        """The session, once it is open."""

    @property
    def begun(self) -> bool:
        """Whether a run has asked for the session."""
        return self._opening is not None

    async def ready(self) -> Session:
        """The session, opened by the first run; others that come meanwhile wait for it."""
        loop = asyncio.get_running_loop()
        if self._opening is not None and self._opening.get_loop() is not loop:
            raise RuntimeError("This agent lives in another event loop; close it there first.")
        if self._opening is None:
            self._opening = loop.create_task(self._open())
        try:
            return await asyncio.shield(self._opening)
        except HermesError:
            await self.close()
            raise

    async def close(self) -> None:
        """End what runs and free everything; the next run opens a new session."""
        app, self._app, self.session, self._opening = self._app, None, None, None
        if app is not None:
            await app.close()

    async def _open(self) -> Session:
        model = self._terms.model
        app = self._app = App({"model.default": model} if isinstance(model, str) else {}, MemoryStore())
        app.sessions = Sessions(self._services(app.services))
        self._cwd = await asyncio.to_thread(workspace, self._cwd)
        program = Program(self._hear, partial(answer, roots=(self._cwd,), decide=self._terms.decide))
        wish = Wish(self._cwd, extra_prompt=self._terms.instructions)
        fresh = await app.sessions.new(wish, lambda settings: program)
        session = self.session = await app.sessions.live(fresh.id)
        return session

    def _services(self, usual: Services) -> Services:
        """What the session is made of: the usual, with this agent's model, tools and permissions."""
        model = self._terms.model
        services = usual._replace(load_toolset=lambda: self._toolset(usual), make_reviewer=self._reviewer(usual))
        if model is None or isinstance(model, str):
            return services

        async def own_model(name: str) -> Model:
            return model

        def defaults(name: str | None) -> Defaults:
            return usual.defaults()._replace(model=model.name)

        return services._replace(open_model=own_model, fresh_defaults=defaults, open_auxiliary=None)

    def _toolset(self, usual: Services) -> Toolset:
        functions = self._terms.functions.values()
        return usual.load_toolset().plus(functions) if self._terms.builtin_tools else Toolset(functions)

    def _reviewer(self, usual: Services) -> MakeReviewer:
        async def make(setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> Granted:
            rules = await usual.make_reviewer(setting, ask, audit)
            return Granted(rules, self._terms.allow, self._terms.functions, audit)

        return make


class Program(Nobody):
    """Implements ``Client``: the program hears events and answers by what it granted."""

    can_ask = True

    def __init__(self, hear: Callable[[Event], None], answer: Callable[[Question], Awaitable[Reply]]) -> None:
        self._hear = hear
        self._answer = answer

    async def hear(self, session_id: str, event: Event) -> None:
        """Pass it on."""
        self._hear(event)

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Answer by what was granted."""
        return await self._answer(question)


def workspace(cwd: str) -> str:
    """The directory an agent works in. ConfigError when there is none. Blocks."""
    found = os.path.realpath(cwd)
    if not os.path.isdir(found):
        raise ConfigError(f"There is no directory {cwd}.")
    return found
