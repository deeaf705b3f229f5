"""How the editor's face comes up: answer ``initialize`` at once, then load what the rest needs.

An editor starts us for every project, so the first answer waits for nothing: it is given before asyncio is
imported. The lines that came in behind it are kept, and the peer takes over where this file stops.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

from hermes_acp.servers.acp.handshake import Editor, agree, initialize
from hermes_acp_protocol.jsonrpc import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    Invalid,
    Notification,
    Request,
    RpcError,
    error_line,
    result_line,
)
from hermes_acp_protocol.stdio import StdioWire, claim_stdio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_INITIALIZED = RpcError(INVALID_REQUEST, "Send initialize first.", {"reason": "not_initialized"})


def serve(flags: Mapping[str, object], trace: str = "") -> int:
    """Serve one editor on stdin and stdout until it is gone. Returns the exit code.

    ``flags`` are settings from the command line by their config key, such as ``{"model": "openai:gpt-5"}``.
    ``trace`` is a file or directory to write down what passes, else ``HERMES_TRACE`` names one.
    """
    gc.disable()  # until all is loaded; collecting while importing is time without a result
    wire = claim_stdio()
    if path := trace or os.environ.get("HERMES_TRACE"):
        from hermes_acp.tracing.recording import record

        record(wire, path, "acp")
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        editor = greet(wire, os.path.abspath(sys.argv[0]))
    except OSError:
        return 0  # the editor went away before it had its first answer
    if editor is None:
        return 0
    from hermes_acp.config.paths import hermes_home, store_file
    from hermes_acp.store.sqlite import SqliteStore

    store = SqliteStore(store_file(hermes_home()))
    store.start()  # the disk works while the next lines import what they need
    from hermes_acp.servers.acp.early import answer_first

    try:
        early = answer_first(wire, editor, store, flags)
    except OSError:
        return 0  # nobody reads the answer
    from hermes_acp.servers.acp.serving import run

    return run(wire, editor, store, flags, early)


def greet(wire: StdioWire, command: str) -> Editor | None:
    """Answer messages until ``initialize`` has been; None when the stream ended first."""
    while (message := wire.read_message()) is not None:
        match message:
            case Request(method="initialize"):
                version = agree(message.params.get("protocolVersion"))
                if version is None:
                    wrong = RpcError(INVALID_PARAMS, "protocolVersion must be an integer.", {"path": "protocolVersion"})
                    wire.write_message(error_line(message.id, wrong))
                    continue
                editor = Editor(message.params, version)
                wire.write_message(result_line(message.id, initialize(editor, command)))
                return editor
            case Request():
                wire.write_message(error_line(message.id, NOT_INITIALIZED))
            case Invalid():
                wire.write_message(error_line(message.id, message.error))
            case Notification() | _:
                continue
    return None
