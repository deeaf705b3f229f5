"""JSON-RPC 2.0 envelopes: what a decoded line is, and how an answer is written.

Owns ids, the shape of the four messages, and the named error codes, ACP's included. Refuses to know methods: a
method is a string, its params an object. Batches are invalid, as in ACP. Source: https://www.jsonrpc.org/specification
and https://agentclientprotocol.com/protocol/v1/overview. Imports little: it runs before the first answer.
"""

from __future__ import annotations

from hermes_acp_protocol.framing import JsonObject, JsonValue, LongLine, NotJson, SpelledNumber, read_json, write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

PARSE_ERROR = -32700
"""The line is not JSON."""
INVALID_REQUEST = -32600
"""JSON, but not a JSON-RPC message; also a line above the limit."""
METHOD_NOT_FOUND = -32601
"""Nobody serves this method here."""
INVALID_PARAMS = -32602
"""The params miss something or have the wrong type; ``data.path`` says where."""
INTERNAL_ERROR = -32603
"""A fault of ours; ``data.ref`` finds it in the log."""
REQUEST_CANCELLED = -32800
"""The request ended through ``$/cancel_request`` (ACP)."""
AUTH_REQUIRED = -32000
"""Sign in first; clients then offer the ``authMethods`` (ACP)."""
RESOURCE_NOT_FOUND = -32002
"""A file or a session that is not there (ACP)."""
UNSUPPORTED_VERSION = -32022
"""No common protocol version (ACP, wire version 2)."""

REASONS = {
    PARSE_ERROR: "parse_error",
    INVALID_REQUEST: "invalid_request",
    METHOD_NOT_FOUND: "method_not_found",
    INVALID_PARAMS: "invalid_params",
    INTERNAL_ERROR: "internal",
    REQUEST_CANCELLED: "cancelled",
    AUTH_REQUIRED: "auth_required",
    RESOURCE_NOT_FOUND: "not_found",
    UNSUPPORTED_VERSION: "unsupported_version",
}
"""The ``data.reason`` of an error that names none itself."""

CANCEL_REQUEST = "$/cancel_request"
"""The notification, in both directions, that asks to end one request."""

if TYPE_CHECKING:
    Id: TypeAlias = "str | int | float | None"
else:
    Id = object


class RpcError(Exception):
    """An error answer: one to give, or one that came."""

    def __init__(self, code: int, message: str, data: JsonValue = None) -> None:
        super().__init__(message)
        self.code = code
        """One of the codes above, or the other side's own."""
        self.message = message
        """A sentence for a person."""
        self.data = data
        """Details for programs; ours is always an object with a ``reason``."""

    def error_object(self) -> JsonObject:
        """Return the ``error`` member as it goes on the wire, with a ``data.reason`` in any case."""
        reason: JsonObject = {"reason": REASONS.get(self.code, "error")}
        data = self.data
        if isinstance(data, dict):
            reason.update(data)
        elif data is not None:
            reason["value"] = data
        return {"code": self.code, "message": self.message, "data": reason}


class Request:
    """Wants exactly one answer."""

    __slots__ = ("id", "method", "params")
    __match_args__ = ("id", "method", "params")

    def __init__(self, id: Id, method: str, params: JsonObject) -> None:
        self.id = id
        """As it came; write it with `id_text`."""
        self.method = method
        self.params = params
        """Empty when there were none."""


class Notification:
    """Wants no answer, whatever happens."""

    __slots__ = ("method", "params")
    __match_args__ = ("method", "params")

    def __init__(self, method: str, params: JsonObject) -> None:
        self.method = method
        self.params = params
        """Empty when there were none."""


class Response:
    """The other side's answer to a request of ours."""

    __slots__ = ("bare", "id", "outcome")
    __match_args__ = ("id", "outcome")

    def __init__(self, id: Id, outcome: JsonValue | RpcError, *, bare: bool = False) -> None:
        self.id = id
        self.outcome = outcome
        """The result, or the error: the other side's own, or what is wrong with its answer."""
        self.bare = bare
        """It has an id and nothing else: an answer if we asked under that id, else an invalid request."""


