"""Providers of a person's own and models to fall back on, as the settings name them. Read when there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from hermes_acp.models.providers import ALSO, BY_NAME, Provider
from hermes_acp.models.wanted import MODES, spoken_at, text_of


class Link(NamedTuple):
    """A model to go on with."""

    provider: str
    model: str
    base_url: str | None = None
    key_variable: str | None = None
    """Variable that holds the key for ``base_url``."""


class Own(NamedTuple):
    """A provider of the person's own, from ``providers`` or ``custom_providers``."""

    provider: Provider
    """One of the table, changed, or a new one; its only key variable is the one that was named for it."""
    api_key: str = ""
    """The key, where it is written beside the address."""


def links(value: object) -> tuple[Link, ...]:
    """The setting ``fallback_providers``; what names no provider and model is passed over."""
    return tuple(
        Link(provider, model, text_of(table, "base_url"), text_of(table, "key_env"))
        for table in tables_of(value)
        if (provider := text_of(table, "provider")) and (model := text_of(table, "model"))
    )


def own_providers(by_name: object, listed: object) -> tuple[Own, ...]:
    """The settings ``providers`` and ``custom_providers``; an entry without a name and an address is passed over."""
    named = cast("dict[str, object]", by_name) if isinstance(by_name, dict) else {}
    entries = [(name, cast("dict[str, object]", table)) for name, table in named.items() if isinstance(table, dict)]
    entries += [(text_of(table, "name") or "", table) for table in tables_of(listed)]
    found = (own_provider(name, table) for name, table in entries if name)
    return tuple(own for own in found if own is not None)


def own_provider(written: str, table: Mapping[str, object]) -> Own | None:
    """One of them; None when nobody says where it answers."""
    name = "-".join(written.lower().split())
    base = BY_NAME.get(ALSO.get(name, name)) or Provider(name, written, "")
    url = (text_of(table, "base_url") or text_of(table, "api") or text_of(table, "url") or base.base_url).rstrip("/")
    if not url or base.cloud:
        return None
    variable = text_of(table, "key_env")
    moved = url != base.base_url
    said = MODES.get(text_of(table, "api_mode") or "") or spoken_at(url)
    # Servers that copy OpenAI's interface speak chat completions; the newer dialect is for its own address.
    usual = "openai_chat" if moved and base.dialect == "openai_responses" else base.dialect
    provider = base._replace(
        base_url=url,
        # The variables of a provider in the table hold keys for its own address.
        keys=(variable,) if variable else () if moved else base.keys,
        url_variable="" if moved else base.url_variable,
        default=text_of(table, "model") or text_of(table, "default_model") or base.default,
        dialect=said or usual,
        routes=() if said or moved else base.routes,
        exchange="" if moved else base.exchange,
    )
    return Own(provider, text_of(table, "api_key") or "")


def tables_of(value: object) -> list[dict[str, object]]:
    """The tables of a list; what is none is passed over."""
    entries = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, object]", entry) for entry in entries if isinstance(entry, dict)]
