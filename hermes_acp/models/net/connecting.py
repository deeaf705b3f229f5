"""Making a connection: names, TLS, and the way through a proxy."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import sys

import h11

from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connection import Connection
from hermes_acp.models.net.proxies import Proxy
from hermes_acp.models.net.trouble import ProxyRefused, Unreachable
from hermes_acp.models.net.wire import Wire

NEXT = 1.5
"""Seconds a host's number has to answer before the next one is tried."""
BUNDLES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where Linux systems keep their certificates, for a Python that was built elsewhere."""


def system_trust() -> ssl.SSLContext:
    """TLS with whom the system trusts, or ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``. Blocks: it reads certificates."""
    named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    if sys.platform in ("darwin", "win32") and not named:
        import truststore

        return _speaking(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context = ssl.create_default_context()
    if not named and not ssl.get_default_verify_paths().cafile:
        for path in filter(os.path.isfile, BUNDLES):
            context.load_verify_locations(path)
            break
    return _speaking(context)


def _speaking(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_alpn_protocols(["http/1.1"])
    return context


async def connect(address: Address, proxy: Proxy | None, tls: ssl.SSLContext | None) -> Connection:
    """A connection to a server; ``tls`` where it or its proxy wants it. Unreachable, ProxyRefused."""
    first = proxy.address if proxy else address
    try:
        try:
            wire = await _dial(first)
        except OSError as error:
            raise (ProxyRefused if proxy else Unreachable)(str(error)) from error
        try:
            if first.scheme == "https":
                await wire.secure(_needed(tls), first.bare)
            if proxy is not None and address.scheme == "https":
                await _tunnel(wire, proxy, address)
                await wire.secure(_needed(tls), address.bare)
        except BaseException:
            wire.abort()
            raise
    except Unreachable:
        raise
    except OSError as error:
        raise Unreachable(str(error)) from error
    return Connection(wire)


def _needed(tls: ssl.SSLContext | None) -> ssl.SSLContext:
    if tls is None:
        raise ValueError("https needs TLS")
    return tls


async def _dial(address: Address) -> Wire:
    """Have the first of a host's numbers that answers. OSError."""
    loop = asyncio.get_running_loop()
    # Bytes, since a name that is a str would be made ASCII again, by tables that take their time to load.
    found = await loop.getaddrinfo(address.host.encode(), address.port, type=socket.SOCK_STREAM)
    places = list(dict.fromkeys((family, place) for family, _, _, _, place in found))
    problem: OSError | None = None
    for family, place in places:
        try:
            async with asyncio.timeout(None if (family, place) == places[-1] else NEXT):
                return await _reach(family, place)
        except TimeoutError:
            problem = problem or OSError(f"{place[0]} does not answer")
        except OSError as error:
            problem = error
    raise problem or OSError("the name has no number")


async def _reach(family: int, place: tuple[str | int | bytes, ...]) -> Wire:
    loop = asyncio.get_running_loop()
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # a courtesy to routers that forget
        await loop.sock_connect(sock, place)
        _, wire = await loop.create_connection(Wire, sock=sock)
    except BaseException:
        sock.close()
        raise
    return wire


async def _tunnel(wire: Wire, proxy: Proxy, address: Address) -> None:
    """Have the proxy connect us with the server (RFC 9110 section 9.3.6). ProxyRefused."""
    http = h11.Connection(h11.CLIENT)
    headers = [("host", address.authority)]
    headers += [("proxy-authorization", proxy.credentials)] if proxy.credentials else []
    asked = http.send(h11.Request(method="CONNECT", target=address.authority, headers=headers))
    await wire.write(memoryview(asked or b""))
    try:
        while (event := http.next_event()) is h11.NEED_DATA or isinstance(event, h11.InformationalResponse):
            if event is h11.NEED_DATA:
                if not (data := await wire.read()):
                    raise ProxyRefused("it ended the connection")
                http.receive_data(data)
    except h11.RemoteProtocolError as error:
        raise ProxyRefused("it does not speak HTTP") from error
    assert isinstance(event, h11.Response)
    if not 200 <= event.status_code < 300:
        raise ProxyRefused(f"{event.status_code} {event.reason.decode('latin-1')}".strip())
