"""Errors of the core → JSON-RPC errors, in one place. Every one has a ``data.reason`` that does not change.

A failed turn is an error and never a normal-looking answer.
Source: https://agentclientprotocol.com/protocol/v1/schema#errorcode
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from hermes_acp.errors import (
    ConfigError,
    HermesError,
    MessageNotFound,
    ModelError,
    SessionBusy,
    SessionNotFound,
    TurnRunning,
)
from hermes_acp_protocol.jsonrpc import (
    AUTH_REQUIRED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    RESOURCE_NOT_FOUND,
    JsonObject,
    RpcError,
)

Params = TypeVar("Params")
Result = TypeVar("Result")


def fault(error: HermesError) -> RpcError:
    """The error as the editor is told of it."""
    message = str(error)
    data: JsonObject = {"reason": error.reason}
    match error:
        case ModelError():
            data["details"] = error.detail or message
            if error.status and error.kind != "auth":
                data["status"] = error.status
        case SessionNotFound():
            data["sessionId"] = error.session_id
        case SessionBusy():
            pass
        case _:
            data["details"] = message
    return RpcError(code_of(error), message, data)


def code_of(error: HermesError) -> int:
    """The code that stands for it."""
    match error:
        case SessionNotFound() | MessageNotFound():
            return RESOURCE_NOT_FOUND
        case SessionBusy() | TurnRunning():
            return INVALID_REQUEST
        case ConfigError():
            return INVALID_PARAMS
        case _:
            return AUTH_REQUIRED if error.reason == "auth_required" else INTERNAL_ERROR


def translated(handler: Callable[[Params], Awaitable[Result]]) -> Callable[[Params], Awaitable[Result]]:
    """The handler, raising RpcError for what the core raises."""

    async def handle(params: Params) -> Result:
        try:
            return await handler(params)
        except HermesError as error:
            raise fault(error) from error

    return handle
