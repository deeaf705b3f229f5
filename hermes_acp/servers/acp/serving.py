"""The editor's face at work: the peer takes the connection over, the app is built, signals mean goodbye."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping

from hermes_acp.app import App
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.handshake import STABLE, Editor
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink

GOODBYE = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
PARENT_SECONDS = 2.0
"""How often we look whether whoever started us is still there."""


def run(wire: StdioWire, editor: Editor, store: SqliteStore, flags: Mapping[str, object]) -> int:
    """Serve until the editor is gone or a signal says goodbye. Returns the exit code."""
    return asyncio.run(serve(wire, editor, store, flags))


async def serve(wire: StdioWire, editor: Editor, store: SqliteStore, flags: Mapping[str, object]) -> int:
    """Serve one connection; every session is closed and saved before this returns."""
    app = App(flags, store)
    agent = agent_class(editor)(app.sessions, editor, app.check_key, app.warm)
    peer = Peer(StdioLink(wire), agent.requests(), agent.notifications())
    agent.attach(peer)
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


class Ending:
    """What ends the serving early, and the exit code it gives."""

    def __init__(self, serving: asyncio.Task[None]) -> None:
        self._serving = serving
        self.code = 0
        for number in GOODBYE:
            with contextlib.suppress(NotImplementedError):  # not on Windows
                asyncio.get_running_loop().add_signal_handler(number, self._heard, number)

    async def watch_parent(self) -> None:
        """End when whoever started us is gone though somebody still holds the pipe."""
        parent = os.getppid()
        while os.getppid() == parent:  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(PARENT_SECONDS)
        self._serving.cancel()

    def _heard(self, number: signal.Signals) -> None:
        if self.code:
            os._exit(self.code)  # the second signal: whoever sends it means now
        self.code = 128 + number
        self._serving.cancel()