class Invalid:
    """Nothing that can be executed; wants an error answer."""

    __slots__ = ("error", "id")
    __match_args__ = ("id", "error")

    def __init__(self, id: Id, error: RpcError) -> None:
        self.id = id
        """Of the request that could not be understood; null when unknown."""
        self.error = error


if TYPE_CHECKING:
    Message: TypeAlias = Request | Notification | Response | Invalid
else:
    Message = object


def read_message(line: bytes | LongLine) -> Message:
    """Say what a line is. Never raises."""
    if isinstance(line, LongLine):
        data: JsonObject = {"reason": "line_too_long", "limit": line.limit}
        return Invalid(None, RpcError(INVALID_REQUEST, f"A message may have at most {line.limit} bytes.", data))
    value = read_json(line)
    if isinstance(value, NotJson):
        return Invalid(None, RpcError(PARSE_ERROR, f"The line is not one JSON value: {value.why}."))
    if not isinstance(value, dict):
        return _invalid(None, "A message is a JSON object; batches are not part of the protocol.")
    return _request(value) if "method" in value else _response(value)


def _invalid(id: Id, why: str) -> Invalid:
    return Invalid(id, RpcError(INVALID_REQUEST, why))


def _usable_id(value: JsonValue) -> Id:
    """Return the id if it may be one, else null: true, {} and [] are not ids."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return value


def _request(value: JsonObject) -> Message:
    id, method, params = _usable_id(value.get("id")), value["method"], value.get("params")
    if value.get("jsonrpc") != "2.0":
        return _invalid(id, 'A message says "jsonrpc": "2.0".')
    if not isinstance(method, str):
        return _invalid(id, "The method is not a string.")
    if "id" in value and id is None:
        return _invalid(None, "An id is a string or a number.")
    if params is None:
        params = {}
    if not isinstance(params, dict):
        data: JsonObject = {"reason": "invalid_params", "path": "params"}
        return Invalid(id, RpcError(INVALID_PARAMS, "params is not an object.", data))
    return Notification(method, params) if id is None else Request(id, method, params)


def _response(value: JsonObject) -> Message:
    id, error = _usable_id(value.get("id")), value.get("error")
    answers = ("result" in value) + ("error" in value)
    if value.get("jsonrpc") != "2.0" or (answers == 0 and "id" not in value):
        return _invalid(id, "This is neither a request, a notification nor a response.")
    if answers == 0:
        return Response(id, bad_answer("it has neither a result nor an error"), bare=True)
    if answers == 2:
        return Response(id, bad_answer("it has both a result and an error"))
    if "result" in value:
        return Response(id, value["result"])
    if not isinstance(error, dict):
        return Response(id, bad_answer("its error is not an object"))
    code, message = error.get("code"), error.get("message")
    if isinstance(code, bool) or not isinstance(code, int) or not isinstance(message, str):
        return Response(id, bad_answer("its error has no code or no message"))
    return Response(id, RpcError(code, message, error.get("data")))


def bad_answer(why: str) -> RpcError:
    """Return the error a call fails with when its answer cannot be used."""
    return RpcError(INVALID_REQUEST, f"The answer cannot be used: {why}.", {"reason": "invalid_response"})


def id_text(id: Id) -> bytes:
    """Write an id as it was spelled."""
    return id.spelling.encode() if isinstance(id, SpelledNumber) else write_json(id)


def request_line(id: int, method: str, params: JsonObject) -> bytes:
    """Write a request, with its newline. Raises as `write_json`."""
    return write_json({"jsonrpc": "2.0", "id": id, "method": method, "params": params}) + b"\n"


def notification_line(method: str, params: JsonObject) -> bytes:
    """Write a notification, with its newline. Raises as `write_json`."""
    return write_json({"jsonrpc": "2.0", "method": method, "params": params}) + b"\n"


def result_line(id: Id, result: JsonValue) -> bytes:
    """Write the answer to a request, with its newline. Raises as `write_json`."""
    return b'{"jsonrpc":"2.0","id":%b,"result":%b}\n' % (id_text(id), write_json(result))


def error_line(id: Id, error: RpcError) -> bytes:
    """Write the error answer to a request, with its newline."""
    return b'{"jsonrpc":"2.0","id":%b,"error":%b}\n' % (id_text(id), write_json(error.error_object()))
