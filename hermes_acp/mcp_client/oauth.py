"""Signing in to servers: OAuth 2.1 by the official SDK, around token files of ours.

In a session nothing ever opens a browser: tokens are renewed silently, a minute before they expire and when a process
starts, and when that fails the person is told to sign in. ``hermes mcp login`` signs in. The SDK does PKCE, discovery,
registration, issuer checks and step-up. Imports the SDK: not before it is needed.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.mcp_client.config import ServerConfig, SignIn
from hermes_acp.mcp_client.faults import NeedsSignIn, ServerFault
from hermes_acp.mcp_client.tokens import SignedIn, TokenFile

if TYPE_CHECKING:
    from mcp.client.auth import OAuthClientProvider
    from mcp.client.auth.oauth2 import OAuthContext
    from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthToken

EARLY_SECONDS = 60.0
"""Tokens are renewed this long before they expire; those that hold only briefly after most of their time."""
EARLY_SHARE = 0.2
DEFAULT_PORT = 33418

OpenPage = Callable[[str], Awaitable[None]]
ComeBack = Callable[[], Awaitable["AuthorizationCodeResult"]]


class Storage:
    """Implements the SDK's ``TokenStorage`` over a file."""

    def __init__(self, file: TokenFile, known: SignedIn) -> None:
        self.file, self.known = file, known
        self.renewed: Callable[[], None] = lambda: None
        """Called once new tokens are kept."""
        self.context: OAuthContext | None = None
        """The flow whose tokens these are: it knows the issuer, and when tokens expire."""

    @property
    def due(self) -> float | None:
        """When tokens are to be renewed, in Unix time; None when they do not say when they expire."""
        expires = self.known.expires_at
        return None if expires is None else expires - early(self.known.tokens.get("expires_in"))

    def read_again(self) -> None:
        """Know what the file knows. Blocks."""
        self.known = self.file.read()

    async def get_tokens(self) -> OAuthToken | None:
        """See the SDK."""
        from mcp.shared.auth import OAuthToken

        return OAuthToken.model_validate(self.known.tokens) if self.known.tokens else None

    async def set_tokens(self, tokens: OAuthToken) -> None:
        """See the SDK; what follows a renewal is kept before it is used."""
        expires = None if tokens.expires_in is None else time.time() + tokens.expires_in
        issuer = self.known.issuer
        if self.context is not None and self.context.oauth_metadata is not None:
            issuer = self.context.oauth_metadata.model_dump(mode="json", exclude_none=True)
        kept = tokens.model_dump(mode="json", exclude_none=True)
        await self._keep(replace(self.known, tokens=kept, expires_at=expires, issuer=issuer))
        if self.context is not None:
            self.context.token_expiry_time = self.due
        self.renewed()

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        """See the SDK."""
        from mcp.shared.auth import OAuthClientInformationFull

        return OAuthClientInformationFull.model_validate(self.known.client) if self.known.client else None

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        """See the SDK."""
        await self._keep(replace(self.known, client=client_info.model_dump(mode="json", exclude_none=True)))

    async def _keep(self, known: SignedIn) -> None:
        self.known = known
        await asyncio.to_thread(self.file.write, known)


async def silent(config: ServerConfig, home: str) -> OAuthClientProvider:
    """Signs requests with what is known, renewed where that helps; NeedsSignIn where only a person can."""
    file = TokenFile(home, config)
    before = await asyncio.to_thread(file.read)

    async def refuse(url: str) -> None:
        if (await asyncio.to_thread(file.read)).tokens != before.tokens:
            raise ServerFault("Another process renewed the sign-in; it is tried with that one.")
        raise NeedsSignIn(f"You have to sign in: hermes mcp login {config.name}")

    async def never() -> AuthorizationCodeResult:
        raise NeedsSignIn(f"You have to sign in: hermes mcp login {config.name}")

    return provider(config, Storage(file, before), refuse, never)


def provider(config: ServerConfig, storage: Storage, open_page: OpenPage, come_back: ComeBack) -> OAuthClientProvider:
    """The SDK's flow over a storage, knowing when the stored tokens expire and where they are renewed."""
    from mcp.shared.auth import OAuthClientInformationFull, OAuthClientMetadata, OAuthMetadata
    from pydantic import AnyUrl

    from hermes_acp.mcp_client.renewing import RenewingProvider

    sign_in = config.sign_in or SignIn()
    metadata = OAuthClientMetadata(
        client_name="Hermes",
        redirect_uris=[AnyUrl(redirect_of(sign_in))],
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        token_endpoint_auth_method="client_secret_basic" if sign_in.client_secret else "none",
        scope=sign_in.scope,
    )
    if sign_in.client_id and not storage.known.client:
        info = OAuthClientInformationFull(
            client_id=sign_in.client_id,
            client_secret=sign_in.client_secret,
            redirect_uris=metadata.redirect_uris,
            token_endpoint_auth_method=metadata.token_endpoint_auth_method,
        )
        storage.known = replace(storage.known, client=info.model_dump(mode="json", exclude_none=True))
    flow = RenewingProvider(
        config.url, metadata, storage, open_page, come_back, client_metadata_url=sign_in.client_metadata_url
    )
    flow.store, storage.context = storage, flow.context
    if storage.known.issuer:
        flow.context.oauth_metadata = OAuthMetadata.model_validate(storage.known.issuer)
    return flow


def early(lifetime: object) -> float:
    """How long before their end tokens of that lifetime are renewed, in seconds."""
    return min(EARLY_SECONDS, lifetime * EARLY_SHARE) if isinstance(lifetime, int | float) else EARLY_SECONDS


def redirect_of(sign_in: SignIn) -> str:
    """Where the browser comes back to."""
    return f"http://{sign_in.host}:{sign_in.port or DEFAULT_PORT}/callback"
