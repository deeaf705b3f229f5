"""The names the model calls tools by: ``mcp_<server>_<tool>``, at most 64 characters, and never two alike.

A name cannot be taken apart again, since servers and tools have underscores of their own: whoever needs the way back
keeps the table.
"""

from __future__ import annotations

import hashlib
import re

LONGEST = 64
"""Characters; what every provider takes."""
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")
_HASH = 8


class Names:
    """Gives names, and remembers what they stand for. The same pair always gets the same name."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._taken: dict[str, tuple[str, str]] = {}

    def name(self, server: str, tool: str) -> str:
        """The name of a server's tool."""
        pair = (server, tool)
        if pair not in self._names:
            name = plain(server, tool)
            if name.casefold() in self._taken or len(name) > LONGEST:
                name = told_apart(name, server, tool)
            self._names[pair] = name
            self._taken[name.casefold()] = pair
        return self._names[pair]

    def behind(self, name: str) -> tuple[str, str] | None:
        """The server and the tool a name stands for."""
        return self._taken.get(name.casefold())


def plain(server: str, tool: str) -> str:
    """The name as it reads best, of any length."""
    return f"mcp_{_safe(server)}_{_safe(tool)}"


def told_apart(name: str, server: str, tool: str) -> str:
    """A name that is short enough and like no other."""
    mark = hashlib.sha256(f"{server}\0{tool}".encode()).hexdigest()[:_HASH]
    return f"{name[: LONGEST - _HASH - 1]}_{mark}"


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text).strip("_") or "x"
