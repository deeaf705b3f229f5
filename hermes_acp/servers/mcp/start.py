"""How the MCP face comes up over stdio: what is known is answered at once, the rest is loaded when it is asked for.

Desktop programs start their servers early and often never use them. As long as nobody asks for more than greetings and
the list of tools, this process is the standard library and a table.
"""

from __future__ import annotations

import gc
import os
import select
import signal

from hermes_acp.servers.mcp.asker import Connection
from hermes_acp.servers.mcp.front import HermesFront
from hermes_acp.servers.mcp.known import KNOWN, known_answer
from hermes_acp_protocol.jsonrpc import Invalid, Notification, Request, RpcError, error_line, result_line
from hermes_acp_protocol.mcp.methods import INITIALIZED
from hermes_acp_protocol.stdio import StdioWire, claim_stdio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.terms import Terms

PARENT_SECONDS = 2.0
"""How often we look whether whoever started us is still there."""


def serve(terms: Terms, flags: Mapping[str, object], trace: str = "") -> int:
    """Serve one client on stdin and stdout until it is gone. Returns the exit code.

    ``flags`` are settings from the command line by their config key. ``trace`` is a file or directory to write down
    what passes, else ``HERMES_TRACE`` names one.
    """
    gc.disable()  # until all is loaded; collecting while importing is time without a result
    wire = claim_stdio()
    if path := trace or os.environ.get("HERMES_TRACE"):
        from hermes_acp.tracing.recording import record

        record(wire, path, "mcp")
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    front, connection = HermesFront(terms), Connection()
    try:
        if not answer_known(wire, front, connection):
            return 0
    except OSError:
        return 0  # the client went away before it had its answer
    from hermes_acp.servers.mcp.serving import run

    return run(wire, connection, terms, flags)


def answer_known(wire: StdioWire, front: HermesFront, connection: Connection) -> bool:
    """Answer what needs nothing loaded; true once there is a request for more, false when the stream ended first."""
    parent = os.getppid()
    while arrived(wire, parent) and (message := wire.read_message()) is not None:
        match message:
            case Request(id, method, params) if method in KNOWN:
                try:
                    line = result_line(id, known_answer(method, params, connection, front))
                except RpcError as error:
                    line = error_line(id, error)
                wire.write_message(line)
            case Request():
                wire.hand_back()
                return True
            case Invalid(id, error):
                wire.write_message(error_line(id, error))
            case Notification(method) if method == INITIALIZED:
                connection.ready = True
            case _:
                continue
    return False


def arrived(wire: StdioWire, parent: int) -> bool:
    """Wait until there is something to read; false when whoever started us is gone though the pipe is held."""
    while not wire.leftover and not wire.ended:
        if select.select([wire.source], [], [], PARENT_SECONDS)[0]:
            return True
        if os.getppid() != parent:
            return False
    return True
