"""What turns cost together, by day and by model: folds over the logs of all sessions."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.agent.usage import NOTHING, Spent, TurnSpent, turns_in

if TYPE_CHECKING:
    from hermes_acp.agent.usage import PriceOf
    from hermes_acp.store.store import Store

DAY = 86_400


class Row(NamedTuple):
    """The sum for a day, a model, or all."""

    name: str
    turns: int
    spent: Spent


async def turns_since(store: Store, start: float, price: PriceOf) -> list[TurnSpent]:
    """Every turn that began at ``start`` or later, the earliest first. A turn that a fork copied counts once."""
    found: list[TurnSpent] = []
    seen: set[str] = set()
    cursor: str | None = None
    while True:
        page = await store.sessions(cursor=cursor, archived=None)
        for record in page.records:
            if record.updated < start:
                continue
            for turn in turns_in(await store.read(record.id), price):
                if turn.began >= start and not turn.replies & seen:
                    found.append(turn)
                    seen |= turn.replies
        cursor = page.next_cursor
        if cursor is None:
            return sorted(found, key=lambda turn: turn.began)


def since(now: float, days: int) -> float:
    """The beginning of the first of that many days, by the local calendar."""
    day = time.localtime(now - (days - 1) * DAY)
    return time.mktime((day.tm_year, day.tm_mon, day.tm_mday, 0, 0, 0, 0, 0, -1))


def by_day(turns: Iterable[TurnSpent]) -> list[Row]:
    """A row for each day, the earliest first."""
    days: dict[str, list[TurnSpent]] = {}
    for turn in turns:
        days.setdefault(time.strftime("%Y-%m-%d", time.localtime(turn.began)), []).append(turn)
    return [Row(day, len(those), total(those)) for day, those in sorted(days.items())]


def by_model(turns: Iterable[TurnSpent]) -> list[Row]:
    """A row for each model, the dearest first."""
    rows: dict[str, Row] = {}
    for turn in turns:
        for model, spent in turn.by_model.items():
            before = rows.get(model, Row(model, 0, NOTHING))
            rows[model] = Row(model, before.turns + 1, before.spent + spent)
    return sorted(rows.values(), key=lambda row: (-row.spent.dollars, row.name))


def total(turns: Iterable[TurnSpent]) -> Spent:
    """All together."""
    return sum((turn.spent for turn in turns), NOTHING)


def spending_told(turns: Sequence[TurnSpent]) -> dict[str, object]:
    """All of it for programs."""
    whole = Row("total", len(turns), total(turns))
    days, models = [*map(row_told, by_day(turns))], [*map(row_told, by_model(turns))]
    return {"days": days, "models": models, "total": row_told(whole)}


def row_told(row: Row) -> dict[str, object]:
    """A row for programs; null is what nobody said."""
    spent, tokens = row.spent, row.spent.usage
    return {
        "name": row.name,
        "turns": row.turns,
        "requests": spent.requests,
        "input_tokens": tokens.input,
        "output_tokens": tokens.output,
        "cached_tokens": tokens.cached,
        "reasoning_tokens": tokens.reasoning,
        "dollars": None if spent.unpriced == spent.requests else round(spent.dollars, 6),
        "unpriced_requests": spent.unpriced,
        "seconds": round(spent.seconds, 3),
    }
