"""Reading members of what another side sent: the value if it is of the kind, else nothing.

Reading is lenient where the protocol lets a member be absent. What must be there is asked for by ``needed``.
"""

from __future__ import annotations

from hermes_acp_protocol.framing import JsonObject, JsonValue


class Misread(ValueError):
    """Something that must be there is missing or of the wrong kind. The message names it, as the end of a sentence."""


def text(value: JsonObject, name: str) -> str | None:
    """A text, or None."""
    found = value.get(name)
    return found if isinstance(found, str) else None


def flag(value: JsonObject, name: str) -> bool | None:
    """True or false, or None."""
    found = value.get(name)
    return found if isinstance(found, bool) else None


def number(value: JsonObject, name: str) -> float | None:
    """A number, or None."""
    found = value.get(name)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def table(value: JsonObject, name: str) -> JsonObject:
    """An object; empty when there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def items(value: JsonObject, name: str) -> list[JsonValue]:
    """A list; empty when there is none."""
    found = value.get(name)
    return found if isinstance(found, list) else []


def tables(value: JsonObject, name: str) -> list[JsonObject]:
    """The objects in a list."""
    return [item for item in items(value, name) if isinstance(item, dict)]


def texts(value: JsonObject, name: str) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(item for item in items(value, name) if isinstance(item, str))


def needed(value: JsonObject, name: str) -> str:
    """A text that must be there. Misread otherwise."""
    found = value.get(name)
    if not isinstance(found, str) or not found:
        raise Misread(f"{name} must be a text")
    return found


def as_object(value: JsonValue, what: str) -> JsonObject:
    """The value as an object. Misread otherwise."""
    if not isinstance(value, dict):
        raise Misread(f"{what} must be an object")
    return value


def without_none(value: dict[str, JsonValue]) -> JsonObject:
    """The members that say something."""
    return {name: item for name, item in value.items() if item is not None}
