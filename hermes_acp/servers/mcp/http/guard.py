"""Who may speak to the server: who has the token, and no page of the web.

A page that a browser shows can reach a port of this machine, and a name of its own can be made to mean this machine
(DNS rebinding). Such a request says so in ``Host`` or ``Origin``. Source:
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-warning
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine."""


class Refusal(NamedTuple):
    """Why a request is not served."""

    status: int
    why: str
    headers: Mapping[str, str] = {}


def refused(headers: Mapping[str, str], token: str | None) -> Refusal | None:
    """Why these headers are not let in; None when they are. ``token`` is None where none is needed."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if name_of(f"//{host}") not in HERE:
        return Refusal(403, "Host must name this machine.")
    if origin is not None and name_of(origin) not in HERE:
        return Refusal(403, "Origin must be of this machine.")
    if token is None:
        return None
    kind, _, given = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return None
    return Refusal(401, "The token is missing or wrong.", {"WWW-Authenticate": 'Bearer realm="hermes"'})


def name_of(address: str) -> str | None:
    """The host in an address; None when it cannot be read."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
