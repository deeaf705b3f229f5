"""Read what the other side sent, as leniently as the spec asks, and never more.

Unknown fields stay as they are. Where the schema says *default on error* a bad field counts as absent, where it says
*skip invalid items* bad items are left out, where it says *default on null* null counts as absent. Everything else
that is missing or of the wrong kind is -32602, and names its path. Works from the generated tables, loaded when the
first message is read; the value that came is not changed.
"""

from __future__ import annotations

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any, Literal, TypeAlias

    Side: TypeAlias = Literal["agent", "client"]
    Node: TypeAlias = dict[str, Any]  # the tables' own vocabulary: protocol/schema_shapes.py
    Shapes: TypeAlias = dict[str, str | Node]

_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "null": type(None),
}
_NAMES = {"string": "a string", "boolean": "true or false", "object": "an object", "null": "null"}


class _Misfit(Exception):
    """Something that no leniency covers."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why


def read_params(
    side: Side, method: str, params: JsonObject, version: int = 1, *, unread: Collection[str] = ()
) -> JsonObject:
    """Return the params of a method that ``side`` serves. Raises `RpcError` -32602 with ``data.path``.

    Params of extension methods are returned as they are, and so are the fields in ``unread``: whoever reads those can
    make more of them than the schema does, also of their absence.
    """
    requests, notifications, shapes = _tables(side, version)
    entry = requests.get(method) or notifications.get(method)
    if not entry:
        return params
    shape = shapes[entry["params"]]
    if unread and isinstance(shape, dict):
        fields = {name: "any" if name in unread else kind for name, kind in shape["fields"].items()}
        shape = {**shape, "fields": fields, "need": tuple(name for name in shape["need"] if name not in unread)}
    return _read(params, shape, shapes, "params")


def read_result(side: Side, method: str, result: JsonValue, version: int = 1) -> JsonObject:
    """Return the result of a method that ``side`` served; null is an empty object.

    Raises `RpcError` with ``data.path`` and the reason ``invalid_response``.
    """
    requests, _, shapes = _tables(side, version)
    value: JsonValue = {} if result is None else result
    entry = requests.get(method)
    return _read(value, entry["result"] if entry else "object", shapes, "result")


def _tables(side: Side, version: int) -> tuple[Node, Node, Shapes]:
    if version == 1:
        from hermes_acp_protocol.acp import tables_v1 as tables
    else:
        from hermes_acp_protocol.acp import tables_v2 as tables
    if side == "agent":
        return tables.AGENT_REQUESTS, tables.AGENT_NOTIFICATIONS, tables.SHAPES
    return tables.CLIENT_REQUESTS, tables.CLIENT_NOTIFICATIONS, tables.SHAPES


def _read(value: JsonValue, shape: str | Node, shapes: Shapes, what: str) -> JsonObject:
    try:
        read = _value(value, shape, shapes, "")
    except _Misfit as misfit:
        path = misfit.path.removeprefix(".") or what
        reason = "invalid_params" if what == "params" else "invalid_response"
        data: JsonObject = {"reason": reason, "path": path}
        raise RpcError(INVALID_PARAMS, f"{path}: {misfit.why}.", data) from None
    assert isinstance(read, dict)
    return read


def _value(value: JsonValue, shape: str | Node, shapes: Shapes, path: str) -> JsonValue:
    if isinstance(shape, str):
        return _value(value, shapes[shape], shapes, path) if shape in shapes else _plain(value, shape, path)
    if "fields" in shape:
        return _object(value, shape, shapes, path)
    if "maybe" in shape:
        return None if value is None else _value(value, shape["maybe"], shapes, path)
    if "list" in shape:
        return [_value(item, shape["list"], shapes, f"{path}[{at}]") for at, item in enumerate(_list(value, path))]
    if "tag" in shape:
        return _value(value, _variant(value, shape, path), shapes, path)
    if "any" in shape:
        return _first(value, shape["any"], shapes, path)
    if "map" in shape:
        return {key: _value(item, shape["map"], shapes, f"{path}.{key}") for key, item in _dict(value, path).items()}
    return _word(value, shape, path)


def _plain(value: JsonValue, kind: str, path: str) -> JsonValue:
    if kind == "any":
        return value
    if kind in ("integer", "number"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _Misfit(path, "a number is needed" if kind == "number" else "an integer is needed")
        if kind == "integer" and isinstance(value, float):
            if not value.is_integer():
                raise _Misfit(path, "an integer is needed")
            return int(value)
        return value
    if not isinstance(value, _KINDS[kind]):
        raise _Misfit(path, f"{_NAMES[kind]} is needed")
    return value


def _word(value: JsonValue, shape: Node, path: str) -> JsonValue:
    """Read a constant or one of several; an open enumeration takes any word."""
    words = shape["enum"] if "enum" in shape else (shape["const"],)
    fits = isinstance(value, str) if "open" in shape else value in words and not isinstance(value, bool)
    if not fits:
        raise _Misfit(path, f"one of {', '.join(map(str, words))} is needed")
    return value


def _object(value: JsonValue, shape: Node, shapes: Shapes, path: str) -> JsonValue:
    read = dict(_dict(value, path))
    for name in shape["need"]:
        if name not in read and "e" not in shape.get("marks", {}).get(name, ""):
            raise _Misfit(f"{path}.{name}", "missing")
    for name, kind in shape["fields"].items():
        if name in read:
            _field(read, name, kind, shape, shapes, f"{path}.{name}")
    for part in shape.get("also", ()):
        also = _value(read, part, shapes, path)
        assert isinstance(also, dict)
        read = also
    return read


def _field(read: JsonObject, name: str, kind: str | Node, shape: Node, shapes: Shapes, path: str) -> None:
    """Read one field in place; leave it out, or put its default, where the schema wants leniency."""
    marks: str = shape.get("marks", {}).get(name, "")
    value = read[name]
    try:
        if value is None and "n" in marks:
            raise _Misfit(path, "is null")
        read[name] = _lenient_list(value, kind, shapes, path) if "s" in marks else _value(value, kind, shapes, path)
    except _Misfit:
        if not marks.strip("s") or (value is not None and "e" not in marks):
            raise
        del read[name]
        if name in shape.get("defaults", {}):
            from copy import deepcopy  # seldom needed, and not for free

            read[name] = deepcopy(shape["defaults"][name])


def _lenient_list(value: JsonValue, kind: str | Node, shapes: Shapes, path: str) -> JsonValue:
    """Read a list and leave out the items that do not fit."""
    while isinstance(kind, str):
        kind = shapes[kind]
    if "maybe" in kind:
        return None if value is None else _lenient_list(value, kind["maybe"], shapes, path)
    read: list[JsonValue] = []
    for at, item in enumerate(_list(value, path)):
        try:
            read.append(_value(item, kind["list"], shapes, f"{path}[{at}]"))
        except _Misfit:
            continue
    return read


def _variant(value: JsonValue, shape: Node, path: str) -> str | Node:
    """Return the variant that the value's tag names."""
    tag = _dict(value, path).get(shape["tag"])
    by: Node = shape["by"]
    if isinstance(tag, str) and tag in by:
        return by[tag]
    if shape["other"] is None:
        raise _Misfit(f"{path}.{shape['tag']}", f"one of {', '.join(by)} is needed")
    return shape["other"]


def _first(value: JsonValue, variants: tuple[str | Node, ...], shapes: Shapes, path: str) -> JsonValue:
    """Read as the first variant that fits; what the last one misses is what is reported."""
    misfit = _Misfit(path, "does not fit")
    for variant in variants:
        try:
            return _value(value, variant, shapes, path)
        except _Misfit as error:
            misfit = error
    raise misfit


def _dict(value: JsonValue, path: str) -> JsonObject:
    if not isinstance(value, dict):
        raise _Misfit(path, "an object is needed")
    return value


def _list(value: JsonValue, path: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise _Misfit(path, "a list is needed")
    return value
