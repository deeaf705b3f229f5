"""What a person's settings say about models, as plain values. Knows no file and no environment of the process."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

from hermes_acp.models.providers import ALSO, BY_NAME, Dialect, Provider

MODES: Mapping[str, Dialect] = {
    "chat_completions": "openai_chat",
    "codex_responses": "openai_responses",
    "anthropic_messages": "anthropic",
}
"""Words for ``api_mode``."""
NOTHING: Mapping[str, object] = MappingProxyType({})


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


class Wanted(NamedTuple):
    """What a person's settings say about models."""

    model: str | None
    """``provider:model``, a provider's name, an alias, or a bare model name."""
    provider: str | None
    base_url: str | None
    """The address of the provider above, in place of its own."""
    api_key: str | None
    """The key for that address."""
    variables: Mapping[str, str]
    """The environment, and beneath it the ``.env`` file."""
    env_file: str
    """Where a key may be written to."""
    window: int | None = None
    """Context length of the model, when the person says it."""
    fallbacks: tuple[Link, ...] = ()
    """Who is asked, in order, when the model cannot be."""
    own: tuple[Own, ...] = ()
    """Providers of the person's own."""
    dialect: Dialect | None = None
    """What is spoken at ``base_url``, when the person says it."""
    retries: int | None = None
    """How often a failed request may be sent again."""
    aliases: Mapping[str, object] = NOTHING
    """Short names for models, as written."""
    home: str = ""
    """Where lists of models and spare keys are kept; empty where nothing is."""
    strategies: Mapping[str, object] = NOTHING
    """Provider → how one of several keys is picked, as written."""
    auxiliary: Mapping[str, object] = NOTHING
    """Task → who does it, as written."""

    def find(self, name: str) -> Provider | None:
        """The provider of that name: one of the person's own first; None when there is none."""
        for own in self.own:
            if own.provider.name == name or f"custom:{own.provider.name}" == name:
                return own.provider
        return BY_NAME.get(name) or BY_NAME.get(ALSO.get(name, ""))

    def names(self) -> list[str]:
        """All providers that can be named."""
        return list(dict.fromkeys([*BY_NAME, *(own.provider.name for own in self.own)]))

    def own_key(self, name: str) -> str:
        """The key that is written beside the address of a provider of the person's own; empty when there is none."""
        return next((own.api_key for own in self.own if own.provider.name == name), "")


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
    provider = base._replace(
        base_url=url,
        # The variables of a provider in the table hold keys for its own address.
        keys=(variable,) if variable else () if moved else base.keys,
        url_variable="" if moved else base.url_variable,
        default=text_of(table, "model") or text_of(table, "default_model") or base.default,
        dialect=MODES.get(text_of(table, "api_mode") or "") or spoken_at(url) or base.dialect,
        exchange="" if moved else base.exchange,
    )
    return Own(provider, text_of(table, "api_key") or "")


def spoken_at(base_url: str) -> Dialect | None:
    """The dialect an address tells of by its end; None when it tells nothing."""
    return "anthropic" if base_url.rstrip("/").removesuffix("/v1").endswith("/anthropic") else None


def tables_of(value: object) -> list[dict[str, object]]:
    """The tables of a list; what is none is passed over."""
    entries = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, object]", entry) for entry in entries if isinstance(entry, dict)]


def text_of(table: Mapping[str, object], key: str) -> str | None:
    """The text at a key; None when there is none."""
    value = table.get(key)
    return value if isinstance(value, str) and value else None
