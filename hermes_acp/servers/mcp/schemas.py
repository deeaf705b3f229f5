"""Short ways to write the JSON Schemas of our tools, and the check of arguments against them.

The schemas are flat objects of texts, numbers, flags and lists of texts, so the check is a few lines and needs no
library, which a call would wait for. Source: https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hermes_acp_protocol.framing import JsonObject, JsonValue

KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


def text(about: str, *choices: str) -> JsonObject:
    """A text, or one of a few."""
    return {"type": "string", "description": about, **({"enum": list[JsonValue](choices)} if choices else {})}


def whole(about: str, least: int, most: int, usual: int | None = None) -> JsonObject:
    """A whole number within bounds."""
    schema: JsonObject = {"type": "integer", "description": about, "minimum": least, "maximum": most}
    return schema if usual is None else {**schema, "default": usual}


def number(about: str, least: float, most: float) -> JsonObject:
    """A number within bounds."""
    return {"type": "number", "description": about, "minimum": least, "maximum": most}


def flag(about: str) -> JsonObject:
    """True or false."""
    return {"type": "boolean", "description": about}


def texts(about: str) -> JsonObject:
    """A list of texts."""
    return {"type": "array", "description": about, "items": {"type": "string"}}


def rows(about: str, row: JsonObject) -> JsonObject:
    """A list of objects."""
    return {"type": "array", "description": about, "items": row}


def maybe(schema: JsonObject) -> JsonObject:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def record(needed: Sequence[str] = (), /, **properties: JsonObject) -> JsonObject:
    """An object; what is not named may not be there."""
    schema: JsonObject = {"type": "object", "properties": {**properties}, "additionalProperties": False}
    return {**schema, "required": list[JsonValue](needed)} if needed else schema


def problem(schema: JsonObject, given: Mapping[str, JsonValue]) -> str | None:
    """What is wrong with the arguments, as a sentence for a model; None when nothing is."""
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    needed = schema.get("required")
    for name in needed if isinstance(needed, list) else ():
        if given.get(str(name)) is None:
            return f"{name} is missing."
    for name, value in given.items():
        wanted = known.get(name)
        if not isinstance(wanted, dict):
            return f"There is no argument {name!r}; there are: {', '.join(known) or 'none'}."
        if value is not None and (why := _unfit(wanted, value)):
            return f"{name} {why}."
    return None


def _unfit(wanted: JsonObject, value: JsonValue) -> str | None:
    """Why one value does not fit, as the end of a sentence."""
    kind = str(wanted.get("type"))
    if not isinstance(value, KINDS.get(kind, object)) or (isinstance(value, bool) and kind != "boolean"):
        return f"must be of type {kind}"
    choices, least, most = wanted.get("enum"), wanted.get("minimum"), wanted.get("maximum")
    if isinstance(choices, list) and value not in choices:
        return f"must be one of: {', '.join(map(str, choices))}"
    if isinstance(value, int | float) and isinstance(least, int | float) and isinstance(most, int | float):
        return None if least <= value <= most else f"must be from {least} to {most}"
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return "must be a list of texts"
    return None
