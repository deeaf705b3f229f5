"""Asks somebody else when a provider fails: a Model around a chain of Models.

The next in the chain answers for the rest of the turn; the next turn begins with the first again. A reply that has
begun is never taken over, since two models would speak in one message.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import cast

from hermes_acp.errors import ModelError, ModelErrorKind, UserError
from hermes_acp.models.message import UserMessage
from hermes_acp.models.model import Delta, Model, Request, Waiting

ELSEWHERE: frozenset[ModelErrorKind] = frozenset(
    {"rate_limit", "overloaded", "server", "network", "timeout", "billing", "auth", "not_found"}
)
"""Failures that another provider need not share."""

Open = Callable[[], Awaitable[Model]]


class Fallback:
    """Implements ``Model``; ``others`` are opened when they are needed."""

    def __init__(self, first: Model, others: Sequence[Open]) -> None:
        self.name = first.name
        self.window = first.window
        self._first = first
        self._others = others
        self._moved: dict[str, int] = {}
        """How far down the chain the running turn of a session is."""

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask down the chain; see ``Model.stream``."""
        key = request.session_id
        if not request.messages or isinstance(request.messages[-1], UserMessage):
            self._moved.pop(key, None)
        at = self._moved.get(key, 0)
        while True:
            begun = False
            try:
                model = await self._others[at - 1]() if at else self._first
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
            at += 1
            self._moved[key] = at
            yield Waiting(f"{why} Going on with the next model of fallback_providers for this turn.")
