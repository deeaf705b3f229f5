"""Asks again where that can help: a Model around a Model.

The table says how often, by the kind of the error. Before each new attempt the person is told. Once words were shown
nothing is simply repeated: the model is given its own words and asked to go on after them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import cast

from msgspec.structs import replace

from hermes_acp.errors import ModelError, ModelErrorKind
from hermes_acp.models.message import AssistantMessage, Text, Thought, UserMessage
from hermes_acp.models.model import CallDelta, Delta, Finished, Model, Request, TextDelta, Waiting

TRIES: Mapping[ModelErrorKind, int] = {
    "rate_limit": 6,
    "overloaded": 6,
    "server": 6,
    "network": 3,
    "timeout": 2,
    "malformed": 2,
}
"""Attempts by kind; for every other kind there is one, since asking again would fail again."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds; a provider that asks for more ends the turn, so that the person decides."""

GO_ON = (
    "(The connection broke in the middle of your reply. Continue exactly after your last character; "
    "repeat nothing and do not mention this.)"
)

Sleep = Callable[[float], Awaitable[None]]


class Retrying:
    """Implements ``Model``."""

    def __init__(self, model: Model, sleep: Sleep = asyncio.sleep, *, retries: int | None = None) -> None:
        """``retries`` is the most a person wants, on top of the first attempt; the table may say fewer."""
        self.model = model
        self._most = 1 + retries if retries is not None else max(TRIES.values())
        self.name = model.name
        self.window = model.window
        self._sleep = sleep

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask, again where that helps; see ``Model.stream``."""
        pieces, called, attempt = list[str](), False, 0
        while True:
            attempt += 1
            before = "".join(pieces)
            deltas = cast("AsyncGenerator[Delta, None]", self.model.stream(going_on(request, before)))
            finished: Finished | None = None
            try:
                async with aclosing(deltas):
                    async for delta in deltas:
                        if isinstance(delta, Finished):
                            finished = delta
                            continue
                        if isinstance(delta, TextDelta):
                            pieces.append(delta.text)
                        called = called or isinstance(delta, CallDelta)
                        yield delta
            except ModelError as error:
                if called or not error.again or attempt >= min(self._most, TRIES.get(error.kind, 1)):
                    raise
                pause = pause_before(attempt + 1, error)
                yield Waiting(f"{error} Asking again in {pause:.0f} s (attempt {attempt + 1}).")
                await self._sleep(pause)
                continue
            if finished is None:
                return
            if attempt == 1 and empty(finished):
                yield Waiting("The model answered with nothing. Asking again.")
                continue
            if empty(finished) and not pieces:
                yield Waiting("The model answered with nothing once more.")
            yield whole(finished, before)
            return


def pause_before(attempt: int, error: ModelError) -> float:
    """Seconds to wait, jittered; at least what the provider asked for. ModelError when that is too long."""
    own = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 2)) * random.uniform(0.75, 1.25)
    asked = error.retry_after or 0.0
    if asked > LONGEST_PAUSE:
        text = f"{error} It asks to wait {spoken(asked)}, so nothing more is tried now."
        raise ModelError(error.kind, text, status=error.status, retry_after=asked, detail=error.detail) from error
    return max(asked, own)


def going_on(request: Request, said: str) -> Request:
    """The request as it was, or, after words were shown, one that asks for the rest."""
    if not said:
        return request
    more = (AssistantMessage("", (Text(said),)), UserMessage("", (Text(GO_ON),)))
    return replace(request, messages=(*request.messages, *more))


def whole(finished: Finished, before: str) -> Finished:
    """The reply with the words that were shown before it was asked to go on."""
    if not before:
        return finished
    # Thoughts of a continuation are signed for a conversation that is not the one kept, so they stay out.
    rest = (part for part in finished.message.parts if not isinstance(part, Thought))
    return Finished(replace(finished.message, parts=(Text(before), *rest)), finished.usage)


def empty(finished: Finished) -> bool:
    """Whether there is neither a word nor a call, though nothing cut the reply."""
    message = finished.message
    return message.stop == "end_turn" and not message.text.strip() and not message.calls


def spoken(seconds: float) -> str:
    """A time as a person says it."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
