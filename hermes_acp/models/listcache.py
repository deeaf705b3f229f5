"""Lists of models on disk, one file a provider, so that they are there at once and nobody is asked twice an hour.

Blocks: for threads. A file that cannot be read or written costs a request, nothing else.
"""

from __future__ import annotations

import os
import re
import time
from typing import NamedTuple, cast

from hermes_acp.models.catalog import Price
from hermes_acp.models.kept import read_json, write_json
from hermes_acp.models.listing import Listed, count

HOUR = 3600.0


class Kept(NamedTuple):
    """A list as it was fetched."""

    models: tuple[Listed, ...]
    fetched: float
    """Seconds since the epoch."""

    @property
    def fresh(self) -> bool:
        """Whether it is younger than an hour."""
        return 0 <= time.time() - self.fetched < HOUR


def read_list(home: str, provider: str, base_url: str) -> Kept | None:
    """The list that was fetched from this address last, however old; None when there is none."""
    if not home:
        return None
    try:
        kept = read_json(path_of(home, provider))
    except OSError:
        return None
    fetched = kept.get("fetched")
    if kept.get("base_url") != base_url or not isinstance(fetched, (int, float)):
        return None
    rows = kept.get("models")
    found = (_row(row) for row in cast("list[object]", rows)) if isinstance(rows, list) else ()
    return Kept(tuple(row for row in found if row is not None), float(fetched))


def write_list(home: str, provider: str, base_url: str, models: tuple[Listed, ...]) -> None:
    """Keep a list that was just fetched. OSError."""
    rows = [{"id": model.id, "window": model.window, "price": model.price} for model in models]
    kept = {"base_url": base_url, "fetched": time.time(), "models": rows}
    write_json(path_of(home, provider), kept, durable=False)


def path_of(home: str, provider: str) -> str:
    """The file of a provider's list."""
    return os.path.join(home, "cache", "models", f"{re.sub(r'[^a-z0-9._-]', '_', provider)}.json")


def _row(value: object) -> Listed | None:
    if not isinstance(value, dict):
        return None
    table = cast("dict[str, object]", value)
    name, price = table.get("id"), table.get("price")
    if not isinstance(name, str) or not name:
        return None
    return Listed(name, count(table.get("window")), _price(price))


def _price(value: object) -> Price | None:
    numbers = cast("list[object]", value) if isinstance(value, list) else []
    if len(numbers) < 4 or not all(isinstance(number, (int, float)) for number in numbers[:3]):
        return None
    prompt, cached, answer, written = cast("list[float]", numbers[:4])
    return Price(prompt, cached, answer, written)
