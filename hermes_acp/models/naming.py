"""From what a person wrote, or from what is at hand, to the full name ``provider:model``. Asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from hermes_acp.errors import ConfigError
from hermes_acp.models.providers import PROVIDERS, Provider
from hermes_acp.models.wanted import Wanted, text_of

DEMO = "demo:rules"
OWN = ("demo", "scripted")
"""Providers inside this program; they need no key and no network."""

MAKERS = {"claude": "anthropic", "gpt": "openai", "gemini": "gemini", "deepseek": "deepseek", "grok": "xai"}
"""How the names of a maker's models begin, and the maker's own provider."""
RESELLERS = ("openrouter", "nous", "ai-gateway", "kilo")
"""Providers whose models are called ``vendor/model``, the likeliest first."""


def choose(wanted: Wanted) -> str:
    """The full name of the model to use: what was set, else what has a key, else ``demo:rules``. ConfigError."""
    if wanted.model:
        return complete(wanted.model, wanted)
    if wanted.provider:
        return complete(f"{wanted.provider}:", wanted)
    variables = wanted.variables
    if variables.get("OPENAI_MODEL") and (variables.get("OPENAI_API_KEY") or variables.get("OPENAI_BASE_URL")):
        return f"openai:{variables['OPENAI_MODEL']}"
    for provider in PROVIDERS:
        if provider.default and has_key(provider, wanted):
            return f"{provider.name}:{provider.default}"
    return DEMO


def complete(name: str, wanted: Wanted) -> str:
    """A full ``provider:model`` for a name a person wrote. ConfigError when it cannot be one."""
    name = alias(name, wanted)
    first, _, model = name.partition(":")
    if first in OWN:
        return name if model else DEMO
    if (found := split(name, wanted)) is not None:
        provider, model = found
        model = model or provider.default
        if not model:
            raise ConfigError(f"Which model of {provider.label}? Write it as {provider.name}:MODEL.")
        return f"{provider.name}:{model}"
    named = wanted.provider or ("custom" if wanted.base_url else None)
    if named is not None:
        if (provider := wanted.find(named)) is None:
            raise ConfigError(unknown(named, wanted))
        return f"{provider.name}:{name}"
    if guess := whose(name, wanted):
        return f"{guess}:{name}"
    if ":" in name:
        raise ConfigError(unknown(first, wanted))
    raise ConfigError(f"{name!r} does not say whose model it is. {advice(wanted)}")


def unknown(provider: str, wanted: Wanted) -> str:
    """What to say of a provider that is none: those it could have been, else all."""
    from difflib import get_close_matches

    near = get_close_matches(provider.lower(), [*wanted.names(), *OWN], n=3, cutoff=0.7)
    meant = f"Did you mean {' or '.join(near)}? `hermes models` lists the models you can use." if near else ""
    return f"There is no provider {provider!r}. {meant or advice(wanted)}"


def advice(wanted: Wanted) -> str:
    """How a model is named."""
    known = ", ".join(wanted.names())
    return f"Write PROVIDER:MODEL, with one of {known}. `hermes models` lists the models you can use."


def split(name: str, wanted: Wanted) -> tuple[Provider, str] | None:
    """The provider a name begins with, and the rest; None when it begins with none."""
    if name.startswith("custom:"):
        first, _, model = name.removeprefix("custom:").partition(":")
        if own := wanted.find(f"custom:{first}"):
            return own, model
    first, _, model = name.partition(":")
    provider = wanted.find(first)
    return None if provider is None else (provider, model)


def alias(name: str, wanted: Wanted) -> str:
    """What a short name of the person's stands for; any other name is itself."""
    meant = wanted.aliases.get(name.lower())
    if isinstance(meant, str) and meant:
        return meant
    if isinstance(meant, Mapping):
        table = cast("Mapping[str, object]", meant)
        if model := text_of(table, "model"):
            provider = text_of(table, "provider")
            return f"{provider}:{model}" if provider else model
    return name


def whose(name: str, wanted: Wanted) -> str | None:
    """The provider with a key that surely has a model of that name; None when none surely has."""
    if "/" in name:
        likely: tuple[str, ...] = RESELLERS
    else:
        likely = tuple(provider for start, provider in MAKERS.items() if name.startswith(start))
    for candidate in likely:
        provider = wanted.find(candidate)
        if provider is not None and has_key(provider, wanted):
            return candidate
    return None


def has_key(provider: Provider, wanted: Wanted) -> bool:
    """Whether a key of the provider's is at hand, without looking at spare ones."""
    keys = provider.keys[:1] if provider.shares_keys else provider.keys
    return any(wanted.variables.get(name) for name in keys) or bool(wanted.own_key(provider.name))
