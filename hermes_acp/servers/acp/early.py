"""The first ``session/new``, answered before asyncio is imported.

An editor asks for a session as soon as it was greeted, and a person waits. What it takes is a look at the settings and
a row on the disk, so that is done here, and the rest of the program is loaded behind the answer. Only what succeeds is
answered: anything else goes back to the wire, for the ordinary way to say what is wrong.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.agent.beginning import Fresh, fresh, fresh_defaults, wanted_in
from hermes_acp.config.layers import read_layers
from hermes_acp.servers.acp.dialect import read_request
from hermes_acp.servers.acp.handshake import STABLE
from hermes_acp.servers.acp.options import opening
from hermes_acp.servers.acp.wishes import wish_of
from hermes_acp_protocol.jsonrpc import Request, result_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp.store.sqlite import SqliteStore
    from hermes_acp_protocol.acp.types_v1 import NewSessionRequest
    from hermes_acp_protocol.stdio import StdioWire

METHOD = "session/new"
PATIENCE = 0.02
"""Seconds an editor has to ask; one that takes longer has us load everything meanwhile."""


class Early(NamedTuple):
    """A session that was answered before there was anybody to lead it."""

    fresh: Fresh
    params: NewSessionRequest


def answer_first(wire: StdioWire, editor: Editor, store: SqliteStore, flags: Mapping[str, object]) -> Early | None:
    """Answer the next message if it is a ``session/new`` that can be had. OSError when the editor has gone."""
    if editor.version != STABLE or not wire.arrives_within(PATIENCE):
        return None
    match wire.read_message():
        case Request(id, method, params) if method == METHOD:
            try:
                early = open_early(cast("NewSessionRequest", read_request(METHOD, params)), store, flags)
            except Exception:
                wire.hand_back()  # the ordinary way meets it again, and answers it
                return None
            answer = {"sessionId": early.fresh.id, **opening(early.fresh.defaults, editor)}
            wire.write_message(result_line(id, answer))
            return early
        case _:
            wire.hand_back()
            return None


def open_early(params: NewSessionRequest, store: SqliteStore, flags: Mapping[str, object]) -> Early:
    """A new session, on the disk. Blocks. HermesError, RpcError."""
    wish = wish_of(params)
    home = os.path.dirname(store.path)
    settings = read_layers(home, flags=flags)
    begun = fresh(wish, fresh_defaults(settings, wanted_in(settings, home)))
    store.create_now(begun.record)
    return Early(begun, params)
