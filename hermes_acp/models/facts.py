"""How much a model holds and what it costs, and who says so.

In this order: the person's settings, the provider's own list, the bundled table. What none of them knows is not
known: ``window`` is None then, and whoever needs a number uses ``ASSUMED_WINDOW`` and says that it is assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from hermes_acp.models.catalog import Price, known
from hermes_acp.models.model import ASSUMED_WINDOW
from hermes_acp.models.naming import OWN, split
from hermes_acp.models.providers import BY_NAME
from hermes_acp.models.wanted import Wanted

if TYPE_CHECKING:
    from hermes_acp.models.listing import Listed

DEMO_WINDOW = 32_000
"""Tokens the model that comes along is said to hold, so that a demonstration can fill it."""

Source = Literal["", "settings", "provider", "table", "demo"]


class Facts(NamedTuple):
    """What is known of one model."""

    window: int | None = None
    """Context length in tokens; None when nobody knows."""
    window_from: Source = ""
    price: Price | None = None
    price_from: Source = ""

    def window_in_words(self) -> str:
        """For a person."""
        if self.window is None:
            return (
                f"context length not known, {ASSUMED_WINDOW:,} tokens assumed (set model.context_length if you know it)"
            )
        origin = {"settings": "as you set it", "provider": "says the provider", "table": "by the bundled table"}
        said = origin.get(self.window_from)
        return f"{self.window:,} tokens of context" + (f", {said}" if said else "")

    def price_in_words(self) -> str:
        """For a person."""
        if self.price is None:
            return "price not known"
        if not self.price.prompt and not self.price.answer:
            return "free"
        prices = f"${self.price.prompt:g} in, ${self.price.cached:g} cached, ${self.price.answer:g} out"
        return f"{prices} for a million tokens"


def facts_of(name: str, wanted: Wanted) -> Facts:
    """What is known of ``provider:model`` without asking anybody. Blocks: it reads a small file."""
    if name.partition(":")[0] == "demo":
        return Facts(DEMO_WINDOW, "demo", Price(0.0, 0.0, 0.0), "demo")
    if name.partition(":")[0] in OWN or (found := split(name, wanted)) is None:
        return Facts()
    provider, model = found
    listed = _listed(name, wanted)
    family = known(model)
    window: tuple[int | None, Source] = (None, "")
    if wanted.window is not None and _is_main(name, wanted):
        window = wanted.window, "settings"
    elif listed is not None and listed.window is not None:
        window = listed.window, "provider"
    elif family is not None and not provider.local:
        window = family.window, "table"
    price: tuple[Price | None, Source] = (None, "")
    if listed is not None and listed.price is not None:
        price = listed.price, "provider"
    elif provider.local:
        price = Price(0.0, 0.0, 0.0), "table"
    elif family is not None and family.price is not None and provider == BY_NAME.get(provider.name):
        # What an address of a person's own costs, nobody here knows.
        price = family.price, "table"
    return Facts(*window, *price)


def _is_main(name: str, wanted: Wanted) -> bool:
    """Whether the person's context length is about this model: the one in the settings, or any when none is there."""
    from hermes_acp.errors import ConfigError
    from hermes_acp.models.naming import complete

    if not wanted.model:
        return True
    try:
        return complete(wanted.model, wanted) == name
    except ConfigError:
        return False


def _listed(name: str, wanted: Wanted) -> Listed | None:
    from hermes_acp.errors import UserError
    from hermes_acp.models.address import endpoint_of
    from hermes_acp.models.listcache import read_list
    from hermes_acp.models.registry import provider_of

    provider, model = provider_of(name, wanted)
    if provider.cloud or not wanted.home:
        return None
    try:
        endpoint = endpoint_of(provider, wanted, keyless=True)
    except UserError:
        return None
    kept = read_list(wanted.home, provider.name, endpoint.base_url)
    return next((row for row in kept.models if row.id == model), None) if kept else None
