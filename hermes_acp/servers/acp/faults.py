"""Errors of the core → JSON-RPC errors, in one place. Every one has a ``data.reason`` that does not change.

A failed turn is an error and never a normal-looking answer.
Source: https://agentclientprotocol.com/protocol/v1/schema#errorcode
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from hermes_acp.errors import (
    AuthRequired,
    ConfigError,
    HermesError,
    ModelError,
    SessionBusy,
    SessionNotFound,
    StoreError,
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
    match error:
        case AuthRequired():
            return RpcError(AUTH_REQUIRED, message, {"reason": "auth_required", "details": message})
        case ModelError(kind="auth"):
            return RpcError(AUTH_REQUIRED, message, {"reason": "auth_required", "details": error.detail or message})
        case ModelError():
            data: JsonObject = {"reason": f"provider_{error.kind}", "details": error.detail or message}
            return RpcError(INTERNAL_ERROR, message, {**data, "status": error.status} if error.status else data)
        case SessionNotFound():
            return RpcError(RESOURCE_NOT_FOUND, message, {"reason": "not_found", "sessionId": error.session_id})
        case SessionBusy():
            return RpcError(INVALID_REQUEST, message, {"reason": error.reason})
        case StoreError():
            return RpcError(INTERNAL_ERROR, message, {"reason": error.reason, "details": message})
        case ConfigError():
            return RpcError(INVALID_PARAMS, message, {"reason": "config", "details": message})
        case _:
            return RpcError(INTERNAL_ERROR, message, {"reason": "error", "details": message})


def translated(handler: Callable[[Params], Awaitable[Result]]) -> Callable[[Params], Awaitable[Result]]:
    """The handler, raising RpcError for what the core raises."""

    async def handle(params: Params) -> Result:
        try:
            return await handler(params)
        except HermesError as error:
            raise fault(error) from error

    return handle
