"""``hermes usage``: what turns cost, by day and by model, taken from the logs of all sessions."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.agent.usage import NOTHING, Spent, TurnSpent, turns_in
from hermes_acp.app import App

if TYPE_CHECKING:
    from hermes_acp.agent.usage import PriceOf
    from hermes_acp.store.store import Store

DAY = 86_400


class Row(NamedTuple):
    """A line of the table."""

    name: str
    turns: int
    spent: Spent


def run(arguments: Sequence[str]) -> int:
    """Print the table. Returns the exit code."""
    options = parser().parse_args(arguments)
    if options.days < 1:
        parser().error("--days must be at least 1")
    turns = asyncio.run(collect(since(time.time(), options.days)))
    days, models, whole = by_day(turns), by_model(turns), Row("total", len(turns), total(turns))
    if options.json:
        told = {"days": [*map(as_json, days)], "models": [*map(as_json, models)], "total": as_json(whole)}
        print(json.dumps(told, indent=2))
    elif not turns:
        print("No model was asked " + ("today." if options.days == 1 else f"in the last {options.days} days."))
    else:
        print(as_text([*days, whole], models))
    return 0


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes usage",
        description="Show tokens, cost at list prices and cache hits, by day and model, from the sessions kept here.",
    )
    made.add_argument("--days", type=int, default=30, metavar="N", help="how many days, today included (default: 30)")
    made.add_argument("--json", action="store_true", help="print one JSON object")
    return made


async def collect(start: float) -> list[TurnSpent]:
    """Every turn that began at ``start`` or later, each once, the earliest first."""
    app = App({})
    try:
        return await turns_since(app.store, start, app.market().price)
    finally:
        await app.close()


async def turns_since(store: Store, start: float, price: PriceOf) -> list[TurnSpent]:
    """The same, from a store. A turn that a fork copied counts once."""
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


def as_text(rows: Sequence[Row], models: Sequence[Row]) -> str:
    """Two tables for a terminal; the last row is the total."""
    heads = ("", "turns", "requests", "tokens in", "from cache", "tokens out", "cost", "time")
    cells = [heads, *map(in_words, rows), ("",) * len(heads), *map(in_words, models)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]).rstrip()
        for row in cells
    ]
    left_out = rows[-1].spent.left_out
    return "\n".join([*lines, *([left_out] if left_out else [])])


def in_words(row: Row) -> tuple[str, ...]:
    """The cells of a row."""
    spent, tokens = row.spent, row.spent.usage
    return (
        row.name,
        f"{row.turns:,}",
        f"{spent.requests:,}",
        "?" if tokens.input is None else f"{tokens.input:,}",
        "?" if spent.hit_rate is None else f"{spent.hit_rate:.0%}",
        "?" if tokens.output is None else f"{tokens.output:,}",
        "?" if spent.unpriced == spent.requests else f"${spent.dollars:,.4f}",
        f"{spent.seconds:,.0f} s" if spent.seconds else "",
    )


def as_json(row: Row) -> dict[str, object]:
    """A row for a script; null is what nobody said."""
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
