"""The kinds that come from outside this room, by name: plugins, MCP servers. A name belongs to one kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hermes_acp.references.kinds import ReferenceKind
from hermes_acp.references.parse import BUILT_IN

_NAME = re.compile(r"[A-Za-z][\w-]{0,63}")
_OURS = frozenset({*BUILT_IN, "path"})


def free_name(wanted: str) -> str:
    """The name a kind from outside may have: the one it wants, unless that is one of ours."""
    return f"mcp-{wanted}" if wanted.lower() in _OURS else wanted


class KindTable:
    """Kinds by name, in the order they came."""

    def __init__(self, kinds: Iterable[ReferenceKind] = ()) -> None:
        self._kinds: dict[str, ReferenceKind] = {}
        for kind in kinds:
            self.add(kind)

    def __iter__(self) -> Iterator[ReferenceKind]:
        return iter(tuple(self._kinds.values()))

    def add(self, kind: ReferenceKind) -> None:
        """Let ``@name:`` mean this kind. ValueError when the name is taken, ours, or cannot be typed."""
        if not _NAME.fullmatch(kind.name):
            raise ValueError(f"{kind.name!r} cannot stand behind an @: a letter, then letters, digits, _ and -")
        if kind.name.lower() in _OURS or kind.name in self._kinds:
            raise ValueError(f"there is a kind of references called {kind.name!r} already")
        self._kinds[kind.name] = kind

    def remove(self, name: str) -> None:
        """Take a kind out; nothing happens when it is not there."""
        self._kinds.pop(name, None)
