"""The Model seam: a request in, a stream of deltas out, the whole message at its end.

Implementations speak one dialect each and know nothing of sessions, tools or retries; behaviour (retry,
fallback, credential pools) is added by wrapping a Model in a Model.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from hermes_acp.models.message import AssistantMessage, Message, Usage

ASSUMED_WINDOW = 128_000
"""Tokens a model of today holds at least, as a rule; for models nobody knows anything of."""


class ToolSpec(Struct, frozen=True):
    """A tool as a model is told of it."""

    name: str
    description: str
    schema: Mapping[str, object]


class Request(Struct, frozen=True):
    """All a model needs for one reply."""

    system: str
    messages: Sequence[Message]
    tools: Sequence[ToolSpec] = ()
    max_tokens: int | None = None
    effort: str | None = None
    """Thought level: none, minimal, low, medium, high, xhigh; None leaves it to the provider."""
    session_id: str = ""
    """A stable key, for providers that route by it to a warm cache."""
    counts: bool = True
    """Whether the provider is asked to count the tokens of a stream; False for one that does not know the word."""
    streams: bool = True
    """Whether the answer may come piece by piece; False for a provider that refuses to."""
    turn_id: str = ""
    """The same in every request of one turn; empty where there are no turns."""


class TextDelta(Struct, frozen=True):
    """More words; everything that had arrived at once is one delta."""

    text: str


class ThoughtDelta(Struct, frozen=True):
    """More reasoning, for the person to see."""

    text: str


class CallDelta(Struct, frozen=True):
    """A tool call has begun or grew: enough to draw it early, never enough to run it."""

    id: str
    name: str


class Finished(Struct, frozen=True):
    """The last item of every stream that did not fail: the whole message and what it cost."""

    message: AssistantMessage
    usage: Usage


class Waiting(Struct, frozen=True):
    """The answer takes longer, and why: a provider is asked again, another one is asked. For the person alone."""

    text: str


Delta = TextDelta | ThoughtDelta | CallDelta | Waiting | Finished


class Model(Protocol):
    """Something that answers."""

    @property
    def name(self) -> str:
        """``provider:model``."""
        ...

    @property
    def window(self) -> int | None:
        """Context length in tokens; None when nobody knows."""
        ...

    def stream(self, request: Request) -> AsyncIterator[Delta]:
        """Ask. Raises ModelError (hermes_acp.errors) before or between deltas; closing the iterator cancels."""
        ...
