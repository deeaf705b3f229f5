"""One message to its answer, by the package jsonrpcserver: batches, notifications, unknown methods, broken requests.

Params are checked against the description before a method sees them. Every error answer gets a ``data.reason``;
what the package says of an error becomes ``data.details``.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from hermes_acp.errors import HermesError
from hermes_acp.servers.rpc.faults import fault
from hermes_acp_protocol.errors import wire_error
from hermes_acp_protocol.framing import JsonObject, JsonValue, NotJson
from hermes_acp_protocol.headless.description import methods, params_schema
from hermes_acp_protocol.jsonrpc import INTERNAL_ERROR, INVALID_PARAMS, REASONS, RpcError

if TYPE_CHECKING:
    from jsonrpcserver.methods import Methods

Handler = Callable[[Any], Awaitable[JsonValue]]
"""Serves one method, given its params as they are described. Any: each method has params of its own."""


class Dispatcher:
    """Answers messages by a table of handlers."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        """Imports what is slow to import; blocks for some hundredths of a second."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it reads its own schema in an old way
            from jsonrpcserver import JsonRpcError, Success, async_dispatch_to_serializable
        from jsonschema import Draft202012Validator

        self._dispatch = async_dispatch_to_serializable
        self._success: Callable[[JsonValue], object] = cast("Any", Success)
        self._error = JsonRpcError
        self._validators: dict[str, Any] = {
            name: Draft202012Validator(params_schema(methods()[name])) for name in handlers if name in methods()
        }
        self._methods = cast("Methods", {name: self._method(name, handler) for name, handler in handlers.items()})

    async def answer(self, value: JsonValue | NotJson) -> JsonValue:
        """The answer to one message or batch; None when none is due."""
        if not isinstance(value, list) or not value:
            return await self._one(value)
        # Each by itself: the package refuses a whole batch for one broken request (JSON-RPC 2.0, section 6).
        answers = await asyncio.gather(*(self._one(one if isinstance(one, dict) else None) for one in value))
        return [answer for answer in answers if answer is not None] or None

    async def _one(self, value: JsonValue | NotJson) -> JsonValue:
        def deserialize(text: str) -> Any:
            if isinstance(value, NotJson):
                raise ValueError(value.why)
            return value

        answered = cast("JsonValue", await self._dispatch("", self._methods, deserializer=deserialize))
        if isinstance(answered, dict) and isinstance(error := answered.get("error"), dict):
            answered["error"] = with_reason(error)
        return answered

    def _method(self, name: str, handler: Handler) -> Callable[..., Awaitable[object]]:
        async def call(*listed: JsonValue, **named: JsonValue) -> object:
            try:
                if listed:
                    raise RpcError(INVALID_PARAMS, "Params are given by name.", {"path": ""})
                self._check(name, named)
                return self._success(await handler(named))
            except HermesError as error:
                raise self._spelled(fault(error)) from error
            except Exception as error:
                raise self._spelled(wire_error(error)) from error

        return call

    def _check(self, name: str, params: JsonObject) -> None:
        """RpcError that says where, when the params are not as described."""
        faults = sorted(self._validators[name].iter_errors(params), key=lambda found: found.json_path)
        if faults:
            path = faults[0].json_path.removeprefix("$").removeprefix(".")
            raise RpcError(INVALID_PARAMS, f"{path or 'params'}: {faults[0].message[:500]}", {"path": path})

    def _spelled(self, error: RpcError) -> Exception:
        return self._error(error.code, error.message, error.error_object()["data"])


def with_reason(error: JsonObject) -> JsonObject:
    """An error object whose data says a reason."""
    data, code = error.get("data"), error.get("code", INTERNAL_ERROR)
    if isinstance(data, dict) and "reason" in data:
        return error
    told: JsonObject = {"reason": REASONS.get(cast("int", code), "error")}
    return {**error, "data": {**told, "details": data} if isinstance(data, str) else told}
