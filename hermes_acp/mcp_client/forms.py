"""Forms that servers have filled in: whether one may be shown at all, and whether an answer fits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import urlsplit

from hermes_acp.config.secrets import is_secret_name
from hermes_acp.mcp_client.hygiene import cleaned, cleaned_schema
from hermes_acp_protocol.framing import JsonObject, JsonValue

MOST_FIELDS = 50
MOST_CHOICES = 8


def showable(schema: JsonObject) -> JsonObject | None:
    """The schema as a person may see it; None when it is too much, or asks for a secret."""
    properties = schema.get("properties")
    if not isinstance(properties, dict) or len(properties) > MOST_FIELDS or any(map(is_secret_name, properties)):
        return None
    return cast("JsonObject", cleaned_schema(schema))


def fitting(schema: JsonObject, content: Mapping[str, object]) -> JsonObject | None:
    """The fields of an answer, those left out filled with defaults; None when one does not fit."""
    properties = cast("dict[str, JsonValue]", schema.get("properties"))
    required = schema.get("required")
    filled: JsonObject = {}
    for name, field in properties.items():
        described = field if isinstance(field, dict) else {}
        value = _plain(content.get(name, described.get("default")))
        if value is None:
            if isinstance(required, list) and name in required:
                return None
            continue
        if not _fits(described, value):
            return None
        filled[name] = value
    return filled


def choices(schema: JsonObject) -> list[tuple[str, JsonObject]]:
    """The answers of a form that is one choice among a few, each with its label; none when it asks for more."""
    properties = schema.get("properties")
    if not isinstance(properties, dict) or len(properties) > 1:
        return []
    if not properties:
        return [("Yes", {})]
    [(name, field)] = properties.items()
    described = field if isinstance(field, dict) else {}
    if described.get("type") == "boolean":
        return [("Yes", {name: True}), ("No", {name: False})]
    words = _choices(described) if described.get("type") == "string" else None
    if words is None or not 0 < len(words) <= MOST_CHOICES:
        return []
    return [(_label(described, word), {name: word}) for word in words]


def address(url: str) -> str | None:
    """The host of an address a person may be sent to; None for one they should not be."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    plain = url.isascii() and url.isprintable() and "@" not in parts.netloc and cleaned(url, strictly=True) == url
    return parts.hostname if plain and (parts.scheme == "https" or (parts.scheme == "http" and local)) else None


def _plain(value: object) -> JsonValue:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(item) for item in cast("Sequence[object]", value)]
    return value if isinstance(value, str | int | float | bool) else None


def _fits(field: JsonObject, value: JsonValue) -> bool:
    match field.get("type"):
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "array":
            items = field.get("items")
            choices = _choices(items if isinstance(items, dict) else {})
            return isinstance(value, list) and (choices is None or all(item in choices for item in value))
        case _:
            choices = _choices(field)
            return isinstance(value, str) and (choices is None or value in choices)


def _choices(field: JsonObject) -> list[JsonValue] | None:
    """The words one may choose among; None when any will do."""
    if isinstance(words := field.get("enum"), list):
        return words
    titled = field.get("oneOf", field.get("anyOf"))
    return [item.get("const") for item in titled if isinstance(item, dict)] if isinstance(titled, list) else None


def _label(field: JsonObject, word: JsonValue) -> str:
    """What a choice is called: its title where it has one."""
    titled = field.get("oneOf", field.get("anyOf"))
    named = (item for item in titled if isinstance(item, dict)) if isinstance(titled, list) else iter(())
    titles = {str(item.get("const")): item.get("title") for item in named}
    return str(titles.get(str(word)) or word)
