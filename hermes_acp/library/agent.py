"""An agent inside a program: the same sessions, turns and rules an editor gets, driven by calls.

One agent is one conversation; it goes on from run to run. Nothing is kept on disk but what tools write. There is no
person at hand: what may be done is said when the agent is made.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from hermes_acp.agent.client import Nobody
from hermes_acp.agent.events import AgentText, Event, StopReason, TurnStarted
from hermes_acp.agent.sessions import Sessions, Wish
from hermes_acp.agent.turns import Prompt, TurnResult
from hermes_acp.app import App
from hermes_acp.approval.approver import Question, Reply
from hermes_acp.errors import ConfigError
from hermes_acp.library.permissions import Decide, Granted, answer
from hermes_acp.library.state import State
from hermes_acp.library.tool import Tool
from hermes_acp.models.message import Text, Usage
from hermes_acp.store.memory import MemoryStore
from hermes_acp_tools.action import Capability
from hermes_acp_tools.toolset import Toolset

if TYPE_CHECKING:
    from types import TracebackType

    from hermes_acp.agent.services import Defaults, Services
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.approver import Ask, Audit
    from hermes_acp.approval.decision import Setting
    from hermes_acp.models.model import Model

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended."""

    text: str
    """The agent's last words of it."""
    stop: StopReason
    usage: Usage
    """Tokens of the run."""

    def __str__(self) -> str:
        return self.text


class Agent:
    """An agent with its tools, its permissions and its conversation."""

    def __init__(
        self,
        model: str | Model | None = None,
        *,
        tools: Iterable[Tool | Callable[..., object]] = (),
        allow: Collection[Capability] = ("read",),
        builtin_tools: bool = True,
        cwd: str | os.PathLike[str] = ".",
        instructions: str = "",
        decide: Decide | None = None,
    ) -> None:
        """``model`` is ``provider:model``, or a Model of your own; without it, the one of the settings answers.

        ``allow`` grants capabilities (``read``, ``write``, ``execute``, ``fetch``, ``mcp``), within the workspace
        ``cwd`` where they have paths. ``decide`` is asked where a person would be. ``instructions`` are added to the
        system prompt.
        """
        self.state = State()
        self._model = model
        self._allow = frozenset(allow)
        self._builtin = builtin_tools
        self._cwd = os.fspath(cwd)
        self._instructions = instructions
        self._decide = decide
        self._functions: dict[str, Tool] = {}
        self._app: App | None = None
        self._session: Session | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: asyncio.Runner | None = None
        self._listeners: list[Callable[[Event], None]] = [self.state.hear]
        for tool in tools:
            self.register(tool)

    def register(self, tool: Tool | Callable[..., object]) -> Tool:
        """Add a tool; a plain function has the capability ``internal``. ConfigError once the agent has run."""
        made = tool if isinstance(tool, Tool) else Tool(tool)
        if self._session is not None:
            raise ConfigError("Register tools before the first run: the model is told of them once.")
        if made.name in self._functions:
            raise ConfigError(f"There are two tools called {made.name!r}.")
        self._functions[made.name] = made
        return made

    def tool(self, *, capabilities: Collection[Capability] = ("internal",)) -> Callable[[F], F]:
        """Register a function where it is written: ``@agent.tool(capabilities=("fetch",))``."""

        def add(function: F) -> F:
            self.register(Tool(function, capabilities=capabilities))
            return function

        return add

    async def run(self, prompt: str) -> Result:
        """Run one turn to its end. HermesError when it failed; cancelling ends the turn."""
        words = LastWords()
        self._listeners.append(words.hear)
        try:
            ended = await self._turn(prompt)
        finally:
            self._listeners.remove(words.hear)
        return Result(words.text, ended.stop, ended.usage)

    def run_sync(self, prompt: str) -> Result:
        """The same without asyncio around it. RuntimeError inside a running event loop."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self.run(prompt))

    async def stream(self, prompt: str) -> AsyncGenerator[Event, None]:
        """Run one turn and yield its events as they happen (``hermes_acp.agent.events``). Closing it ends the turn."""
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.append(events.put_nowait)
        turn = asyncio.create_task(self._turn(prompt))
        turn.add_done_callback(lambda done: events.put_nowait(None))
        try:
            while (event := await events.get()) is not None:
                yield event
            await turn
        finally:
            self._listeners.remove(events.put_nowait)
            if not turn.done():
                turn.cancel()
                await asyncio.wait([turn])

    async def close(self) -> None:
        """End what runs and free everything. The agent can run again, as a new conversation."""
        app, self._app, self._session, self._loop = self._app, None, None, None
        if app is not None:
            await app.close()

    async def __aenter__(self) -> Agent:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __enter__(self) -> Agent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            self._runner.run(self.close())
            self._runner.close()
            self._runner = None

    async def _turn(self, prompt: str) -> TurnResult:
        session = await self._ready()
        try:
            return await session.prompt(Prompt((Text(prompt),), prompt))
        finally:
            self.state.messages = tuple(session.history)
            self.state.spent = session.meter.session

    async def _ready(self) -> Session:
        loop = asyncio.get_running_loop()
        if self._session is not None and self._loop is not loop:
            raise RuntimeError("This agent lives in another event loop; close it there first.")
        if self._session is None:
            self._loop = loop
            self._app = App({"model.default": self._model} if isinstance(self._model, str) else {}, MemoryStore())
            sessions = Sessions(self._services(self._app.services))
            self._app.sessions = sessions
            self._cwd = await asyncio.to_thread(os.path.realpath, self._cwd)
            wish = Wish(self._cwd, extra_prompt=self._instructions)
            fresh = await sessions.new(wish, lambda settings: Program(self))
            self._session = await sessions.live(fresh.id)
        return self._session

    def _services(self, usual: Services) -> Services:
        """What the session is made of: the usual, with this agent's model, tools and permissions."""
        model = self._model
        services = usual._replace(load_toolset=lambda: self._toolset(usual), make_reviewer=self._reviewer(usual))
        if model is None or isinstance(model, str):
            return services

        async def own_model(name: str) -> Model:
            return model

        def defaults(name: str | None) -> Defaults:
            return usual.defaults()._replace(model=model.name)

        return services._replace(open_model=own_model, fresh_defaults=defaults, open_auxiliary=None)

    def _toolset(self, usual: Services) -> Toolset:
        functions = self._functions.values()
        return usual.load_toolset().plus(functions) if self._builtin else Toolset(functions)

    def _reviewer(self, usual: Services):
        async def make(setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> Granted:
            rules = await usual.make_reviewer(setting, ask, audit)
            return Granted(rules, self._allow, self._functions, audit)

        return make

    def _hear(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)

    async def _answer(self, question: Question) -> Reply:
        return await answer(question, (self._cwd,), self._decide)


class Program(Nobody):
    """Implements ``Client``: the program hears events and answers by what it granted."""

    can_ask = True

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    async def hear(self, session_id: str, event: Event) -> None:
        """Pass it on."""
        self._agent._hear(event)  # pyright: ignore[reportPrivateUsage]  one thing in two classes

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Answer by what was granted."""
        return await self._agent._answer(question)  # pyright: ignore[reportPrivateUsage]


class LastWords:
    """The text of the last message of a turn."""

    def __init__(self) -> None:
        self.text = ""
        self._message_id = ""

    def hear(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, TurnStarted):
            self.text = self._message_id = ""
        if isinstance(event, AgentText):
            before = self.text if event.message_id == self._message_id else ""
            self.text, self._message_id = before + event.text, event.message_id
