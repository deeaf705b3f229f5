"""The one place where exceptions become error answers.

Handlers raise what is true; the peer asks here once. An `RpcError` goes out as it is, a cancellation is -32800,
anything else is a fault of ours: it is logged with a reference, and only the reference travels. No traceback, path or
secret reaches the other side.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import cast

from hermes_acp_protocol.jsonrpc import INTERNAL_ERROR, REQUEST_CANCELLED, RpcError

_log = logging.getLogger(__name__)


class ConnectionClosed(Exception):
    """The other side is gone: nothing can be asked or told any more."""

    def __init__(self) -> None:
        super().__init__("The connection is closed.")


def wire_error(error: BaseException) -> RpcError:
    """Return what the other side is told about an exception; log it when it is a fault of ours."""
    error = _only_cause(error)
    if isinstance(error, RpcError):
        return error
    if isinstance(error, asyncio.CancelledError | ConnectionClosed):  # whoever asked has left, or asked us to stop
        return RpcError(REQUEST_CANCELLED, "The request was cancelled.")
    ref = os.urandom(4).hex()
    _log.error("internal error %s", ref, exc_info=error)
    return RpcError(INTERNAL_ERROR, f"Internal error; see the log for {ref}.", {"reason": "internal", "ref": ref})


def _only_cause(error: BaseException) -> BaseException:
    """Unwrap groups of one: a handler with a task group of its own raises what its one failing task raised."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return _only_cause(group.exceptions[0]) if len(group.exceptions) == 1 else group
    return error
