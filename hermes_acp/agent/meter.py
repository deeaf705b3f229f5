"""Counts what a session costs while it runs; what it cost before is priced when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import Compacted, Event, ReplyFinished, TurnStarted
from hermes_acp.agent.usage import BESIDE, NOTHING, of_event, of_request
from hermes_acp.models.message import Message, Usage

if TYPE_CHECKING:
    from hermes_acp.models.catalog import Price


class Meter:
    """Counts while a session runs."""

    def __init__(self, history: Sequence[Message]) -> None:
        self._history = history
        self._command = False
        self.turn = NOTHING
        """The running turn, or the last one."""
        self.session = NOTHING
        """All turns since the session was opened here."""
        self.prices: dict[str, Price | None] = {}
        """What providers say of the price of ``provider:model``; for others the bundled table counts."""
        self.earlier: list[tuple[str, Usage]] = []
        """Model and tokens of the requests before that; priced when somebody asks, since opening waits for nothing."""
        self._before = NOTHING
        self.context: tuple[int, int] | None = None
        """Tokens the provider counted last, and how many messages that were; None when nobody has counted."""
        self.fixed = 0
        """Tokens of system prompt and tools, estimated; 0 before the first turn."""

    @property
    def dollars(self) -> float | None:
        """What the session cost so far, as far as prices are known; None where none is."""
        earlier, self.earlier = self.earlier, []
        self._before += sum((of_request(model, usage, self.prices.get) for model, usage in earlier if model), NOTHING)
        whole = self._before + self.session
        return whole.dollars if whole.requests > whole.unpriced else None

    def hear(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, TurnStarted):
            self.turn, self._command = NOTHING, event.command
        if isinstance(event, Compacted):
            self.context = None
        if (self._command and not isinstance(event, BESIDE)) or (counted := of_event(event, self.prices.get)) is None:
            return
        self.turn += counted[1]
        self.session += counted[1]
        if isinstance(event, ReplyFinished) and event.usage.input is not None:
            self.context = event.usage.input + (event.usage.output or 0), len(self._history)
