"""The SDK's sign-in flow, with one process renewing tokens at a time.

A refresh token is good for one use, and some issuers take a second use for theft. So whoever finds that tokens are due
takes a lock, looks whether another process has renewed them meanwhile, and renews them only when none has. Imports the
SDK: not before it is needed.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from mcp.client.auth import OAuthClientProvider

if TYPE_CHECKING:
    import httpx2

    from hermes_acp.mcp_client.oauth import Storage

PATIENCE_SECONDS = 20.0
"""How long another process may take to renew."""
POLL_SECONDS = 0.05


class RenewingProvider(OAuthClientProvider):
    """The SDK's provider over a `Storage`."""

    store: Storage

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """See the SDK; tokens that are due are renewed by one process."""
        lock = await self._lock_if_due()
        try:
            async with aclosing(super().async_auth_flow(request)) as flow:
                try:
                    sent = await anext(flow)
                    while True:
                        response = yield sent
                        sent = await flow.asend(response)
                except StopAsyncIteration:
                    return
        finally:
            if lock is not None:
                lock.release()

    async def _lock_if_due(self) -> Lock | None:
        """The lock, when it is for us to renew; what another process renewed is taken over."""
        context = self.context
        await self._take(self.store)
        if context.is_token_valid() or not context.can_refresh_token():
            return None
        lock = Lock(f"{self.store.file.path}.lock")
        await lock.take()
        try:
            await asyncio.to_thread(self.store.read_again)
            await self._take(self.store)
        except BaseException:
            lock.release()
            raise
        if context.is_token_valid():
            lock.release()
            return None
        self.store.renewed = lock.release
        return lock

    async def _take(self, store: Storage) -> None:
        """Work with what the storage knows."""
        self.context.current_tokens = await store.get_tokens()
        self.context.client_info = await store.get_client_info()
        self.context.token_expiry_time = store.due


class Lock:
    """A lock between processes, by a file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None

    async def take(self) -> None:
        """Wait for it; after a while go on without it, for a process that hangs must not keep all others out."""
        self._descriptor = await asyncio.to_thread(_opened, self._path)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not self._taken():  # noqa: ASYNC110  another process does not tell
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            self.release()

    def release(self) -> None:
        """Let others have it; again is harmless."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _taken(self) -> bool:
        assert self._descriptor is not None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _opened(path: str) -> int:
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
