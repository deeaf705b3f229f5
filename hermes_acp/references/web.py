"""Fetching one page so that what was asked about is what is connected to (no rebinding, no private surprise).

The host is resolved here, its numbers checked, and the connection made to a checked number with the host's name
in the TLS handshake. No proxy, cookies or credentials. httpx2 is imported on first use, in a thread.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin

from msgspec import Struct

from hermes_acp.references.address import Address, is_public, parse_address
from hermes_acp.references.kinds import Context, Unavailable
from hermes_acp_tools.action import Action

if TYPE_CHECKING:
    import ssl

    import httpx2

_TEXT = re.compile(r"text/|application/(?:[\w.+-]*\+)?(?:json|xml|javascript|yaml|toml|x-sh)\b|application/xhtml")
_ADDRESSES = 3
"""Addresses of one host that are tried."""
_HEADERS = {
    "User-Agent": "hermes-acp",
    "Accept": "text/markdown, text/html;q=0.9, text/plain;q=0.8, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_T = TypeVar("_T")


class Page(Struct, frozen=True):
    """What came back in the end."""

    url: str
    mime_type: str
    text: str
    cut: bool
    """True when it was longer than the limit."""


async def fetch(url: str, context: Context) -> Page:
    """The page behind an address, redirects followed. Unavailable with a sentence for everything that stops it."""
    clock = _Clock(context.limits.url_seconds)
    tls = await asyncio.to_thread(_tls)
    address = parse_address(url)
    await context.allow(Action("@url", "fetch", url=address.url(), origin="user"))
    for _ in range(context.limits.redirects + 1):
        numbers = await clock.within(_lookup(address))
        for number in numbers:
            if not is_public(number) and number != address.host:
                await context.allow(Action("@url", "fetch", url=address.url(number), origin="user"))
        answer = await clock.within(_first(address, numbers, context, tls))
        if isinstance(answer, Page):
            return answer
        following = parse_address(urljoin(address.url(), answer))
        if (following.scheme, following.host, following.port) != (address.scheme, address.host, address.port):
            await context.allow(Action("@url", "fetch", url=following.url(), origin="page"))
        address = following
    raise Unavailable("it redirects too many times")


class _Clock:
    """The time a page may take; waiting for a person does not count."""

    def __init__(self, seconds: float) -> None:
        self._total = self._left = seconds

    async def within(self, work: Awaitable[_T]) -> _T:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self._left):
                return await work
        except TimeoutError as exc:
            raise Unavailable(f"it did not answer within {self._total:g} s") from exc
        finally:
            self._left = max(0.0, self._left - (loop.time() - begun))


def _tls() -> ssl.SSLContext:
    """A client's TLS settings; reads the certificates and imports the HTTP library, so it belongs in a thread."""
    importlib.import_module("anyio._backends._asyncio")  # the HTTP library would import it on the loop
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)


async def _lookup(address: Address) -> Sequence[str]:
    """The numbers of a host, in the system's order."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError as exc:
        raise Unavailable(f"its host {address.host} was not found") from exc
    numbers = dict.fromkeys(str(entry[4][0]) for entry in found)
    return list(numbers)[:_ADDRESSES]


async def _first(address: Address, numbers: Sequence[str], context: Context, tls: ssl.SSLContext) -> Page | str:
    """The answer of the first number that answers: a page, or where it redirects to."""
    import httpx2

    problem: Exception | None = None
    async with httpx2.AsyncClient(verify=tls, trust_env=False, follow_redirects=False, timeout=None) as client:
        for number in numbers:
            request = client.build_request(
                "GET",
                address.url(number),
                headers={**_HEADERS, "Host": address.authority()},
                extensions={"sni_hostname": address.host},
            )
            try:
                response = await client.send(request, stream=True)
            except httpx2.TransportError as exc:
                problem = exc
                continue
            try:
                return await _answer(address, response, context)
            except httpx2.TransportError as exc:
                raise Unavailable("the connection broke while it was read") from exc
            finally:
                await response.aclose()
    raise Unavailable(f"its host could not be reached ({problem})")


async def _answer(address: Address, response: httpx2.Response, context: Context) -> Page | str:
    location = response.headers.get("location")
    if response.is_redirect and location:
        return location
    if not response.is_success:
        raise Unavailable(f"the server answered {response.status_code} {response.reason_phrase}".strip())
    mime_type = response.headers.get("content-type", "text/plain").lower()
    if not _TEXT.match(mime_type):
        raise Unavailable(f"it is not text but {mime_type.partition(';')[0]}")
    body, limit = bytearray(), context.limits.url_bytes
    async for chunk in _decompressed(response, limit):
        body += chunk
        if len(body) > limit:
            break
    charset = response.charset_encoding or "utf-8"
    try:
        text = bytes(body[:limit]).decode(charset, "replace")
    except LookupError:
        text = bytes(body[:limit]).decode(errors="replace")
    return Page(address.url(), mime_type, text, len(body) > limit)


async def _decompressed(response: httpx2.Response, limit: int) -> AsyncIterator[bytes]:
    """The body's bytes, unpacked in bounded steps: a small answer cannot become a huge one in memory."""
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise Unavailable(f"it is packed in a way that was not asked for ({encoding})")
    unpack = zlib.decompressobj(47) if encoding not in ("identity", "") else None
    async for chunk in response.aiter_raw():
        if unpack is None:
            yield chunk
            continue
        try:
            yield unpack.decompress(chunk, limit + 1)
        except zlib.error as exc:
            raise Unavailable("its body is damaged") from exc
