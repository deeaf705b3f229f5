"""``hermes mcp serve --http``: an address on this machine, a token, and who may know it."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.http.guard import HERE

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.terms import Terms

TOKEN = "HERMES_MCP_TOKEN"
"""Variable with a token that stays the same; without it there is a new one each time."""
MISSING = "Serving over HTTP needs further packages: pip install 'hermes-acp[mcp]'"


def serve_http(address: str, terms: Terms, flags: Mapping[str, object]) -> int:
    """Serve until a signal says goodbye. Returns the exit code. UserError."""
    host, port = place(address)
    try:
        return asyncio.run(_serve(listening(host, port), terms, flags))
    except ModuleNotFoundError as error:
        raise UserError(MISSING) from error


def place(address: str) -> tuple[str, int]:
    """Host and port of ``[HOST:]PORT``. UserError; only this machine's own names are taken."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if host not in HERE:
        raise UserError(f"--http serves this machine alone: 127.0.0.1, localhost or [::1], not {host!r}.")
    if not port.isdecimal() or int(port) > 65535:
        raise UserError(f"--http wants a port, not {port!r}.")
    return host, int(port)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. UserError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise UserError(f"Port {port} cannot be used: {error.strerror}.") from error
    made.listen(128)
    return made


async def _serve(listener: socket.socket, terms: Terms, flags: Mapping[str, object]) -> int:
    import uvicorn

    from hermes_acp.app import App
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.servers.mcp.engine import Engine
    from hermes_acp.servers.mcp.http.endpoint import PATH, Endpoint, application

    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    offer = HermesOffer(App(flags), terms, flags)
    endpoint = Endpoint(Engine(offer), token)
    config = uvicorn.Config(application(endpoint), log_level="warning", lifespan="off", timeout_graceful_shutdown=2)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"Serving MCP at http://{shown}:{port}{PATH}\nAuthorization: Bearer {token}", flush=True)
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await endpoint.close()
        await offer.close()
        sys.stdout.flush()
    return 0
