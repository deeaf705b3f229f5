"""Which files changed since they were read, so that whoever read them can be told before building on them.

Told of changes where a workspace is watched; asked without that, it looks at the files' times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hermes_acp_tools.host import FileStat, Host
from hermes_acp_tools.result import ToolError

Facts = tuple[int, int] | None
"""Time and size of a file; None when it is not there."""


class Staleness:
    """What is known about the files that one session has read."""

    def __init__(self) -> None:
        self._touched: set[str] = set()
        self._looked: dict[str, Facts] = {}
        self._told: dict[str, Facts] = {}

    def touch(self, paths: Iterable[str]) -> None:
        """Absolute paths that were just written or taken away by somebody."""
        self._touched.update(paths)

    async def changed(self, host: Host, read: Mapping[str, str], *, everywhere: bool) -> list[str]:
        """The files that are not any more what their digests say, each once a change.

        ``read`` is path → digest; ``everywhere`` looks at all of them and not only at those touched.
        """
        asked = list(read) if everywhere else [path for path in self._touched if path in read]
        self._touched.clear()
        return [path for path in asked if await self._is_other(host, path, read[path])]

    async def _is_other(self, host: Host, path: str, digest: str) -> bool:
        facts = facts_of(await _stat(host, path))
        if self._looked.get(path) == facts and path in self._looked:
            return False
        self._looked[path] = facts
        if facts is not None and await _digest(host, path) == digest:
            return False
        told, self._told[path] = self._told.get(path, (0, -1)), facts
        return told != facts


def facts_of(stat: FileStat | None) -> Facts:
    """What is compared before a file is read again."""
    return (stat.mtime_ns, stat.size) if stat else None


async def _stat(host: Host, path: str) -> FileStat | None:
    try:
        return await host.stat(path)
    except (ToolError, OSError):
        return None


async def _digest(host: Host, path: str) -> str:
    try:
        return (await host.read_text(path)).digest
    except (ToolError, OSError):
        return ""
