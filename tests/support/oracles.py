"""The official clients, as judges of what our fakes send and what our dialects ask. They run in tests only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from pydantic import TypeAdapter


def accepted(kind: object, body: object) -> None:
    """Raise when the body is not of the request type of an official client, extra fields included."""
    adapter = TypeAdapter[object](cast("type[object]", kind))
    walk(adapter.validate_python(body))


def walk(value: object) -> None:
    """Draw every lazy iterable, which pydantic checks only then."""
    if isinstance(value, Mapping):
        for item in cast("Mapping[str, object]", value).values():
            walk(item)
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for item in cast("Iterable[object]", value):
            walk(item)
