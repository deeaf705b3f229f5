"""What requests cost: one, several together, and each turn of a log.

Only what providers said is counted; where one said nothing, or no price is known, that is counted too, so that a
sum never looks more certain than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from hermes_acp.agent.events import Compacted, Event, ReplyFinished, TitleChanged, TurnEnded, TurnStarted
from hermes_acp.agent.history import KINDS, to_events
from hermes_acp.models.message import Usage
from hermes_acp.store.entries import Entry

if TYPE_CHECKING:
    from hermes_acp.models.catalog import Price

    PriceOf = Callable[[str], Price | None]
    """The price of ``provider:model`` today, as far as somebody says."""


class Spent(Struct, frozen=True):
    """What some requests cost together."""

    requests: int = 0
    usage: Usage = field(default_factory=Usage)
    """Tokens, as far as providers said."""
    dollars: float = 0.0
    """At list price, over the requests whose price is known."""
    unpriced: int = 0
    """Requests whose price nobody knows."""
    seconds: float = 0.0
    """Time the turns took, by the wall clock; 0 while that is not known."""
    cacheable: int = 0
    """Prompt tokens of the requests whose provider said how many of them came from its cache."""

    def __add__(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(
            self.requests + other.requests,
            self.usage + other.usage,
            self.dollars + other.dollars,
            self.unpriced + other.unpriced,
            self.seconds + other.seconds,
            self.cacheable + other.cacheable,
        )

    @property
    def hit_rate(self) -> float | None:
        """The part of the prompt tokens that came from the provider's cache; None when nobody said."""
        return (self.usage.cached or 0) / self.cacheable if self.cacheable else None

    @property
    def left_out(self) -> str:
        """What the dollars leave out, in a sentence; empty when that is nothing."""
        if not self.unpriced:
            return ""
        if self.unpriced == 1:
            return "1 request is not in the cost: its price, or the tokens it took, are not known."
        return f"{self.unpriced:,} requests are not in the cost: their price, or the tokens they took, are not known."


NOTHING = Spent()
BESIDE = (Compacted, TitleChanged)
"""What small models did; it counts whatever turn it came in, a command's too."""
COUNTED = (TurnStarted, TurnEnded, ReplyFinished, *BESIDE)


def of_request(model: str, usage: Usage, price: PriceOf | None = None) -> Spent:
    """What one request cost. ``model`` is ``provider:model``; without ``price`` the bundled table says."""
    from hermes_acp.models.catalog import cost

    dollars = cost(model, usage, price(model) if price else None)
    cacheable = 0 if usage.cached is None else usage.input or 0
    return Spent(1, usage, dollars or 0.0, int(dollars is None), cacheable=cacheable)


def of_event(event: Event, price: PriceOf | None = None) -> tuple[str, Spent] | None:
    """Model and cost of the request that an event ends; None for every other event."""
    match event:
        case ReplyFinished(message=message, usage=usage) if message.model:
            return message.model, of_request(message.model, usage, price)
        case Compacted(model=model, usage=usage) | TitleChanged(model=model, usage=usage) if model:
            return model, of_request(model, usage, price)
        case _:
            return None


def requests_in(events: Iterable[Event]) -> list[tuple[str, Usage]]:
    """Model and tokens of every request in a log."""
    return [
        (event.message.model, event.usage) if isinstance(event, ReplyFinished) else (event.model, event.usage)
        for event in events
        if isinstance(event, ReplyFinished | Compacted | TitleChanged)
    ]


class TurnSpent(Struct, frozen=True):
    """What a turn in the log cost."""

    began: float
    """Unix seconds."""
    seconds: float
    by_model: Mapping[str, Spent]
    replies: frozenset[str]
    """Ids of its replies and summaries, by which a copy of it in a forked session is recognised."""

    @property
    def spent(self) -> Spent:
        """All its models together, with the time it took."""
        return sum(self.by_model.values(), Spent(seconds=self.seconds))


def turns_in(entries: Iterable[Entry], price: PriceOf | None = None) -> Iterator[TurnSpent]:
    """What each turn of a log cost, commands left out."""
    price = cache(price) if price else None
    counts = {word for word, kind in KINDS.items() if kind in COUNTED}
    began = latest = 0.0
    by_model: dict[str, Spent] = {}
    replies = set[str]()
    command = True
    for entry in entries:
        for event in to_events([entry]) if entry.kind in counts else ():
            if isinstance(event, TurnStarted):
                if replies:
                    yield TurnSpent(began, latest - began, by_model, frozenset(replies))
                began, by_model, replies, command = entry.time, {}, set[str](), event.command
            latest = entry.time
            if (command and not isinstance(event, BESIDE)) or (counted := of_event(event, price)) is None:
                continue
            by_model[counted[0]] = by_model.get(counted[0], NOTHING) + counted[1]
            match event:
                case ReplyFinished(message=message):
                    replies.add(message.id)
                case Compacted(summary=summary) if summary:
                    replies.add(summary.id)
                case _:
                    pass
    if replies:
        yield TurnSpent(began, latest - began, by_model, frozenset(replies))
