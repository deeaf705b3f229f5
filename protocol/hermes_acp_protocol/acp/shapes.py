"""The types of the tables: import them under TYPE_CHECKING only."""

from __future__ import annotations

from typing import TypeAlias, TypedDict


class Method(TypedDict):
    """One method of the protocol."""

    params: str
    """Name of the params' shape."""
    result: str | None
    """Name of the result's shape; None for a notification."""
    stable: bool
    """Part of the stable protocol."""
    guard: str | None
    """Path of the capability that the serving side must have announced."""


class Update(TypedDict):
    """One kind of ``session/update``."""

    shape: str
    """Name of its shape."""
    stable: bool
    """Part of the stable protocol."""
    guard: str | None
    """Path of the capability that the client must have announced."""


Node: TypeAlias = dict[str, object]
Shape: TypeAlias = "str | Node"
"""A name, a plain kind, or a node as ``protocol/schema_shapes.py`` describes them."""
