"""Who can be asked for models in this process: the providers with a key, their lists, and where a client sends us.

A client may say where a provider is asked, with headers of its own, or that it is not asked at all. That counts for
this process, wins over the settings, and is written down nowhere.
Source of the client's part: https://agentclientprotocol.com/protocol/v1/draft/providers
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.errors import AuthRequired, ConfigError, UserError
from hermes_acp.models.address import dialect_of, endpoint_of
from hermes_acp.models.naming import choose, has_key
from hermes_acp.models.own import Own
from hermes_acp.models.providers import BY_NAME, PROVIDERS, Dialect, Provider
from hermes_acp.models.wanted import Wanted

if TYPE_CHECKING:
    from hermes_acp.models.catalog import Price
    from hermes_acp.models.http import Http
    from hermes_acp.models.lists import Group

API_TYPES: Mapping[str, Dialect] = {"anthropic": "anthropic", "openai": "openai_chat"}
"""What a client calls a dialect that can be spoken at an address of its own."""

ENOUGH = 60.0
"""Seconds after providers were asked for their lists in which none is asked again, whatever it answered."""


class Account(NamedTuple):
    """A provider whose key is there."""

    label: str
    """As a person knows it."""
    active: bool
    """Whether it answers where nothing else is said."""


class Route(NamedTuple):
    """A provider, and where it is asked."""

    provider: str
    api_types: tuple[str, ...]
    """The dialects that it can be asked in, in the client's words."""
    api_type: str = ""
    """The one it is asked in."""
    base_url: str = ""
    """Where it is asked; empty when it is not."""


class Market:
    """The providers of one process."""

    def __init__(
        self,
        settings: Callable[[], Wanted],
        http: Callable[[], Http],
        forget: Callable[[str], None],
        keep: Callable[[str], str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``settings`` and ``http`` block. ``forget`` drops what was built of a provider's models.

        ``keep`` makes a model the default of new sessions and says where that is written; it blocks.
        """
        self._keep = keep
        self._settings = settings
        self._http = http
        self._forget = forget
        self._routed: dict[str, Own] = {}
        self._off: set[str] = set()
        self._asking = asyncio.Lock()
        self._clock = clock
        self._ask_again = clock()

    async def usable(self) -> tuple[Group, ...]:
        """The models that can be chosen, as far as that is known here."""
        from hermes_acp.models.lists import usable_models

        groups = await asyncio.to_thread(lambda: usable_models(self.applied(self._settings())))
        return tuple(group for group in groups if group.provider not in self._off)

    async def refreshed(self) -> tuple[Group, ...]:
        """The same after asking the providers whose lists are old. Raises nothing.

        Sessions that are opened together ask together, and soon after one nobody is asked again.
        """
        from hermes_acp.models.lists import refresh_models

        async with self._asking:
            if self._clock() >= self._ask_again:
                wanted, http = await asyncio.to_thread(lambda: (self.applied(self._settings()), self._http()))
                await refresh_models(wanted, http)
                self._ask_again = self._clock() + ENOUGH
        return await self.usable()

    async def described(self, name: str) -> str:
        """What is known of ``provider:model``, in words for a person."""
        from hermes_acp.models.facts import facts_of

        facts = await asyncio.to_thread(lambda: facts_of(name, self.applied(self._settings())))
        return f"{facts.window_in_words()}; {facts.price_in_words()}"

    def price(self, name: str) -> Price | None:
        """What ``provider:model`` costs: its provider says, else the bundled table. Blocks: it reads small files."""
        from hermes_acp.models.facts import facts_of

        return facts_of(name, self.applied(self._settings())).price

    async def make_default(self, name: str) -> str:
        """Let new sessions begin with ``provider:model``; returns where that is written. ConfigError, OSError."""
        if self._keep is None:
            raise ConfigError("There are no settings here that a default could be kept in.")
        return await asyncio.to_thread(self._keep, name)

    async def accounts(self) -> tuple[Account, ...]:
        """The providers whose keys are there."""

        def look() -> tuple[Account, ...]:
            wanted = self.applied(self._settings())
            try:
                chosen = choose(wanted).partition(":")[0]
            except UserError:
                chosen = ""
            with_key = (p for p in PROVIDERS if p.name not in self._off and (has_key(p, wanted) or self._is_routed(p)))
            return tuple(Account(provider.label, provider.name == chosen) for provider in with_key)

        return await asyncio.to_thread(look)

    async def routes(self) -> tuple[Route, ...]:
        """Every provider that can be sent elsewhere."""
        wanted = await asyncio.to_thread(lambda: self.applied(self._settings()))
        return tuple(self._route(wanted.find(p.name) or p, wanted) for p in PROVIDERS if not p.cloud)

    def set(self, name: str, api_type: str, base_url: str, headers: Mapping[str, str]) -> None:
        """Ask a provider there from now on, with these headers and no key of ours. ConfigError."""
        provider = self._known(name)
        if api_type not in API_TYPES:
            raise ConfigError(f"{name} cannot be asked as {api_type!r}; it can as {' or '.join(API_TYPES)}.")
        if not base_url.startswith(("https://", "http://")):
            raise ConfigError(f"{base_url!r} is no address: it begins with https:// or http://.")
        moved = provider._replace(
            base_url=base_url.rstrip("/"),
            keys=(),
            url_variable="",
            dialect=API_TYPES[api_type],
            headers=tuple(headers.items()),
            exchange="",
            routes=(),
        )
        self._off.discard(name)
        self._routed[name] = Own(moved)
        self._ask_again = self._clock()
        self._forget(name)

    def disable(self, name: str) -> None:
        """Ask a provider no more. ConfigError for one that there is not."""
        self._known(name)
        self._routed.pop(name, None)
        self._off.add(name)
        self._forget(name)

    def applied(self, wanted: Wanted) -> Wanted:
        """The settings with what the client said about them."""
        if not self._routed:
            return wanted
        others = (own for own in wanted.own if own.provider.name not in self._routed)
        return wanted._replace(own=(*self._routed.values(), *others))

    def check(self, model: str) -> None:
        """AuthRequired when the client wants the provider of that model left alone."""
        name = model.partition(":")[0]
        if name in self._off:
            raise AuthRequired(f"{BY_NAME[name].label} was switched off in the editor; choose another model.")

    def _known(self, name: str) -> Provider:
        provider = BY_NAME.get(name)
        if provider is None or provider.cloud:
            raise ConfigError(f"There is no provider {name!r} that can be asked elsewhere.")
        return provider

    def _is_routed(self, provider: Provider) -> bool:
        return provider.name in self._routed

    def _route(self, provider: Provider, wanted: Wanted) -> Route:
        route = Route(provider.name, tuple(API_TYPES))
        if provider.name in self._off or not (self._is_routed(provider) or has_key(provider, wanted)):
            return route
        try:
            endpoint = endpoint_of(provider, wanted, keyless=True)
        except UserError:  # nobody says where it answers
            return route
        anthropic = dialect_of(provider, endpoint, "", wanted) == "anthropic"
        return route._replace(api_type="anthropic" if anthropic else "openai", base_url=endpoint.base_url)
