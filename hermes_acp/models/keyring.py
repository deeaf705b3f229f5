"""A key as it can be used now: changed for a short-lived one where the provider wants that, renewed when it ran out."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from hermes_acp.models.credentials import Credential, Entry, auth_lock, change_pool, entry_of, read_pool
from hermes_acp.models.exchange import Exchange
from hermes_acp.models.oauth import MARGIN, SignIn, Tokens, refreshed

if TYPE_CHECKING:
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.http import Http
    from hermes_acp.models.providers import Provider
    from hermes_acp.models.wanted import Wanted


class Keyring:
    """Makes the keys of one provider usable."""

    def __init__(self, provider: Provider, endpoint: Endpoint, wanted: Wanted, http: Http) -> None:
        self._provider = provider
        self._endpoint = endpoint
        self._wanted = wanted
        self._http = http
        self._exchange = Exchange(provider.exchange, http) if provider.exchange else None

    async def fresh(self, credential: Credential, anew: bool) -> Endpoint:
        """Where to ask with this key. ``anew`` says that it was refused a moment ago. ModelError, AuthRequired."""
        sign_in = self._provider.sign_in
        if sign_in and credential.refresh_token and (anew or runs_out(credential)):
            credential = await self._renewed(credential, SignIn(*sign_in))
        source = credential.source.removeprefix("env:")
        endpoint = self._endpoint._replace(
            key=credential.key,
            key_source=source if source != "manual" else f"auth.json ({credential.label})",
            base_url=credential.base_url or self._endpoint.base_url,
        )
        return await self._exchange.endpoint(endpoint, anew=anew) if self._exchange else endpoint

    async def _renewed(self, credential: Credential, sign_in: SignIn) -> Credential:
        """The same with a fresh token, which is written down before it is used: the old one counts no more."""
        provider, home = self._endpoint.provider, self._wanted.home
        lock = auth_lock(home)
        await asyncio.to_thread(lock.acquire)
        try:
            kept = await asyncio.to_thread(read_pool, home, provider, self._wanted.variables)
            now = next((other for other in kept if other.id == credential.id), credential)
            if now.key != credential.key and not runs_out(now):
                return now  # another process has just done it
            tokens = await refreshed(provider, self._endpoint.label, sign_in, now.refresh_token, self._http)
            await asyncio.to_thread(self._keep, now, tokens)
        finally:
            lock.release()
        return now._replace(key=tokens.access, refresh_token=tokens.refresh, expires=tokens.expires)

    def _keep(self, credential: Credential, tokens: Tokens) -> None:
        def change(entries: list[Entry]) -> None:
            entry_of(entries, credential).update(written(tokens))

        change_pool(self._wanted.home, self._endpoint.provider, change, locked=True)


def written(tokens: Tokens) -> Entry:
    """Tokens as they are kept."""
    expires = None if tokens.expires is None else int(tokens.expires * 1000)
    return {"access_token": tokens.access, "refresh_token": tokens.refresh, "expires_at_ms": expires}


def runs_out(credential: Credential) -> bool:
    """Whether the key is of no use any more, or will not be in a moment."""
    return not credential.key or (credential.expires is not None and credential.expires - MARGIN < time.time())


async def ready(provider: Provider, endpoint: Endpoint, wanted: Wanted, http: Http) -> Endpoint:
    """The endpoint with a key that can be used now, for requests beside a conversation. ModelError, UserError."""
    from hermes_acp.models.pool import Pool

    if endpoint.key and not provider.exchange:
        return endpoint
    key = await asyncio.to_thread(Pool(provider, endpoint, wanted).pick)
    return await Keyring(provider, endpoint, wanted, http).fresh(key, False) if key else endpoint
