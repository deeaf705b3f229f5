"""An agent inside a program: the same sessions, turns and rules an editor gets, driven by calls.

One agent is one conversation; it goes on from run to run. Nothing is kept on disk but what tools write. There is no
person at hand: what may be done is said when the agent is made.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from msgspec import Struct

from hermes_acp.agent.events import Event, StopReason
from hermes_acp.agent.turns import Prompt, TurnResult
from hermes_acp.errors import ConfigError
from hermes_acp.library.conversation import Conversation, Terms
from hermes_acp.library.hearing import LastWords, OneTurn
from hermes_acp.library.permissions import Decide
from hermes_acp.library.state import State
from hermes_acp.library.tool import Tool
from hermes_acp.models.message import Text, Usage
from hermes_acp_tools.action import Capability

if TYPE_CHECKING:
    from types import TracebackType

    from hermes_acp.models.model import Model

F = TypeVar("F", bound=Callable[..., Any])


class Result(Struct, frozen=True):
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
        system prompt. ConfigError for a capability that there is not; for other mistakes, the first run raises it.
        """
        if unknown := sorted(set(allow) - set(get_args(Capability))):
            raise ConfigError(
                f"There is no capability {', '.join(unknown)}. There are {', '.join(get_args(Capability))}."
            )
        self.state = State()
        self._functions: dict[str, Tool] = {}
        terms = Terms(model, self._functions, frozenset(allow), builtin_tools, os.fspath(cwd), instructions, decide)
        self._conversation = Conversation(terms, self._hear)
        self._runner: asyncio.Runner | None = None
        self._listeners: list[Callable[[Event], None]] = [self.state.hear]
        for tool in tools:
            self.register(tool)

    def register(self, tool: Tool | Callable[..., object]) -> Tool:
        """Add a tool; a plain function has the capability ``internal``. ConfigError once the agent has run."""
        made = tool if isinstance(tool, Tool) else Tool(tool)
        if self._conversation.begun:
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
        said, words = Prompt((Text(prompt),), prompt), LastWords()
        with self._listening(OneTurn(said.id, words.hear)):
            ended = await self._turn(said)
        return Result(words.text, ended.stop, ended.usage)

    def run_sync(self, prompt: str) -> Result:
        """The same without asyncio around it. RuntimeError inside a running event loop."""
        if running_loop():
            raise RuntimeError(
                "An event loop runs here already, so nothing may wait in it: await agent.run(…) instead."
            )
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self.run(prompt))

    async def stream(self, prompt: str) -> AsyncGenerator[Event, None]:
        """Run one turn and yield its events as they happen (``hermes_acp.agent.events``). Closing it ends the turn."""
        said = Prompt((Text(prompt),), prompt)
        events: asyncio.Queue[Event | None] = asyncio.Queue()
        with self._listening(OneTurn(said.id, events.put_nowait)):
            turn = asyncio.create_task(self._turn(said))
            turn.add_done_callback(lambda done: events.put_nowait(None))
            try:
                while (event := await events.get()) is not None:
                    yield event
                await turn
            finally:
                if not turn.done():
                    turn.cancel()
                    await asyncio.wait([turn])

    async def steer(self, words: str) -> bool:
        """Say something to the running turn, which reads it at its next step. False when no turn would."""
        session = self._conversation.session
        return session is not None and await session.steer(Prompt((Text(words),), words))

    def cancel(self) -> None:
        """End the running turn and those that wait; their runs end with the stop ``cancelled``."""
        if (session := self._conversation.session) is not None:
            session.cancel()

    async def close(self) -> None:
        """End what runs and free everything. The agent can run again, as a new conversation."""
        await self._conversation.close()

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

    async def _turn(self, prompt: Prompt) -> TurnResult:
        session = await self._conversation.ready()
        try:
            return await session.prompt(prompt)
        finally:
            self.state.messages = tuple(session.history)
            self.state.spent = session.meter.session

    @contextmanager
    def _listening(self, turn: OneTurn) -> Generator[None]:
        self._listeners.append(turn.hear)
        try:
            yield
        finally:
            self._listeners.remove(turn.hear)

    def _hear(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)


def running_loop() -> bool:
    """True inside an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
