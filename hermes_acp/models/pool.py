"""The keys of one provider: which is next, which rests, and for how long.

A pool of one key changes nothing. State is shared with other processes through ``auth.json``. Blocks: for threads.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Literal, cast, get_args

from hermes_acp.errors import ConfigError
from hermes_acp.models.address import home_of, host_of, may_have_keys
from hermes_acp.models.credentials import Credential, Entry, auth_file, change_pool, entry_of, fingerprint, read_pool

if TYPE_CHECKING:
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.providers import Provider
    from hermes_acp.models.wanted import Wanted

log = logging.getLogger(__name__)

Strategy = Literal["fill_first", "round_robin", "least_used", "random"]

HOUR = 3600.0
RESTS = {429: HOUR, 402: HOUR, 401: 300.0, 403: 300.0}
"""Seconds a key rests after a refusal of this status."""


class Pool:
    """Keys of one provider that belong to one address."""

    def __init__(self, provider: Provider, endpoint: Endpoint, wanted: Wanted) -> None:
        """``endpoint`` brings the address, and the key that is set in the usual way, if one is."""
        self.label = endpoint.label
        self.endpoint = endpoint
        self.exchanges = bool(provider.exchange)
        """Whether a key is changed for a short-lived one, which may have to be had anew."""
        self._provider = provider
        self._wanted = wanted
        self._strategy: Strategy = strategy_of(provider.name, wanted)
        self._rests: dict[str, tuple[float, int]] = {}
        """Until when keys rest and why, by fingerprint: what holds here even where it could not be written down."""

    def all(self) -> list[Credential]:
        """Every key, the one that is set in the usual way first. ConfigError when the file cannot be read."""
        return [
            self._resting(key)
            for key in self._with_own(usable(self._kept(), self._provider, self.endpoint, self._wanted))
        ]

    def _kept(self) -> list[Credential]:
        if not self._wanted.home:
            return []
        try:
            return read_pool(self._wanted.home, self.endpoint.provider, self._wanted.variables)
        except OSError as error:
            raise ConfigError(f"{auth_file(self._wanted.home)} could not be read: {error.strerror}.") from error

    def _resting(self, key: Credential) -> Credential:
        until, status = self._rests.get(fingerprint(key.key), (0.0, None))
        return key._replace(rests_until=until, status=status) if until > key.rests_until else key

    def _with_own(self, spare: list[Credential]) -> list[Credential]:
        endpoint = self.endpoint
        if not endpoint.key:
            return spare
        setting = "." in endpoint.key_source
        source = f"config:{endpoint.key_source}" if setting else f"env:{endpoint.key_source}"
        own = next((key for key in spare if key.key == endpoint.key), None)
        own = own or Credential("own", endpoint.key_source, source, endpoint.key)
        return [own, *(key for key in spare if key.id != own.id)]

    def pick(self, passed: Collection[str] = ()) -> Credential | None:
        """The next key by the strategy, none of those whose ids are ``passed``; None when all rest. ConfigError."""
        healthy = [key for key in self.all() if key.healthy and key.id not in passed]
        if not healthy:
            return None
        match self._strategy:
            case "fill_first":
                return healthy[0]
            case "random":
                return random.choice(healthy)
            case "round_robin":
                picked = min(healthy, key=lambda key: key.used)
            case "least_used":
                picked = min(healthy, key=lambda key: key.uses)
        self._change(picked, request_count=picked.uses + 1, last_used_at=time.time())
        return picked

    def rest(self, credential: Credential, status: int, seconds: float) -> None:
        """Leave a key alone for so long; every process does."""
        now = time.time()
        self._rests[fingerprint(credential.key)] = (now + seconds, status)
        self._change(
            credential,
            last_status="exhausted",
            last_status_at=now,
            last_error_code=status,
            last_error_reset_at=now + seconds,
        )

    def _change(self, credential: Credential, **values: object) -> None:
        def change(entries: list[Entry]) -> None:
            entry_of(entries, credential).update(values)

        if not self._wanted.home:
            return
        try:
            change_pool(self._wanted.home, self.endpoint.provider, change)
        except OSError as error:  # a lock that others keep is one, too
            log.warning("what is known of a key of %s could not be kept: %s", self.label, error)


def usable(kept: list[Credential], provider: Provider, endpoint: Endpoint, wanted: Wanted) -> list[Credential]:
    """Those that belong to the address, and are not of a sign-in that is not known here."""
    here, home = host_of(endpoint.base_url), home_of(provider, wanted)
    known = (key for key in kept if not key.signed_in or provider.sign_in is not None)
    return [key for key in known if host_of(key.base_url or home) == here]


def strategy_of(provider: str, wanted: Wanted) -> Strategy:
    """How keys of a provider are picked; a word that means nothing is ``fill_first``."""
    word = wanted.strategies.get(provider)
    return cast("Strategy", word) if word in get_args(Strategy) else "fill_first"


def has_spare_keys(provider: Provider, endpoint: Endpoint, wanted: Wanted) -> bool:
    """Whether ``auth.json`` holds a key for the address. Blocks."""
    if not may_have_keys(wanted.home):
        return False
    try:
        return bool(usable(read_pool(wanted.home, endpoint.provider, wanted.variables), provider, endpoint, wanted))
    except OSError:
        return False
