"""What a provider's list of models says of each: name, context length, price.

Providers agree on ``data[].id`` and on little else, so every usual field is looked at. Also asks for the list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.errors import ModelError
from hermes_acp.models.catalog import MILLION, Price

if TYPE_CHECKING:
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.http import Http
    from hermes_acp.models.providers import Dialect

WINDOWS = (
    "loaded_context_length",
    "context_length",
    "context_window",
    "max_model_len",
    "max_input_tokens",
    "max_context_length",
)
"""Fields that hold the context length, the surest first."""
NO_CHAT = re.compile(
    r"embed|whisper|(?:^|[-/])tts|dall-e|moderation|rerank|transcribe|gpt-image|sora|realtime|(?:^|/)(?:babbage|davinci)",
    re.IGNORECASE,
)
"""Models that answer no chat."""


class Listed(NamedTuple):
    """One model of a provider's list."""

    id: str
    window: int | None = None
    """Context length in tokens; None when the list does not say."""
    price: Price | None = None


async def ask_list(endpoint: Endpoint, dialect: Dialect, http: Http, *, seconds: float = 10.0) -> tuple[Listed, ...]:
    """The provider's models, in its order; empty when it lists none. ModelError."""
    if dialect == "anthropic":
        from hermes_acp.models.anthropic import HEADERS

        endpoint = endpoint._replace(headers={**endpoint.headers, **HEADERS})
    path = "/models?limit=1000" if dialect == "anthropic" and not endpoint.query else "/models"
    try:
        return listed(await http.get_json(endpoint, path, seconds=seconds))
    except TimeoutError as error:
        raise ModelError("timeout", f"{endpoint.label} took too long to list its models.") from error


def listed(answer: object) -> tuple[Listed, ...]:
    """The models in an answer to ``GET /models`` that can be chatted with."""
    rows = cast("dict[str, object]", answer).get("data") if isinstance(answer, dict) else answer
    tables = cast("list[object]", rows) if isinstance(rows, list) else []
    found = (row_of(cast("dict[str, object]", row)) for row in tables if isinstance(row, dict))
    return tuple({row.id: row for row in found if row is not None}.values())


def row_of(table: Mapping[str, object]) -> Listed | None:
    """One model; None when it has no name or answers no chat."""
    name = table.get("id")
    if not isinstance(name, str) or not name or NO_CHAT.search(name):
        return None
    # Google lists its models under the collection they are in.
    return Listed(name.removeprefix("models/"), window_in(table), price_in(table.get("pricing")))


def window_in(table: Mapping[str, object]) -> int | None:
    """The context length, wherever the provider says it."""
    for field in WINDOWS:
        if (size := count(table.get(field))) is not None:
            return size
    meta = inner(table, "meta")
    limits = inner(inner(table, "capabilities"), "limits")
    return count(meta.get("n_ctx")) or count(limits.get("max_context_window_tokens"))


def price_in(pricing: object) -> Price | None:
    """Prices that come in dollars a token, under the two sets of names in use; None when they are not there."""
    if not isinstance(pricing, dict):
        return None
    table = cast("dict[str, object]", pricing)
    prompt, answer = dollars(table, "prompt", "input"), dollars(table, "completion", "output")
    if prompt is None or answer is None:
        return None
    cached = dollars(table, "input_cache_read", "cached_input")
    return Price(prompt, prompt if cached is None else cached, answer, dollars(table, "input_cache_write"))


def dollars(table: Mapping[str, object], *names: str) -> float | None:
    """Dollars for a million tokens out of dollars for one; None for what is missing or, as routers say, varies (-1)."""
    for name in names:
        value = table.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            try:
                amount = float(value)
            except ValueError:
                continue
            return round(amount * MILLION, 6) if 0 <= amount < 1 else None
    return None


def inner(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    """The table within a table; empty when there is none."""
    value = table.get(key)
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def count(value: object) -> int | None:
    """A number of tokens; None for what cannot be one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
