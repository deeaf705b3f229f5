"""Who answers for the models, as the editor sees it: sign-in, sign-out, status, and where providers are asked.

We keep no sign-in of our own: a provider's key is in the environment, in a file or beside an address. Signing out
means that this connection uses none of them until it signs in again; the keys stay where the person put them.
Source: https://agentclientprotocol.com/protocol/v1/authentication; status and providers are unstable:
https://agentclientprotocol.com/protocol/v1/draft/authentication and https://agentclientprotocol.com/protocol/v1/draft/providers
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from hermes_acp.errors import AuthRequired, HermesError
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.inflight import Answer
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.services import Services
    from hermes_acp.models.market import Route
    from hermes_acp.servers.acp.dialect import Handler
    from hermes_acp_protocol.acp.types_v1 import (
        AuthenticateRequest,
        AuthStatusRequest,
        DisableProviderRequest,
        ListProvidersRequest,
        LogoutRequest,
        SetProviderRequest,
    )

Tell = Callable[[str, JsonObject], Awaitable[None]]
"""Sends a notification."""
SIGNED_OUT = "You have signed out here. Sign in again to go on; your keys are where you put them."


class Accounts:
    """Sign-in and providers, for one editor."""

    def __init__(self, services: Services, check_key: Callable[[], Awaitable[None]], tell: Tell) -> None:
        self._services = services
        self._check_key = check_key
        self._tell = tell
        self._signed_out = False
        self._follows = False
        """True once the editor asked for the status: it knows what an update of it is."""

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "authenticate": self.authenticate,
            "logout": self.logout,
            "auth/status": self.status,
            "providers/list": self.providers,
            "providers/set": self.set_provider,
            "providers/disable": self.disable_provider,
        }

    def require(self) -> None:
        """AuthRequired after a sign-out."""
        if self._signed_out:
            raise AuthRequired(SIGNED_OUT)

    async def authenticate(self, params: AuthenticateRequest) -> Answer:
        """``authenticate``: look whether the key is there now."""
        method = params["methodId"]
        if method != "key":
            raise RpcError(INVALID_PARAMS, f"There is no agent sign-in {method!r}.", {"path": "methodId"})
        await self._check_key()
        self._signed_out = False
        return Answer({}, self._say_status)

    async def logout(self, params: LogoutRequest) -> Answer:
        """``logout``: use no key until the next sign-in. A model that needs none goes on answering."""
        self._signed_out = await self._state() == "authenticated"
        return Answer({}, self._say_status)

    async def status(self, params: AuthStatusRequest) -> JsonValue:
        """``auth/status``: never an error for want of a key."""
        self._follows = True
        return await self._status()

    async def providers(self, params: ListProvidersRequest) -> JsonValue:
        """``providers/list``: every provider that can be asked at another address."""
        return {"providers": [drawn(route) for route in await self._services.market().routes()]}

    async def set_provider(self, params: SetProviderRequest) -> Answer:
        """``providers/set``: ask a provider there, with these headers, for as long as this process lives."""
        self._services.market().set(
            params["providerId"], params["apiType"], params["baseUrl"], params.get("headers") or {}
        )
        return Answer({}, self._say_status)

    async def disable_provider(self, params: DisableProviderRequest) -> Answer:
        """``providers/disable``: ask it no more."""
        self._services.market().disable(params["providerId"])
        return Answer({}, self._say_status)

    async def _say_status(self) -> None:
        if self._follows:
            with contextlib.suppress(ConnectionClosed):  # nobody is left to tell
                await self._tell("auth/status_update", await self._status())

    async def _status(self) -> JsonObject:
        state, accounts = await self._state(), await self._services.market().accounts()
        named: list[JsonValue] = [{"label": account.label, "active": account.active} for account in accounts]
        return {"state": state, "accounts": named}

    async def _state(self) -> str:
        if self._signed_out:
            return "unauthenticated"
        from hermes_acp.models.naming import OWN

        try:
            settings = await asyncio.to_thread(self._services.fresh_defaults, None)
        except AuthRequired:
            return "unauthenticated"
        except HermesError:
            return "unknown"
        return "not_required" if settings.model.partition(":")[0] in OWN else "authenticated"


def drawn(route: Route) -> JsonObject:
    """A provider as the editor sees it."""
    supported: list[JsonValue] = list(route.api_types)
    shown: JsonObject = {"providerId": route.provider, "supported": supported, "required": False}
    return {**shown, "current": {"apiType": route.api_type, "baseUrl": route.base_url} if route.base_url else None}
