"""Asks once more without what a provider cannot take: a Model around a Model, so that no history ends a session.

A picture, a signed thought of yesterday, a thought level: each is left out of the request, and the person is told.
The log keeps everything. What was refused once is left out of the session's further requests at once.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import NamedTuple, cast

from msgspec.structs import replace

from hermes_acp.errors import ModelError, ModelErrorKind
from hermes_acp.models.message import AssistantMessage, Message, Text, Thought, ToolMessage, UserMessage
from hermes_acp.models.model import Delta, Model, Request, Waiting

ROOM = r"(\d+) \+ \d+ > (\d+)"
"""How a provider says that prompt and answer have no room together; true of one request alone."""
LEFT_OUT = "(A picture was here; the model could not take it.)"


class Refusal(NamedTuple):
    """What a provider did not take."""

    detail: str
    """What it said."""
    messages: frozenset[str]
    """Ids of the messages it was about; what comes later may be taken again."""


class Mend(NamedTuple):
    """Something to leave out."""

    name: str
    said: str
    """What a provider says that cannot take it: a pattern, compiled when something fails."""
    told: str
    """What the person is told."""
    without: Callable[[Request, Refusal], Request]
    """The request without it; the same request when it was not in it."""
    kinds: tuple[ModelErrorKind, ...] = ("bad_request",)
    """What such a refusal is taken for; providers disagree about its status."""


def no_thoughts(request: Request, refusal: Refusal) -> Request:
    """Without the thoughts of those replies.

    Some providers bind a thought to all that was said before it, so one that is refused takes the others with it.
    """

    def stripped(message: Message) -> Message:
        if isinstance(message, AssistantMessage) and any(isinstance(part, Thought) for part in message.parts):
            return replace(message, parts=tuple(part for part in message.parts if not isinstance(part, Thought)))
        return message

    return changed(request, refusal, stripped)


def no_pictures(request: Request, refusal: Refusal) -> Request:
    """With a note in place of each picture of those messages."""

    def stripped(message: Message) -> Message:
        match message:
            case UserMessage(parts=parts) if not all(isinstance(part, Text) for part in parts):
                return replace(message, parts=tuple(p if isinstance(p, Text) else Text(LEFT_OUT) for p in parts))
            case ToolMessage(images=images) if images:
                return replace(message, images=(), text=f"{message.text}\n{LEFT_OUT}".strip())
            case _:
                return message

    return changed(request, refusal, stripped)


def no_effort(request: Request, _: Refusal) -> Request:
    """Without a thought level."""
    return replace(request, effort=None) if request.effort else request


def shorter(request: Request, refusal: Refusal) -> Request:
    """With the limit of the answer that the provider names, or that leaves room for the prompt, or with none."""
    if found := re.search(ROOM, refusal.detail):
        limit = int(found[2]) - int(found[1])
    elif found := re.search(r"tokens: ?\d+ ?> ?(\d+)|(?:maximum|at most|limit)\D{0,40}?(\d{3,6})", refusal.detail):
        limit = int(found[1] or found[2])
    elif re.search(r"unsupported|not supported|not permitted", refusal.detail, re.IGNORECASE):
        return replace(request, max_tokens=None)
    else:
        return request
    return replace(request, max_tokens=limit) if limit >= 1024 and limit != request.max_tokens else request


def no_counts(request: Request, _: Refusal) -> Request:
    """Without asking for token counts, which some servers send unasked."""
    return replace(request, counts=False)


def no_stream(request: Request, _: Refusal) -> Request:
    """With the answer in one piece."""
    return replace(request, streams=False)


MENDS: tuple[Mend, ...] = (
    Mend(
        "thoughts",
        r"signature|encrypted.?content|(?:redacted_|)thinking.{0,12}block|type .?reasoning|reasoning.{0,20}item",
        "It no longer takes its earlier thoughts back",
        no_thoughts,
    ),
    Mend(
        "pictures",
        r"image.{0,80}(?:exceed|too large|size|not support|invalid|could not|unsupported|dimension)"
        r"|(?:not support|unsupported|invalid|cannot|could not|too many|no endpoints)"
        r".{0,60}(?:image|vision|multimodal)"
        r"|unknown variant .?image_url",
        "It cannot take the pictures",
        no_pictures,
        ("bad_request", "context_overflow", "not_found"),
    ),
    Mend(
        "counts",
        r"stream_options|include_usage",
        "It does not count tokens when asked to",
        no_counts,
    ),
    Mend(
        "stream",
        r"\bstream(?:ing)?\b.{0,60}(?:not|unsupported|disabled)|(?:not|verified|cannot).{0,60}\bstream",
        "It cannot stream",
        no_stream,
        ("bad_request", "not_found"),
    ),
    Mend(
        "effort",
        r"reasoning|effort|thinking",
        "It knows no thought level",
        no_effort,
    ),
    Mend(
        "limit",
        r"max_(?:completion_|output_)?tokens",
        "It answers in fewer tokens",
        shorter,
        ("bad_request", "context_overflow"),
    ),
)
"""In the order they are tried."""


class Mending:
    """Implements ``Model``."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.window = model.window
        self._model = model
        self._known: dict[str, dict[str, Refusal]] = {}
        """What was refused in a session, by the name of the mend."""

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask, and once more for each part that was refused; see ``Model.stream``."""
        known = self._known.setdefault(request.session_id, {}) if request.session_id else {}
        for mend in MENDS:
            if mend.name in known:
                request = mend.without(request, known[mend.name])
        while True:
            begun = False
            try:
                stream = cast("AsyncGenerator[Delta, None]", self._model.stream(request))
                async with aclosing(stream) as deltas:
                    async for delta in deltas:
                        begun = begun or not isinstance(delta, Waiting)
                        yield delta
                return
            except ModelError as error:
                found = None if begun else mended(request, error)
                if found is None:
                    raise
                mend, refusal, request = found
                if not re.search(ROOM, error.detail):
                    known[mend.name] = refusal
                yield Waiting(f"{error} {mend.told}: asking again without.")


def mended(request: Request, error: ModelError) -> tuple[Mend, Refusal, Request] | None:
    """The first mend that the error calls for and that changes the request; None when there is none."""
    refusal = Refusal(error.detail, frozenset(map(id_of, request.messages)))
    for mend in MENDS:
        asked = error.kind in mend.kinds and re.search(mend.said, error.detail, re.IGNORECASE)
        if asked and (other := mend.without(request, refusal)) != request:
            return mend, refusal, other
    return None


def id_of(message: Message) -> str:
    """What tells a message from the others."""
    return message.call_id if isinstance(message, ToolMessage) else message.id


def changed(request: Request, refusal: Refusal, stripped: Callable[[Message], Message]) -> Request:
    """The request with those messages stripped; the very same when nothing is."""
    messages = [stripped(message) if id_of(message) in refusal.messages else message for message in request.messages]
    same = all(one is two for one, two in zip(request.messages, messages, strict=True))
    return request if same else replace(request, messages=tuple(messages))
