"""Events and messages as JSON values for the log, and back.

A struct becomes an object with its class name under ``$``; a tuple becomes a list; mappings are kept as they
are and never looked into. Reading is forgiving: unknown fields are left out, missing ones take their defaults, so
a log written by a newer version can still be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from msgspec import Struct

from hermes_acp.agent import events
from hermes_acp.models import message
from hermes_acp_tools import result

TAG = "$"

CLASSES: dict[str, type[Any]] = {
    name: value
    for module in (events, message, result)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, Struct) and value is not Struct
}
"""Everything that can stand in a log, by class name."""


def pack(value: object) -> Any:
    """The value as JSON. TypeError for what has no place in a log."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, tuple | list):
        return [pack(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value)
    if type(value).__name__ in CLASSES:
        return {TAG: type(value).__name__, **pack_fields(value)}
    raise TypeError(f"{type(value).__name__} cannot stand in a log")


def pack_fields(value: object) -> dict[str, Any]:
    """The fields of a struct as a JSON object, without its name."""
    return {name: pack(getattr(value, name)) for name in fields(type(value))}


def unpack(value: object) -> Any:
    """The value that was packed; an object of an unknown class comes back as None."""
    if isinstance(value, list):
        return tuple(unpack(item) for item in cast("list[object]", value))
    if isinstance(value, dict):
        data = cast("dict[str, object]", value)
        kind = CLASSES.get(str(data.get(TAG)))
        return unpack_fields(kind, data) if kind else None
    return value


def unpack_fields(kind: type[Any], data: Mapping[str, object]) -> Any:
    """A struct of that class from its packed fields. TypeError when a field without default is missing."""
    known = {name: data[name] for name in fields(kind) if name in data}
    return kind(**{name: value if fields(kind)[name] else unpack(value) for name, value in known.items()})


@cache
def fields(kind: type[Any]) -> dict[str, bool]:
    """The fields of a struct, and whether each is a mapping that is kept as it is."""
    return {name: str(kind.__annotations__[name]).startswith("Mapping[") for name in kind.__struct_fields__}
