"""Which files were used lately: changed, attached, read."""

from __future__ import annotations

MOST = 64
"""Files that are remembered."""


class Recent:
    """Paths in the order of their last use."""

    def __init__(self) -> None:
        self._paths: dict[str, None] = {}

    def touch(self, path: str) -> None:
        """Remember a path as used just now."""
        self._paths.pop(path, None)
        self._paths[path] = None
        if len(self._paths) > MOST:
            del self._paths[next(iter(self._paths))]

    def ages(self) -> dict[str, int]:
        """For each path how many others were used after it."""
        return {path: ago for ago, path in enumerate(reversed(self._paths))}
