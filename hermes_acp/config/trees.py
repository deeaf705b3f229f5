"""Tables within tables: the few functions that layers need on plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

Path = tuple[str, ...]

MISSING: Final = object()
"""Nothing is set there; None may be."""


def split(path: str | Path) -> Path:
    """The names of a dotted path."""
    return tuple(path.split(".")) if isinstance(path, str) else path


def walk(values: object, path: Path) -> object:
    """What is at a path, or MISSING."""
    for part in path:
        if not isinstance(values, Mapping) or part not in values:
            return MISSING
        values = cast("Mapping[str, object]", values)[part]
    return values


def put(values: dict[str, object], path: Path, value: object) -> None:
    """Set a value, making the tables on the way."""
    for part in path[:-1]:
        values = cast("dict[str, object]", values.setdefault(part, {}))
    values[path[-1]] = value


def join(values: list[object]) -> object:
    """The last of several values; tables are joined key by key with those before them."""
    if not isinstance(values[-1], Mapping):
        return values[-1]
    joined: dict[str, list[object]] = {}
    for value in values:
        if isinstance(value, Mapping):
            for key, item in cast("Mapping[str, object]", value).items():
                joined.setdefault(key, []).append(item)
        else:
            joined.clear()
    return {key: join(items) for key, items in joined.items()}


def leaves(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    """Every value that is no table, with its path."""
    if isinstance(value, dict) and value:
        for key, item in cast("dict[str, object]", value).items():
            yield from leaves((*path, key), item)
    else:
        yield path, value
