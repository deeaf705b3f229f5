"""The one HTTP client of the process, and streams of events through it.

Owns time limits, the silence watchdog and what an answer means before its dialect reads it; knows no dialect, and
leaves connections to ``net``. Redirects are never followed: a key goes to the host it belongs to or nowhere.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from importlib import import_module
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from hermes_acp.errors import ModelError
from hermes_acp.models import failures
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.sse import SseOverflow, SseParser

if TYPE_CHECKING:
    import ssl

    from hermes_acp.models.net.connection import Connection, Head
    from hermes_acp.models.net.connections import Connections

ERROR_BYTES = 64 * 1024
"""How much of an error answer is read; the rest says nothing more."""
ANSWER_BYTES = 32 * 1024 * 1024
"""The longest answer that is read in one piece."""
WEB_PAGE = "it is a web page; the base URL is wrong, or a login stands before it"


class Limits(Struct, frozen=True):
    """How long to wait, in seconds."""

    connect: float = 10.0
    silence: float = 180.0
    """Between two reads of a stream; any byte, a ping too, resets it."""
    local_silence: float = 900.0
    """The same for servers on this machine, which read a long prompt slowly."""
    total: float = 1800.0
    """For one whole answer, however lively."""


class Answer(NamedTuple):
    """An answer in one piece."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    content: bytes


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
        self._trusting = threading.Lock()
        self._connections: Connections | None = None

    def warm(self) -> None:
        """Load what a request needs. Blocks some hundredths of a second the first time: call it in a thread."""
        from hermes_acp.models.net.connections import Connections

        for late in ("bodies", "requests"):  # the event loop must find them loaded
            import_module(f"hermes_acp.models.net.{late}")
        if self._connections is None:
            self._connections = Connections(self.limits.connect, self._trust)

    def expect(self, endpoint: Endpoint) -> None:
        """A request to there may come: certificates, if it needs them, are read meanwhile, in a thread."""
        if self._tls is None and endpoint.base_url.startswith("https:"):
            threading.Thread(target=self._read_trust, name="hermes-trust", daemon=True).start()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._connections is not None:
            await self._connections.close()

    async def stream_sse(
        self, endpoint: Endpoint, path: str, body: bytes, model: str, headers: Mapping[str, str] | None = None
    ) -> AsyncGenerator[list[str], None]:
        """POST and yield, for each wake-up, the data of all events that had arrived.

        A JSON answer (a server that cannot stream) is yielded as one event. Raises ModelError. Closing the generator
        closes the connection. ``model`` is only named in messages.
        """
        everything = {"content-type": "application/json", **endpoint.auth_headers(), **(headers or {})}
        silence = self.limits.local_silence if endpoint.local else self.limits.silence
        asked = self._asked("POST", endpoint.url(path), everything, body, silence, self.limits.total)
        try:
            async with asked as (connection, head):
                from hermes_acp.models.net.bodies import beginning, unpacked, whole

                kind = head.headers.get("content-type", "")
                if head.status != 200:
                    said = await beginning(connection, head, ERROR_BYTES)
                    raise failures.from_status(endpoint, model, head.status, head.headers, said)
                if kind.startswith("text/html"):
                    raise failures.malformed(endpoint, WEB_PAGE)
                if kind.startswith("application/json"):
                    yield [(await whole(connection, head, ANSWER_BYTES)).decode("utf-8", "replace")]
                    return
                async with aclosing(events(unpacked(connection, head))) as batches:
                    async for batch in batches:
                        yield batch
        except ModelError:
            raise
        except SseOverflow as error:
            raise failures.malformed(endpoint, str(error)) from error
        except Exception as error:
            raise failures.from_transport(endpoint, error) from error

    async def get_json(self, endpoint: Endpoint, path: str, *, seconds: float = 10.0) -> object:
        """GET a JSON value within a time; raises ModelError."""
        import json

        answer = await self.fetch(endpoint, "GET", endpoint.url(path), endpoint.auth_headers(), seconds=seconds)
        if answer.status != 200:
            raise failures.from_status(endpoint, "", answer.status, answer.headers, answer.content)
        try:
            return json.loads(answer.content)
        except ValueError as error:
            raise failures.malformed(endpoint, "the answer is not JSON") from error

    async def fetch(
        self,
        endpoint: Endpoint,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        seconds: float,
    ) -> Answer:
        """An answer in one piece within a time, whatever its status. ModelError, which names the endpoint."""
        try:
            async with asyncio.timeout(seconds), self._asked(method, url, headers, body) as (connection, head):
                from hermes_acp.models.net.bodies import whole

                return Answer(head.status, head.headers, await whole(connection, head, ANSWER_BYTES))
        except Exception as error:
            raise failures.from_transport(endpoint, error) from error

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        silence: float = inf,
        total: float = inf,
    ) -> AsyncGenerator[tuple[Connection, Head]]:
        """A connection on which a request was sent, and the beginning of its answer."""
        if self._connections is None:
            await asyncio.to_thread(self.warm)
        assert self._connections is not None
        from hermes_acp.models.net.address import parse
        from hermes_acp.models.net.proxies import may_be_set, proxy_for
        from hermes_acp.models.net.requests import head_of

        where = parse(url)
        proxy = await asyncio.to_thread(proxy_for, where.address) if may_be_set() else None
        target, lines = head_of(method, where, proxy, headers, body)
        async with self._connections.lent(where.address, proxy) as connection:
            connection.silence, connection.until = silence, asyncio.get_running_loop().time() + total
            await connection.ask(method, target, lines, body)
            if self._on_request is not None and method == "POST":
                self._on_request()
            yield connection, await connection.head()

    async def _trust(self) -> ssl.SSLContext:
        return self._tls or await asyncio.to_thread(self._read_trust)

    def _read_trust(self) -> ssl.SSLContext:
        with self._trusting:
            if self._tls is None:
                from hermes_acp.models.net.connecting import system_trust

                self._tls = system_trust()
            return self._tls


async def events(pieces: AsyncGenerator[bytes]) -> AsyncGenerator[list[str]]:
    """The data of all events that had arrived, for each piece. SseOverflow."""
    parser = SseParser()
    async with aclosing(pieces):
        async for piece in pieces:
            if found := parser.feed(piece):
                yield found
    if found := parser.close():
        yield found
