"""A session with real parts around a model that says what the test wrote down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.agent.events import Event
from hermes_acp.agent.services import Defaults, Services
from hermes_acp.agent.session import Session
from hermes_acp.agent.sessions import Sessions
from hermes_acp.agent.turns import Prompt
from hermes_acp.approval.approver import Ask, Audit, Option, Permission, Question, Reply
from hermes_acp.approval.decision import Setting
from hermes_acp.approval.rules import RuleBook
from hermes_acp.commands.builtin import builtin_commands
from hermes_acp.errors import ModelError
from hermes_acp.models.http import Http
from hermes_acp.models.lists import Group
from hermes_acp.models.market import Market
from hermes_acp.models.message import AssistantMessage, Stop, Text, Thought, ToolCall, Usage
from hermes_acp.models.model import CallDelta, Delta, Finished, Model, Request, TextDelta, ThoughtDelta
from hermes_acp.models.wanted import Wanted
from hermes_acp.store.memory import MemoryStore
from hermes_acp.store.store import Store
from hermes_acp_protocol.link import Link
from hermes_acp_skills.catalog import Catalog
from hermes_acp_tools.builtin import builtin_tools
from hermes_acp_tools.host import Host
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.tool import Prepared, Tool
from hermes_acp_tools.toolset import Toolset

Kind = TypeVar("Kind")
Step = Delta | ModelError | asyncio.Event
"""What a reply does next: say something, fail, or wait until the test lets it go on."""


def reply(
    *parts: Text | Thought | ToolCall,
    stop: Stop | None = None,
    usage: Usage | None = None,
    model: str = "test:model",
) -> list[Step]:
    """A whole reply, streamed as a model streams it."""
    steps: list[Step] = []
    for part in parts:
        match part:
            case Text(text):
                steps.append(TextDelta(text))
            case Thought(text):
                steps.append(ThoughtDelta(text))
            case ToolCall(id=call_id, name=name):
                steps.append(CallDelta(call_id, name))
    ended: Stop = stop or ("tool_calls" if any(isinstance(part, ToolCall) for part in parts) else "end_turn")
    message = AssistantMessage("from-the-model", parts, model, ended)
    return [*steps, Finished(message, usage or Usage(10, 5))]


@dataclass
class Says:
    """A model that says the replies it was given, in order, and keeps what it was asked."""

    replies: Sequence[Sequence[Step]]
    name: str = "test:model"
    window: int | None = 1000
    requests: list[Request] = field(default_factory=list[Request])
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        self.requests.append(request)
        self.asked.set()
        for step in self.replies[len(self.requests) - 1]:
            match step:
                case ModelError():
                    raise step
                case asyncio.Event():
                    await step.wait()
                case _:
                    yield step


@dataclass
class Listener:
    """A client that keeps what it hears and answers questions as it was told."""

    answer: Callable[[Question], Reply] | None = None
    events: list[Event] = field(default_factory=list[Event])
    questions: list[Question] = field(default_factory=list[Question])
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Queue[Reply] = field(default_factory=asyncio.Queue[Reply])
    """What to answer, when there is no ``answer``; a question waits until something is put here."""
    elicits: Elicited = field(default_factory=lambda: Elicited("decline"))
    elicited: list[Form | Visit] = field(default_factory=list[Form | Visit])
    visited: list[Visit] = field(default_factory=list[Visit])
    told: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a visit is said to be done."""
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def can_ask(self) -> bool:
        return True

    async def hear(self, session_id: str, event: Event) -> None:
        self.events.append(event)
        self._more.set()

    async def until(self, kind: type[Event]) -> None:
        """Wait until such an event was heard."""
        while not self.of(kind):
            self._more.clear()
            await self._more.wait()

    async def ask(self, session_id: str, question: Question) -> Reply:
        self.questions.append(question)
        self.asked.set()
        return self.answer(question) if self.answer else await self.answers.get()

    async def elicit(self, session_id: str, wanted: Form | Visit) -> Elicited:
        self.elicited.append(wanted)
        return self.elicits

    async def finished(self, session_id: str, visit: Visit) -> None:
        self.visited.append(visit)
        self.told.set()

    def server_link(self, server_id: str) -> Link | None:
        return None

    def host(self, session_id: str, local: Host) -> Host:
        return local

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.events if isinstance(event, kind)]


class AskAboutChanges:
    """The least reviewer: what only looks may be done, the rest is asked."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self.rules = RuleBook()

    def new_turn(self) -> None:
        pass

    def shell_restarted(self) -> None:
        pass

    async def review(self, call_id: str, prepared: Prepared) -> Permission:
        if prepared.action.capability in ("read", "internal"):
            return Permission(True, "", "looks only")
        if self._ask is None:
            return Permission(False, "Nobody can be asked.", "ask")
        options = (Option("yes", "Yes", "allow_once"), Option("no", "No", "reject_once"))
        answer = await self._ask(Question(call_id, prepared.title, "It changes something.", options, prepared))
        return Permission(answer.option_id == "yes", "Refused by the person.", "ask", answer.cancelled)


class QuietMarket(Market):
    """Knows what is known here, and asks no provider for more."""

    async def refreshed(self) -> tuple[Group, ...]:
        return self.listed or await self.usable()

    listed: tuple[Group, ...] = ()
    """What the providers would say."""


@dataclass
class Workplace:
    """Sessions over a store, with one model for all."""

    model: Model
    home: Path
    cwd: Path
    tools: Sequence[Tool] | None = None
    store: Store = field(default_factory=MemoryStore)
    defaults: Defaults = field(default_factory=lambda: Defaults("test:model"))
    wanted: Wanted = field(default_factory=lambda: Wanted("test:model", None, None, None, {}, ""))
    """What the settings say about providers; only the market reads it."""

    def __post_init__(self) -> None:
        async def open_model(name: str) -> Model:
            return self.model

        def new_host(spill_dir: str, roots: Sequence[str]) -> Host:
            return LocalHost(spill_dir=spill_dir, roots=roots)

        def fresh_defaults(model: str | None) -> Defaults:
            return self.defaults._replace(model=model or self.defaults.model)

        async def make_reviewer(setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> AskAboutChanges:
            return AskAboutChanges(ask)

        def no_http() -> Http:
            raise AssertionError("this test asks no provider")

        def load_skills(cwd: str) -> Catalog:
            return Catalog.load(user_dir=self.home / "skills")

        self.market = QuietMarket(lambda: self.wanted, no_http, lambda name: None)
        self.services = Services(
            store=self.store,
            open_model=open_model,
            load_toolset=lambda: builtin_tools() if self.tools is None else Toolset(self.tools),
            new_host=new_host,
            make_reviewer=make_reviewer,
            load_commands=builtin_commands,
            defaults=lambda: self.defaults,
            fresh_defaults=fresh_defaults,
            state_dir=str(self.home),
            market=lambda: self.market,
            load_skills=load_skills,
        )
        self.sessions = Sessions(self.services)

    async def open(self, client: Listener) -> Session:
        fresh = await self.sessions.new(Wish(str(self.cwd)), lambda settings: client)
        return await self.sessions.live(fresh.id)


def call(name: str, call_id: str = "c1", /, **arguments: object) -> ToolCall:
    """A call as a model makes it."""
    return ToolCall(call_id, name, json.dumps(arguments))


def says(text: str) -> Prompt:
    """What a person types."""
    return Prompt((Text(text),), text)


def chooses(option_id: str) -> Callable[[Question], Reply]:
    """A person who always presses the same button."""
    return lambda question: Reply(option_id)
