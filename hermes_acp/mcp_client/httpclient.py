"""The HTTP client of one server: its headers, its certificates, and patience with streams that are taken up again.

The SDK resumes a broken stream by a GET that names the last event it saw, and gives up at the second that fails. A
laptop that wakes up or a server that is deployed needs longer, so such a GET is tried more often here. Imports httpx2:
not before it is needed.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx2

from hermes_acp.mcp_client.config import ServerConfig, Tls
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.states import DELAYS

CONNECT_SECONDS: Final = 30.0
READ_SECONDS: Final = 300.0
"""Between two pieces of one answer."""
RESTARTING: Final = frozenset({502, 503, 504})
"""What a gateway says while there is nobody behind it."""

Notice = Callable[[httpx2.Response], Awaitable[None]]


def made(config: ServerConfig, auth: httpx2.Auth | None, notice: Notice) -> Client:
    """The client. ServerFault when a certificate cannot be used. Blocks: it reads certificates."""
    return Client(
        headers=dict(config.headers),
        timeout=httpx2.Timeout(CONNECT_SECONDS, read=READ_SECONDS),
        auth=auth,
        verify=trust(config.tls),
        event_hooks={"response": [notice]},
    )


def trust(tls: Tls) -> ssl.SSLContext | bool:
    """What the server's certificate is checked by, and our own. ServerFault when a file cannot be used."""
    if tls == Tls():
        return True
    try:
        context = ssl.create_default_context(cafile=tls.authorities)
        if not tls.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if tls.certificate:
            file, key, password = (*tls.certificate, None, None)[:3]
            assert file is not None
            context.load_cert_chain(file, key, password)
    except OSError as error:
        files = ", ".join(filter(None, (tls.authorities, *tls.certificate[:2])))
        raise ServerFault(f"The certificates cannot be used ({files}): {error}.") from None
    return context


class Client(httpx2.AsyncClient):
    """An httpx2 client that is patient with streams."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """See httpx2; a GET of a stream is tried again, longer and longer, where nobody answers."""
        if request.method != "GET" or "text/event-stream" not in request.headers.get("accept", ""):
            return await super().send(request, **options)
        for delay in DELAYS:
            try:
                response = await super().send(request, **options)
            except httpx2.TransportError:
                await asyncio.sleep(delay)
                continue
            if response.status_code not in RESTARTING:
                return response
            await response.aclose()
            await asyncio.sleep(delay)
        return await super().send(request, **options)
