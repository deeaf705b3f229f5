"""The one HTTP client of the process, and streams of events through it.

Owns connections, TLS, time limits and the silence watchdog; knows no dialect. The client is made once, in a worker
thread (``warm``), because reading the certificate store takes tens of milliseconds. Redirects are never followed:
a key goes to the host it belongs to or nowhere.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hermes_acp.errors import ModelError
from hermes_acp.models import failures
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.inbox import Inbox
from hermes_acp.models.sse import SseOverflow, SseParser

if TYPE_CHECKING:
    import ssl

    import httpx2

LATE = ("httpcore2", "httpcore2._backends.anyio", "anyio._backends._asyncio")
"""What the library loads at the first request, on the event loop; ``warm`` loads it where it costs nobody anything."""

ERROR_BYTES = 64 * 1024
"""How much of an error answer is read; the rest says nothing more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds."""

    connect: float = 10.0
    silence: float = 180.0
    """Between two reads of a stream; any byte, a ping too, resets it."""
    local_silence: float = 900.0
    """The same for servers on this machine, which read a long prompt slowly."""
    total: float = 1800.0
    """For one whole answer, however lively."""


class Http:
    """Requests to providers. Make one per process; ``warm()`` it in a thread; ``aclose()`` it at the end."""

    def __init__(
        self,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        on_request: Callable[[], None] | None = None,
    ) -> None:
        """``tls`` says whom to trust; by default whom the system trusts, or ``SSL_CERT_FILE``.

        ``on_request`` is called whenever a request to a model has left.
        """
        self.limits = limits or Limits()
        self._on_request = on_request
        self._tls = tls
        self._lock = threading.Lock()
        self._client: httpx2.AsyncClient | None = None

    def warm(self) -> httpx2.AsyncClient:
        """Load the library and the certificates. Blocks about 0.1 s the first time: call it in a thread."""
        with self._lock:
            if self._client is None:
                import importlib

                import httpx2

                for name in LATE:
                    importlib.import_module(name)
                self._client = httpx2.AsyncClient(
                    timeout=httpx2.Timeout(30.0, connect=self.limits.connect, pool=None),
                    limits=httpx2.Limits(max_connections=None, max_keepalive_connections=32, keepalive_expiry=60.0),
                    headers={"user-agent": "hermes-acp", "accept-encoding": "identity"},
                    follow_redirects=False,
                    verify=self._tls or True,
                )
            return self._client

    async def client(self) -> httpx2.AsyncClient:
        """The client, made in a thread when nobody warmed it."""
        return self._client or await asyncio.to_thread(self.warm)

    async def aclose(self) -> None:
        """Close every connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def stream_sse(
        self, endpoint: Endpoint, path: str, body: bytes, model: str, headers: Mapping[str, str] | None = None
    ) -> AsyncGenerator[list[str], None]:
        """POST and yield, for each wake-up, the data of all events that had arrived.

        A JSON answer (a server that cannot stream) is yielded as one event. Raises ModelError. Closing the generator
        closes the connection. ``model`` is only named in messages.
        """
        inbox = Inbox()
        everything = {"content-type": "application/json", **endpoint.auth_headers(), **(headers or {})}
        pump = asyncio.create_task(self._pump(endpoint, path, body, model, everything, inbox))
        pump.add_done_callback(inbox.end_with)
        parser = SseParser()
        try:
            while (data := await inbox.take()) is not None:
                if events := parser.feed(data):
                    yield events
            if events := [inbox.whole] if inbox.whole else parser.close():
                yield events
        except SseOverflow as error:
            raise failures.malformed(endpoint, str(error)) from error
        finally:
            pump.cancel()
            await asyncio.wait([pump])

    async def get_json(self, endpoint: Endpoint, path: str, *, seconds: float = 10.0) -> object:
        """GET a JSON value within a time; raises ModelError."""
        import json

        client = await self.client()

        import httpx2

        try:
            async with asyncio.timeout(seconds):
                answer = await client.get(endpoint.url(path), headers=endpoint.auth_headers())
            if answer.status_code != 200:
                raise failures.from_status(endpoint, "", answer.status_code, answer.headers, answer.content)
            return json.loads(answer.content)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise failures.from_transport(endpoint, error) from error
        except ValueError as error:
            raise failures.malformed(endpoint, "the answer is not JSON") from error

    async def _pump(
        self, endpoint: Endpoint, path: str, body: bytes, model: str, headers: dict[str, str], inbox: Inbox
    ) -> None:
        """Read the answer into the inbox. A task of its own, so that all that has arrived is taken at once."""
        try:
            async with asyncio.timeout(self.limits.total):
                await self._receive(endpoint, path, body, model, headers, inbox)
        except ModelError:
            raise
        except Exception as error:
            raise failures.from_transport(endpoint, error) from error

    async def _receive(
        self, endpoint: Endpoint, path: str, body: bytes, model: str, headers: dict[str, str], inbox: Inbox
    ) -> None:
        client = await self.client()  # loads the library in a thread, if nobody has

        import httpx2

        silence = self.limits.local_silence if endpoint.local else self.limits.silence
        timeout = httpx2.Timeout(silence, connect=self.limits.connect, pool=None)
        url, extensions = endpoint.url(path), {"trace": self._trace} if self._on_request else None
        async with client.stream(
            "POST", url, content=body, headers=headers, timeout=timeout, extensions=extensions
        ) as answer:
            if answer.status_code != 200:
                said = await _some(answer)
                raise failures.from_status(endpoint, model, answer.status_code, answer.headers, said)
            kind = answer.headers.get("content-type", "")
            if kind.startswith("text/html"):
                raise failures.malformed(
                    endpoint, "it is a web page; the base URL is wrong, or a login stands before it"
                )
            if kind.startswith("application/json"):
                inbox.whole = (await answer.aread()).decode("utf-8", "replace")
                return
            encoded = answer.headers.get("content-encoding", "identity") != "identity"
            async for piece in answer.aiter_bytes() if encoded else answer.aiter_raw():
                inbox.put(piece)
                if inbox.full:
                    await inbox.room()

    async def _trace(self, step: str, info: Mapping[str, object]) -> None:
        """Called by the library at every step of a request."""
        if self._on_request and step.endswith("send_request_body.complete"):
            self._on_request()


async def _some(answer: httpx2.Response) -> bytes:
    """The first part of an error answer; what can be read of it."""
    import httpx2

    said = b""
    try:
        async for piece in answer.aiter_bytes():
            said += piece
            if len(said) > ERROR_BYTES:
                break
    except httpx2.HTTPError:
        return said
    return said
