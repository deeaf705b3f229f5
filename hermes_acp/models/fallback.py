"""Asks somebody else when a provider fails: a Model around a chain of Models.

The next in the chain answers for the rest of the turn; the next turn begins with the first again, unless that said
how long it wants to be left alone. A reply that has begun is never taken over: two models would speak in one message.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import cast

from hermes_acp.errors import ModelError, ModelErrorKind, UserError
from hermes_acp.models.message import UserMessage
from hermes_acp.models.model import Delta, Model, Request, Waiting
from hermes_acp.models.retry import spoken

ELSEWHERE: frozenset[ModelErrorKind] = frozenset(
    {"rate_limit", "overloaded", "server", "network", "timeout", "billing", "auth", "not_found"}
)
"""Failures that another provider need not share."""

GOING_ON = "Going on with the next model of fallback_providers for this turn."
Open = Callable[[], Awaitable[Model]]


class Fallback:
    """Implements ``Model``; ``others`` are opened when they are needed."""

    def __init__(self, first: Model, others: Sequence[Open]) -> None:
        self.name = first.name
        self.window = first.window
        self._others = others
        self._moved: dict[str, tuple[str, int]] = {}
        """The turn a session is in, and how far down the chain it is."""
        self._opened: dict[int, Model] = {0: first}
        self._back_at = 0.0
        """When the first may be asked again, on the monotonic clock, where it said so."""

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask down the chain; see ``Model.stream``."""
        key = request.session_id
        turn, at = self._moved.get(key, ("", 0))
        if began(request, turn):
            at = 0
        if at == 0 and (left := self._back_at - time.monotonic()) > 0:
            at = 1
            self._moved[key] = (request.turn_id, at)
            yield Waiting(f"{self.name} asked to be left alone for {spoken(left)} more. {GOING_ON}")
        while True:
            begun = False
            try:
                model = await self._open(at)
                async with aclosing(cast("AsyncGenerator[Delta, None]", model.stream(request))) as deltas:
                    async for delta in deltas:
                        begun = begun or not isinstance(delta, Waiting)
                        yield delta
                return
            except (ModelError, UserError) as error:
                elsewhere = isinstance(error, UserError) or error.kind in ELSEWHERE
                if begun or not elsewhere or at == len(self._others):
                    raise
                why = str(error)
                if at == 0 and isinstance(error, ModelError) and error.retry_after:
                    self._back_at = time.monotonic() + error.retry_after
            at += 1
            self._moved[key] = (request.turn_id, at)
            yield Waiting(f"{why} {GOING_ON}")

    async def _open(self, at: int) -> Model:
        if at not in self._opened:
            self._opened[at] = await self._others[at - 1]()
        return self._opened[at]


def began(request: Request, turn_id: str) -> bool:
    """Whether a turn begins with this request, ``turn_id`` being the one before. Where nobody says, words begin one."""
    if request.turn_id:
        return request.turn_id != turn_id
    return not request.messages or isinstance(request.messages[-1], UserMessage)
