"""What comes from ``hermes rpc``, as values. Fields that a newer version adds are passed over."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from hermes_acp.client.parts import CallContent, CallKind

T = TypeVar("T")

Mode = Literal["ask", "accept_edits", "plan", "bypass"]
"""What runs without a question."""
Form = Literal["markdown", "html", "jsonl"]
"""Of an exported session."""
Stop = Literal["end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled"]
"""Why a turn ended."""
OptionKind = Literal["allow_once", "allow_always", "reject_once", "reject_always"]


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session as a list shows it."""

    session_id: str
    cwd: str
    title: str | None = None
    roots: tuple[str, ...] = ()
    """Further absolute directories of its workspace."""
    created: float = 0.0
    """Unix seconds."""
    updated: float = 0.0
    """Unix seconds."""
    archived: bool = False
    parent: str | None = None
    """The session it was forked from."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests to models and their tokens; None is what nobody said."""

    requests: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    unpriced_requests: int = 0
    """Requests whose price nobody knows."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was refused."""

    tool: str
    title: str
    refused_by: str
    """The rule or mode."""
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """How a turn ended."""

    message_id: str
    """Of the prompt; ``rewind`` takes it."""
    stop: Stop
    text: str
    """The agent's last words."""
    usage: Usage
    cost: float | None
    """Dollars at list price; None when no request has a known price."""
    refusals: tuple[Refusal, ...] = ()
    files_changed: tuple[str, ...] = ()
    """Absolute paths that editing tools changed."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Match:
    """Something that was said and matches."""

    session: SessionInfo
    seq: int
    """Where in the session's log."""
    role: Literal["user", "agent"]
    message_id: str
    time: float
    """Unix seconds."""
    text: str
    """What was said around the match."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A permission rule in force."""

    rule: str
    """``kind(pattern)``, such as ``shell(npm test)``."""
    effect: Literal["allow", "ask", "deny"]
    scope: Literal["session", "project", "user"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question."""

    option_id: str
    name: str
    kind: OptionKind


@dataclass(frozen=True, slots=True)
class Question:
    """A call that needs a word before it is made."""

    session_id: str
    call_id: str
    tool: str
    title: str
    why: str
    """Why it is asked at all."""
    kind: CallKind
    options: tuple[Option, ...]
    command: str | None = None
    """The shell line that would run."""
    url: str | None = None
    paths: tuple[str, ...] = ()
    """Absolute paths it would touch."""
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    content: tuple[CallContent, ...] = ()
    """What a person should see, above all a diff."""

    def option(self, kind: OptionKind) -> str | None:
        """The id of the first option of a kind, if there is one."""
        return next((option.option_id for option in self.options if option.kind == kind), None)


Chosen: TypeAlias = "str | Awaitable[str | None] | None"
"""The id of an option, or None to refuse; or what comes to that when it is awaited."""
Decide = Callable[[Question], Chosen]
"""Answers a question."""


def refuse(question: Question) -> str | None:
    """Refuse everything: what a client does that was given nothing else."""
    return None


def allow_once(question: Question) -> str | None:
    """Allow everything, each time anew. For throw-away places."""
    return question.option("allow_once")


def turn(told: Mapping[str, Any]) -> Turn:
    """A turn as it was told."""
    usage, refusals = made(Usage, told["usage"]), tuple(made(Refusal, one) for one in told["refusals"])
    return made(Turn, {**told, "usage": usage, "refusals": refusals})


def match(told: Mapping[str, Any]) -> Match:
    """A match as it was told."""
    return made(Match, {**told, "session": made(SessionInfo, told["session"])})


def question(told: Mapping[str, Any]) -> Question:
    """A question as it was told."""
    return made(Question, {**told, "options": tuple(made(Option, one) for one in told["options"])})


def made(kind: type[T], told: Mapping[str, Any]) -> T:
    """A value of a dataclass from an object; lists become tuples, unknown keys are passed over."""
    known = {field.name for field in dataclasses.fields(cast("Any", kind))}
    fields = {name: tuple(cast("list[Any]", v)) if isinstance(v, list) else v for name, v in told.items()}
    return kind(**{name: value for name, value in fields.items() if name in known})
