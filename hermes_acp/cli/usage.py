"""``hermes usage``: what turns cost, by day and by model, taken from the logs of all sessions."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence

from hermes_acp.agent.spending import Row, by_day, by_model, since, spending_told, total, turns_since
from hermes_acp.agent.usage import TurnSpent
from hermes_acp.app import App


def run(arguments: Sequence[str]) -> int:
    """Print the table. Returns the exit code."""
    options = parser().parse_args(arguments)
    if options.days < 1:
        parser().error("--days must be at least 1")
    turns = asyncio.run(collect(since(time.time(), options.days)))
    days, models, whole = by_day(turns), by_model(turns), Row("total", len(turns), total(turns))
    if options.json:
        print(json.dumps(spending_told(turns), indent=2))
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
        return await turns_since(app.store, start, app.models.market().price)
    finally:
        await app.close()


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
