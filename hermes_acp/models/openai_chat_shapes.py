"""What is read of a chunk of a chat completion. No promise that servers keep: anything else is ``malformed``."""

from __future__ import annotations

from typing import TypedDict


class Function(TypedDict, total=False):
    """Part of a call."""

    name: str | None
    arguments: str | dict[str, object] | None


class Piece(TypedDict, total=False):
    """Content in parts, as Mistral's reasoning models send it."""

    type: str
    text: str
    thinking: list[dict[str, str]]


class CallPart(TypedDict, total=False):
    """A piece of one of the calls."""

    index: int | None
    id: str | None
    function: Function | None
    extra_content: object
    """What the server wants back with the call; Google puts the signature of a thought here."""


class Words(TypedDict, total=False):
    """What a choice adds; ``reasoning`` and ``reasoning_content`` are two names of one thing."""

    content: str | list[Piece] | None
    refusal: str | None
    reasoning: str | None
    reasoning_content: str | None
    reasoning_details: list[object] | None
    tool_calls: list[CallPart] | None


class Choice(TypedDict, total=False):
    """The one choice; a server that cannot stream sends ``message`` in place of ``delta``."""

    delta: Words | None
    message: Words | None
    finish_reason: str | None


class Counts(TypedDict, total=False):
    """What the request cost."""

    prompt_tokens: object
    completion_tokens: object
    prompt_cache_hit_tokens: object
    prompt_tokens_details: dict[str, object] | None
    completion_tokens_details: dict[str, object] | None


class Chunk(TypedDict, total=False):
    """One event."""

    choices: list[Choice] | None
    usage: Counts | None
    error: object
