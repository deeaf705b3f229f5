"""What a person's settings say about models, as plain values. Knows no file and no environment of the process."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.models.providers import ALSO, BY_NAME, Dialect, Provider

if TYPE_CHECKING:
    from hermes_acp.models.own import Link, Own

MODES: Mapping[str, Dialect] = {
    "chat_completions": "openai_chat",
    "codex_responses": "openai_responses",
    "anthropic_messages": "anthropic",
}
"""Words for ``api_mode``."""
NOTHING: Mapping[str, object] = MappingProxyType({})


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


def spoken_at(base_url: str) -> Dialect | None:
    """The dialect an address tells of by its end; None when it tells nothing."""
    return "anthropic" if base_url.rstrip("/").removesuffix("/v1").endswith("/anthropic") else None


def text_of(table: Mapping[str, object], key: str) -> str | None:
    """The text at a key; None when there is none."""
    value = table.get(key)
    return value if isinstance(value, str) and value else None
