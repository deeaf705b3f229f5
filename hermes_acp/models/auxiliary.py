"""Who does the small tasks beside a conversation, such as summaries and judging.

What the setting ``auxiliary.TASK`` says; else a cheap sibling of the session's own model at the same provider; else
that model itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from hermes_acp.models.naming import OWN, complete, split
from hermes_acp.models.wanted import NOTHING, Wanted, text_of

SAME = ("auto", "main")
"""Words for "as the main model"."""


def auxiliary(task: str, main: str, wanted: Wanted) -> tuple[str, Wanted]:
    """The full name of the model for a task, and the settings to build it with. ``main`` is the session's own.

    ConfigError when the setting names nobody.
    """
    alone = wanted._replace(fallbacks=())
    found = wanted.auxiliary.get(task)
    table = cast("Mapping[str, object]", found) if isinstance(found, Mapping) else NOTHING
    provider, model = text_of(table, "provider"), text_of(table, "model")
    if provider in SAME:
        provider = None
    if provider is None and model is None:
        return sibling(main, wanted), alone
    base_url, api_key = text_of(table, "base_url"), text_of(table, "api_key")
    if base_url or api_key:
        alone = alone._replace(provider=provider or "custom", base_url=base_url, api_key=api_key, dialect=None)
        return complete(f"{provider or 'custom'}:{model or ''}", alone), alone
    if model and provider is None and (model.partition(":")[0] in OWN or split(model, wanted) is not None):
        return complete(model, wanted), alone
    named = provider or main.partition(":")[0]
    if model is None and (of_table := wanted.find(named)) is not None:
        model = of_table.small or of_table.default
    return complete(f"{named}:{model or ''}", wanted), alone


def sibling(main: str, wanted: Wanted) -> str:
    """The cheap sibling of a model; the model itself where none is known, or where the provider is no reseller's own.

    A person's own server, or an address in place of a provider's own, may have but one model.
    """
    if main.partition(":")[0] in OWN or (found := split(main, wanted)) is None:
        return main
    provider, _ = found
    own = any(own.provider.name == provider.name for own in wanted.own)
    moved = bool(wanted.variables.get(provider.url_variable)) or (wanted.base_url and wanted.provider == provider.name)
    if own or moved or provider.local or provider.cloud or not provider.small:
        return main
    return f"{provider.name}:{provider.small}"
