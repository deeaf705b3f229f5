"""The editor's face at work: the peer takes the connection over, the app is built, signals mean goodbye."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp.app import App
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.handshake import STABLE, Editor
from hermes_acp.servers.ending import Ending
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink

if TYPE_CHECKING:
    from hermes_acp.servers.acp.early import Early


def run(
    wire: StdioWire, editor: Editor, store: SqliteStore, flags: Mapping[str, object], early: Early | None = None
) -> int:
    """Serve until the editor is gone or a signal says goodbye. Returns the exit code.

    ``early`` is a session that was answered already.
    """
    return asyncio.run(serve(wire, editor, store, flags, early))


async def serve(
    wire: StdioWire, editor: Editor, store: SqliteStore, flags: Mapping[str, object], early: Early | None
) -> int:
    """Serve one connection; every session is closed and saved before this returns."""
    app = App(flags, store)
    agent = agent_class(editor)(app.sessions, editor, app.check_key, app.warm)
    peer = Peer(StdioLink(wire), agent.requests(), agent.notifications())
    agent.attach(peer)
    if early is not None:
        agent.take(early.fresh)
        peer.follow_up(agent.after_opening(early.fresh.id, early.params))
    serving = asyncio.create_task(peer.serve())
    ending = Ending(serving)
    watching = asyncio.create_task(ending.watch_parent())
    try:
        await asyncio.wait([serving])
    finally:
        watching.cancel()
        await app.close()
    if not serving.cancelled() and (error := serving.exception()):
        raise error
    return ending.code


def agent_class(editor: Editor) -> type[AcpAgent]:
    """Who speaks the editor's version."""
    if editor.version == STABLE:
        return AcpAgent
    from hermes_acp.servers.acp.v2.agent import AcpAgent2

    return AcpAgent2
