"""Making a connection: names, TLS, and the way through a proxy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import sys

import h11

from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connection import READ, Connection
from hermes_acp.models.net.proxies import Proxy
from hermes_acp.models.net.trouble import ProxyRefused, Unreachable

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

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.create_default_context()
    if not named and not ssl.get_default_verify_paths().cafile:
        for path in filter(os.path.isfile, BUNDLES):
            context.load_verify_locations(path)
            break
    return context


async def connect(address: Address, proxy: Proxy | None, tls: ssl.SSLContext | None) -> Connection:
    """A connection to a server; ``tls`` where it or its proxy wants it. Unreachable, ProxyRefused."""
    first = proxy.address if proxy else address
    try:
        connection = await _dial(first, tls if first.scheme == "https" else None)
    except OSError as error:
        raise Unreachable(str(error)) from error
    if proxy is None or address.scheme == "http":
        return connection
    try:
        await _tunnel(connection, proxy, address)
        await connection.writer.start_tls(_needed(tls), server_hostname=address.host)
        return Connection(connection.reader, connection.writer)
    except BaseException as error:
        connection.abort()
        if isinstance(error, OSError) and not isinstance(error, Unreachable):
            raise Unreachable(str(error)) from error
        raise


def _needed(tls: ssl.SSLContext | None) -> ssl.SSLContext:
    if tls is None:
        raise ValueError("https needs TLS")
    return tls


async def _dial(address: Address, tls: ssl.SSLContext | None) -> Connection:
    """The first of a host's numbers that answers. OSError, which for TLS is ``ssl.SSLError``."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    numbers = [str(each[4][0]) for each in found]
    problem: OSError | None = None
    for number in numbers:
        try:
            async with asyncio.timeout(None if number == numbers[-1] else NEXT):
                reader, writer = await asyncio.open_connection(
                    number, address.port, ssl=tls, server_hostname=address.host if tls else None, limit=READ
                )
        except TimeoutError:
            problem = problem or OSError(f"{number} does not answer")
            continue
        except OSError as error:
            problem = error
            continue
        with contextlib.suppress(OSError):  # a courtesy to routers that forget
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return Connection(reader, writer)
    raise problem or OSError("the name has no number")


async def _tunnel(connection: Connection, proxy: Proxy, address: Address) -> None:
    """Have the proxy connect us with the server (RFC 9110 section 9.3.6). ProxyRefused."""
    http = h11.Connection(h11.CLIENT)
    headers = [("host", address.authority)]
    headers += [("proxy-authorization", proxy.credentials)] if proxy.credentials else []
    connection.writer.write(http.send(h11.Request(method="CONNECT", target=address.authority, headers=headers)) or b"")
    while (event := http.next_event()) is h11.NEED_DATA or isinstance(event, h11.InformationalResponse):
        if event is h11.NEED_DATA:
            http.receive_data(await connection.reader.read(READ))
    if not isinstance(event, h11.Response):
        raise ProxyRefused("the proxy ended the connection")
    if not 200 <= event.status_code < 300:
        raise ProxyRefused(f"{event.status_code} {event.reason.decode('latin-1')}".strip())
