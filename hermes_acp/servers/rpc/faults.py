"""Errors of the core → error answers for scripts, in one place. Their codes are those of the description."""

from __future__ import annotations

from hermes_acp.errors import (
    HermesError,
    MessageNotFound,
    ModelError,
    SessionBusy,
    SessionNotFound,
    StoreError,
    TurnRunning,
    UserError,
)
from hermes_acp_protocol.headless.codes import AUTH_REQUIRED, BUSY, NOT_FOUND, SETTING, STORAGE, TURN_FAILED
from hermes_acp_protocol.jsonrpc import INTERNAL_ERROR, JsonObject, RpcError


def fault(error: HermesError) -> RpcError:
    """The error as a script is told of it."""
    data: JsonObject = {"reason": error.reason}
    if isinstance(error, ModelError):
        data |= {"details": error.detail} if error.detail else {}
        data |= {"status": error.status} if error.status else {}
    if isinstance(error, SessionNotFound):
        data["session_id"] = error.session_id
    return RpcError(code_of(error), str(error), data)


def code_of(error: HermesError) -> int:
    """The code that stands for it."""
    if error.reason == "auth_required":
        return AUTH_REQUIRED
    match error:
        case SessionNotFound() | MessageNotFound():
            return NOT_FOUND
        case SessionBusy() | TurnRunning():
            return BUSY
        case StoreError():
            return STORAGE
        case ModelError():
            return TURN_FAILED
        case UserError():
            return SETTING
        case _:
            return INTERNAL_ERROR
