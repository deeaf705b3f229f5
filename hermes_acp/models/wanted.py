"""What a person's settings say about models, as plain values. Knows no file and no environment of the process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from hermes_acp.models.providers import BY_NAME


class Link(NamedTuple):
    """A model to go on with."""

    provider: str
    model: str
    base_url: str | None = None
    key_variable: str | None = None
    """Variable that holds the key for ``base_url``."""


class Wanted(NamedTuple):
    """What a person's settings say about models."""

    model: str | None
    """``provider:model``, a provider's name, or a bare model name."""
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


def links(value: object) -> tuple[Link, ...]:
    """The setting ``fallback_providers``; what names no provider and model is passed over."""
    entries = cast("list[object]", value) if isinstance(value, list) else []
    tables = [cast("dict[str, object]", entry) for entry in entries if isinstance(entry, dict)]
    return tuple(
        Link(provider, model, text_of(table, "base_url"), text_of(table, "key_env"))
        for table in tables
        if (provider := text_of(table, "provider")) in BY_NAME and (model := text_of(table, "model"))
    )


def text_of(table: Mapping[str, object], key: str) -> str | None:
    """The text at a key; None when there is none."""
    value = table.get(key)
    return value if isinstance(value, str) and value else None
