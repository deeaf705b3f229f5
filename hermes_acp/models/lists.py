"""The models a person can use now, grouped by provider: those with a key, and servers that run on this machine.

``usable_models`` answers at once from what is on disk; ``refresh_models`` asks the providers whose lists are older
than an hour, each at most once, and keeps what they say.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.errors import ModelError, UserError
from hermes_acp.models.address import dialect_of, endpoint_of, is_chosen, reach, spoken
from hermes_acp.models.keyring import ready
from hermes_acp.models.listcache import Kept, read_list, write_list
from hermes_acp.models.listing import Listed, ask_list
from hermes_acp.models.naming import has_key
from hermes_acp.models.pool import has_spare_keys
from hermes_acp.models.providers import PROVIDERS, Provider
from hermes_acp.models.wanted import Wanted

if TYPE_CHECKING:
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.http import Http

SECONDS = 10.0
"""How long a provider may take to list its models."""
LOCAL_SECONDS = 0.5
"""The same for a server on this machine."""


class Group(NamedTuple):
    """A provider and its models."""

    provider: str
    """As in ``provider:model``."""
    label: str
    """As a person knows it."""
    models: tuple[Listed, ...]
    """In the provider's order; the usual one alone while the list was never fetched."""
    fetched: float | None = None
    """When the list was fetched, in seconds since the epoch; None when it never was."""
    problem: str = ""
    """Why the list could not be fetched just now, for a person; what is shown is the older one then."""


def usable_models(wanted: Wanted, providers: Collection[str] = ()) -> tuple[Group, ...]:
    """What is known now, of these providers or of all that can be used. Asks nobody; blocks: it reads small files."""
    groups = (_from_disk(provider, wanted) for provider in candidates(wanted, providers))
    return tuple(group for group in groups if group.models or providers)


async def refresh_models(
    wanted: Wanted, http: Http, *, force: bool = False, providers: Collection[str] = ()
) -> tuple[Group, ...]:
    """The same after asking those whose list is older than an hour, or all with ``force``. Raises nothing.

    Every provider of the table that is a local server is asked too: whether it runs is what its answer says.
    """
    chosen = await asyncio.to_thread(lambda: candidates(wanted, providers, local=True))
    asked = [_fresh(provider, wanted, http, force) for provider in chosen]
    groups = await asyncio.gather(*asked)
    return tuple(group for group in groups if group.models or providers)


def candidates(wanted: Wanted, names: Collection[str] = (), *, local: bool = False) -> list[Provider]:
    """Providers that can be used: the person's own, those with a key, the chosen one; with ``local``, local servers."""
    known = [*(own.provider for own in wanted.own), *PROVIDERS]
    known = list({provider.name: provider for provider in reversed(known)}.values())[::-1]
    if names:
        return [provider for provider in known if provider.name in names]
    mine = {own.provider.name for own in wanted.own}
    return [provider for provider in known if provider.name in mine or _usable(provider, wanted, local)]


def _usable(provider: Provider, wanted: Wanted, local: bool) -> bool:
    if provider.local:
        return local or is_chosen(provider, wanted) or _endpoint_and_list(provider, wanted)[1] is not None
    if provider.cloud:
        return is_chosen(provider, wanted)
    if provider.name == "custom":
        return bool(wanted.variables.get(provider.url_variable) or (is_chosen(provider, wanted) and wanted.base_url))
    if has_key(provider, wanted) or (is_chosen(provider, wanted) and wanted.provider is not None):
        return True
    return has_spare_keys(provider, endpoint_of(provider, wanted, keyless=True), wanted)


def _endpoint_and_list(provider: Provider, wanted: Wanted) -> tuple[Endpoint | None, Kept | None]:
    """Where it is asked and what it said last; None and None where it cannot be asked."""
    if provider.cloud:
        return None, None
    try:
        endpoint = reach(provider, wanted)
    except UserError:
        return None, None
    kept = read_list(wanted.home, provider.name, endpoint.base_url)
    # A server that runs here may be gone in a minute, and an hour later nobody believes that it is there.
    return endpoint, None if kept and provider.local and not kept.fresh else kept


def _from_disk(provider: Provider, wanted: Wanted, problem: str = "") -> Group:
    _, kept = _endpoint_and_list(provider, wanted)
    if kept is not None:
        return Group(provider.name, provider.label, kept.models, kept.fetched, problem)
    usual = (Listed(provider.default),) if provider.default else ()
    return Group(provider.name, provider.label, usual, None, problem)


async def _fresh(provider: Provider, wanted: Wanted, http: Http, force: bool) -> Group:
    endpoint, kept = await asyncio.to_thread(_endpoint_and_list, provider, wanted)
    if endpoint is None or (kept is not None and kept.fresh and not force):
        return await asyncio.to_thread(_from_disk, provider, wanted)
    dialect = dialect_of(provider, endpoint, "", wanted)
    try:
        seconds = LOCAL_SECONDS if endpoint.local else SECONDS
        at = spoken(await ready(provider, endpoint, wanted, http), dialect)
        models = await ask_list(at, dialect, http, seconds=seconds)
    except (ModelError, UserError) as error:
        if not provider.local or is_chosen(provider, wanted):
            return await asyncio.to_thread(_from_disk, provider, wanted, str(error))
        models = ()  # nothing runs there
    return await asyncio.to_thread(_kept, provider, endpoint, wanted, models)


def _kept(provider: Provider, endpoint: Endpoint, wanted: Wanted, models: tuple[Listed, ...]) -> Group:
    """The group of a list that has just come, kept for the next hour."""
    problem = ""
    try:
        write_list(wanted.home, provider.name, endpoint.base_url, models)
    except OSError as error:
        problem = f"The list could not be kept: {error.strerror}."
    return Group(provider.name, provider.label, models, time.time(), problem)
