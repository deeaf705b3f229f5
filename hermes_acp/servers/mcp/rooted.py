"""The directories that a client says its user works in: where a request works that names none, and the server neither.

A legacy client is asked once, and again when it says that they changed. A modern one is asked by the answer to its
request, whose repetition brings them; they count for a while then. Nobody waits long for a client that does not answer.
Source: https://modelcontextprotocol.io/specification/2025-11-25/client/roots (deprecated since 2026-07-28)
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.sealed import Seal
from hermes_acp.servers.mcp.workspace import unfit
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp.fields import Misread, as_object, tables, text
from hermes_acp_protocol.mcp.methods import LIST_ROOTS, MAY_REQUIRE_INPUT
from hermes_acp_protocol.mcp.results import InputRequired, Question

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonValue

PATIENCE = 5.0
"""Seconds to wait for a client that was asked."""
HOLD = 60.0
"""Seconds for which a modern client's answer counts: nothing tells of changes there."""
ROOTS = "roots"
"""What the state is bound to, and the name of the question."""


class WantsRoots(Exception):
    """A modern client is to say them and ask again."""

    def __init__(self, wanted: InputRequired) -> None:
        super().__init__("the client is asked for its roots")
        self.wanted = wanted


async def roots(offer: HermesOffer, asker: Asker) -> tuple[str, ...]:
    """The client's directories that can be a workspace; none where the server was given its own. WantsRoots."""
    if offer.terms.workspaces or not asker.abilities.roots:
        return ()
    connection = asker.connection
    if connection.roots is None or (asker.modern and time.monotonic() > connection.roots_until):
        answer = await (_of_modern(offer, asker) if asker.modern else _of_legacy(asker))
        connection.roots = await asyncio.to_thread(read_roots, answer)
        connection.roots_until = time.monotonic() + HOLD
    return connection.roots


def read_roots(answer: JsonValue) -> tuple[str, ...]:
    """The directories in the answer to ``roots/list``, resolved: those that are there and no home. Blocks."""
    try:
        uris = [text(root, "uri") or "" for root in tables(as_object(answer, "the roots"), "roots")]
    except Misread:
        return ()
    parts = [urlsplit(uri) for uri in uris]
    paths = [os.path.realpath(unquote(one.path)) for one in parts if one.scheme == "file" and one.path]
    return tuple(dict.fromkeys(path for path in paths if os.path.isdir(path) and not unfit(path)))


async def _of_legacy(asker: Asker) -> JsonValue:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asker.ask_back(LIST_ROOTS, {})
    except (TimeoutError, RpcError, ConnectionClosed):
        return None


async def _of_modern(offer: HermesOffer, asker: Asker) -> JsonValue:
    seal = await Seal.of(offer.store)
    if asker.state is not None and seal.is_for(asker.state) == ROOTS:
        return asker.answers.get(ROOTS)
    if asker.method not in MAY_REQUIRE_INPUT:
        return None
    raise WantsRoots(InputRequired({ROOTS: Question(LIST_ROOTS, {})}, seal.shut(ROOTS, {})))
