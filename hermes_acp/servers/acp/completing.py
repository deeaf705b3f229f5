"""``_hermes/complete``: what to propose while somebody types behind an ``@``. An extension of ours.

Params: ``sessionId``; ``prefix``, what stands between the ``@`` and the cursor; optionally ``limit`` and ``openFiles``
(absolute paths or ``file:`` URIs of open editors). Result: ``items``, each with the ``text`` that replaces ``@`` and
prefix, a ``label`` for a menu and a ``detail``. Source for extension methods:
https://agentclientprotocol.com/protocol/v1/extensibility
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, RpcError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.agent.sessions import Sessions

METHOD = "_hermes/complete"
MOST = 100
"""Proposals in one answer, at most."""
LONGEST = 1_000
"""Characters of a prefix; nobody types more."""


async def complete(sessions: Sessions, params: Mapping[str, object]) -> JsonObject:
    """Serve one request. RpcError naming the field that cannot be used; SessionNotFound."""
    session_id, prefix, limit = params.get("sessionId"), params.get("prefix"), params.get("limit", 30)
    if not isinstance(session_id, str):
        raise RpcError(INVALID_PARAMS, "sessionId must be a string.", {"path": "sessionId"})
    if not isinstance(prefix, str) or len(prefix) > LONGEST:
        raise RpcError(INVALID_PARAMS, f"prefix must be a string of at most {LONGEST} characters.", {"path": "prefix"})
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise RpcError(INVALID_PARAMS, "limit must be a whole number above 0.", {"path": "limit"})
    session = await sessions.live(session_id)
    opened = open_files(params.get("openFiles", []))
    found = await session.references.complete(prefix, min(limit, MOST), opened)
    return {"items": [{"text": one.text, "label": one.label, "detail": one.detail} for one in found]}


def open_files(value: object) -> list[str]:
    """Absolute paths of what is open in the editor; what is none is left out."""
    if not isinstance(value, list):
        raise RpcError(INVALID_PARAMS, "openFiles must be a list of paths.", {"path": "openFiles"})
    from hermes_acp.references.kinds import Unavailable
    from hermes_acp.references.spelling import from_uri, is_file_uri

    paths: list[str] = []
    for entry in cast("list[object]", value):
        if isinstance(entry, str) and is_file_uri(entry):
            try:
                paths.append(from_uri(entry)[0])
            except Unavailable:  # a file of another machine is in no index of ours
                continue
        elif isinstance(entry, str):
            paths.append(entry)
    return paths
