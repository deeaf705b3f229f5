"""When a conversation becomes shorter for the model, and the steps by which it does.

First long results of old calls are shortened. Where that is not enough, what lies between the first and the last
messages is summed up by a model, or by rule when none can. Each step is one event; ``shortening.py`` says what it does
to the messages.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from hermes_acp.agent.compaction.cut import ends
from hermes_acp.agent.compaction.filtered import left_out
from hermes_acp.agent.compaction.plain import plain_notes
from hermes_acp.agent.compaction.summary import instructions, material, notes, usable
from hermes_acp.agent.compaction.tokens import total
from hermes_acp.agent.events import Compacted, Emit, Notice, UsageChanged
from hermes_acp.agent.shortening import shortened
from hermes_acp.errors import HermesError
from hermes_acp.models.message import Message, Text, Usage, UserMessage
from hermes_acp.models.model import ASSUMED_WINDOW, Delta, Finished, Model, Request

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from hermes_acp.agent.meter import Meter
    from hermes_acp.agent.services import Compression

log = logging.getLogger(__name__)

LARGE_WINDOW = 512_000
SMALL_SHARE = 0.75
"""A window smaller than that is used up to this share at least: half of it would be gone too soon."""
TAIL_SHARE = 0.2
"""The part of the threshold that the last messages may fill."""
ENOUGH = 0.8
"""Shortening old results is enough when it leads below this part of the threshold."""
LEAST_SUMMARY, MOST_SUMMARY = 2_000, 10_000
"""Tokens of a summary."""


class Place(Struct, frozen=True):
    """The conversation it is about."""

    history: list[Message]
    emit: Emit
    meter: Meter
    new_id: Callable[[], str]
    open_model: Callable[[], Awaitable[Model | None]]
    """The model that sums up; None where none can."""


class Compactor:
    """Keeps one session's conversation within its model's window."""

    def __init__(self, place: Place, settings: Compression) -> None:
        self._place = place
        self._settings = settings
        self._tried_at = 0

    def used(self) -> int:
        """Tokens of the next request: what the provider counted, and an estimate of what came since."""
        place = self._place
        counted, length = place.meter.context or (place.meter.fixed, 0)
        if length > len(place.history):
            counted, length = place.meter.fixed, 0
        return counted + total(place.history[length:])

    def limit(self, window: int) -> int:
        """Tokens from which on a conversation is made shorter."""
        share = self._settings.threshold
        return int(window * (share if window >= LARGE_WINDOW else max(share, SMALL_SHARE)))

    async def between(self, window: int | None) -> None:
        """Before a request: make the conversation shorter where it has grown past the threshold."""
        if window is None:
            return
        limit, used = self.limit(window), self.used()
        # What could not be made shorter is not tried again before it has grown.
        if used <= limit or used < self._tried_at:
            return
        await self._shorten(limit, window)
        self._tried_at = self.used() + window // 20

    async def make_room(self, window: int | None) -> bool:
        """The provider finds the conversation too long: whatever helps. True when it is shorter now."""
        before = total(self._place.history)
        # The provider's own count is the truth: what it refused is more than it holds.
        await self._shorten(int(min(window or ASSUMED_WINDOW, before) * SMALL_SHARE), window)
        return total(self._place.history) < before

    async def leave_out(self) -> None:
        """The provider's content filter stopped the last request: what set it off is not sent again."""
        event = left_out(self._place.history, self._place.new_id())
        self._place.history[:] = shortened(self._place.history, event)
        await asyncio.shield(self._place.emit(event))

    async def compact(self, focus: str, window: int | None) -> Compacted | None:
        """Sum up what lies between the ends, now. None when nothing does."""
        return await self._sum_up(self.limit(window or ASSUMED_WINDOW), window, focus)

    async def _shorten(self, limit: int, window: int | None) -> None:
        head, tail = self._ends(limit)
        used = self.used()
        trial = Compacted(head, tail, None, used, used)
        saved = total(self._place.history) - total(shortened(self._place.history, trial))
        if saved and used - saved <= limit * ENOUGH:
            await self._apply(Compacted(head, tail, None, used, used - saved), window)
        else:
            await self._sum_up(limit, window, "")

    async def _sum_up(self, limit: int, window: int | None, focus: str) -> Compacted | None:
        head, tail = self._ends(limit)
        history = self._place.history
        between = history[head : len(history) - tail]
        if len(between) < 2:
            return None
        await self._place.emit(Notice("info", "Compacting", "The older part of the conversation is being summed up."))
        body, model, usage = await self._summary(between, focus)
        summary = UserMessage(self._place.new_id(), (Text(notes(body, between)),))
        used = self.used()
        after = max(used - total(between), 0) + total([summary])
        return await self._apply(Compacted(head, tail, summary, used, after, model, usage), window)

    async def _apply(self, event: Compacted, window: int | None) -> Compacted:
        place = self._place
        place.history[:] = shortened(place.history, event)
        # The history has changed, so the log must hear of it, whatever becomes of the turn.
        await asyncio.shield(place.emit(event))
        await place.emit(UsageChanged(event.after, window))
        return event

    async def _summary(self, messages: list[Message], focus: str) -> tuple[str, str, Usage]:
        """The body of the notes, who wrote it and what that cost. Falls back on rules when no model can."""
        size = min(MOST_SUMMARY, max(LEAST_SUMMARY, total(messages) // 5))
        text = ""
        try:
            async with asyncio.timeout(self._settings.seconds):
                model = await self._place.open_model()
                if model is None:
                    return plain_notes(messages), "", Usage()
                most = int((model.window or ASSUMED_WINDOW) / 2 * 3)
                words = UserMessage(self._place.new_id(), (Text(material(messages, focus, most)),))
                told = await asyncio.to_thread(instructions)
                finished = await whole(model, Request(told, (words,), max_tokens=size))
            text = finished.message.text
            if usable(text):
                return text, model.name, finished.usage
            log.warning("%s did not sum up in the form asked for", model.name)
            return plain_notes(messages, text), model.name, finished.usage
        except Exception as error:  # a turn must not fail because nobody could sum it up
            log.warning("the summary failed", exc_info=error)
            why = str(error) if isinstance(error, HermesError) else "It could not be made in time."
            await self._place.emit(Notice("warning", "No summary", f"{why} Notes were taken by rule."))
            return plain_notes(messages), "", Usage()

    def _ends(self, limit: int) -> tuple[int, int]:
        return ends(self._place.history, self._settings.first, self._settings.last, int(limit * TAIL_SHARE))


async def whole(model: Model, request: Request) -> Finished:
    """One reply without anybody watching it come. ModelError when it fails."""
    async with aclosing(cast("AsyncGenerator[Delta, None]", model.stream(request))) as deltas:
        async for delta in deltas:
            if isinstance(delta, Finished):
                return delta
    raise RuntimeError(f"{model.name} ended its stream without Finished")
