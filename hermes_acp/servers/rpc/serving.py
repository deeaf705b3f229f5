"""How the face for scripts comes up and ends: the wire, the app, the methods."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp.app import App
from hermes_acp.servers.ending import Ending
from hermes_acp.servers.rpc.connection import Connection
from hermes_acp.servers.rpc.dispatching import Dispatcher, Handler
from hermes_acp.servers.rpc.finding import FindingMethods
from hermes_acp.servers.rpc.looking import LookingMethods
from hermes_acp.servers.rpc.permissions import PermissionMethods
from hermes_acp.servers.rpc.references import ReferenceMethods
from hermes_acp.servers.rpc.script import Script
from hermes_acp.servers.rpc.sessions import SessionMethods
from hermes_acp.servers.rpc.turns import TurnMethods
from hermes_acp_protocol.stdio import claim_stdio
from hermes_acp_protocol.stdio_link import StdioLink

if TYPE_CHECKING:
    from hermes_acp.approval.rules import Rule
    from hermes_acp_protocol.link import Link


def serve(flags: Mapping[str, object], rules: Sequence[Rule] = (), *, asks: bool = True, trace: str = "") -> int:
    """Serve one script on stdin and stdout until it is gone. Returns the exit code.

    ``flags`` are settings by their config key; ``rules`` count in every session. Without ``asks`` the script is never
    asked. ``trace`` is a file or directory to write down what passes, else ``HERMES_TRACE`` names one.
    """
    wire = claim_stdio()
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    if path := trace or os.environ.get("HERMES_TRACE"):
        from hermes_acp.tracing.recording import record

        record(wire, path, "rpc")

    async def run() -> int:
        return await serve_link(StdioLink(wire), App(flags), rules, asks=asks)

    return asyncio.run(run())


async def serve_link(link: Link, app: App, rules: Sequence[Rule] = (), *, asks: bool = True) -> int:
    """Serve one connection; every session is closed and saved before this returns. Returns the exit code."""
    connection = Connection(link)
    dispatcher = await asyncio.to_thread(Dispatcher, methods(app, connection, rules, asks=asks))

    def cancel() -> None:
        for session in app.sessions.open_sessions():
            session.cancel()

    serving = asyncio.create_task(connection.serve(dispatcher, cancel))
    ending = Ending(serving)
    beside = [asyncio.create_task(ending.watch_parent()), asyncio.create_task(app.warm())]
    try:
        await asyncio.wait([serving])
    finally:
        for task in beside:
            task.cancel()
        await app.close()
    if not serving.cancelled() and (error := serving.exception()):
        raise error
    return ending.code


def methods(app: App, connection: Connection, rules: Sequence[Rule], *, asks: bool) -> dict[str, Handler]:
    """Every method that is served."""
    sessions = app.sessions
    return {
        **LookingMethods(app).handlers(),
        **SessionMethods(sessions, lambda: Script(connection, asks=asks), rules).handlers(),
        **FindingMethods(sessions, app.home).handlers(),
        **TurnMethods(sessions).handlers(),
        **PermissionMethods(sessions).handlers(),
        **ReferenceMethods(sessions).handlers(),
    }
