"""Starts a trace of a face's wire: where it is written, and who is traced.

Knows no face and no message. Imported only when somebody traces; what masks secrets is loaded by the thread that
writes, so that a traced editor hardly waits either.
"""

from __future__ import annotations

import os
import sys

from hermes_acp import __version__
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.tracing import Recorder
from hermes_acp_protocol.tracing_format import Mask, open_private


def record(wire: StdioWire, path: str, face: str) -> None:
    """Write down all that passes over a wire from now on.

    ``path`` is a file, or a directory in which each process gets a file of its own. A trace never keeps anybody from
    being served: when it cannot be written, standard error says so and the wire goes on without.
    """
    try:
        wire.recorder = Recorder(open_private(_file(path, face)), _head(face), _masked)
    except (OSError, ValueError) as error:
        print(f"hermes: there is no trace: {error}", file=sys.stderr)


def _file(path: str, face: str) -> str:
    path = os.path.abspath(os.path.expanduser(path))
    return os.path.join(path, f"hermes-{face}-{os.getpid()}.ndjson") if os.path.isdir(path) else path


def _head(face: str) -> dict[str, object]:
    return {"face": face, "hermes": __version__, "python": sys.version.split()[0], "platform": sys.platform}


def _masked() -> Mask:
    from hermes_acp.tracing.masking import secrets_masked

    return secrets_masked()
