"""What to propose behind an ``@``: kinds, files and folders, and whatever a kind proposes for its values."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Sequence

from hermes_acp.references.index import WorkspaceIndex
from hermes_acp.references.kinds import ReferenceKind
from hermes_acp.references.parse import ALONE, quote
from hermes_acp.references.reference import Candidate
from hermes_acp.references.watch import Changes
from hermes_acp_tools.host import Host

_PATHS = {"path", "file", "folder"}


class Completer:
    """Completes references for one session."""

    def __init__(
        self,
        host: Host,
        roots: Sequence[str],
        kinds: Sequence[ReferenceKind],
        *,
        watch: bool = True,
        told: Callable[[Changes], None] | None = None,
    ) -> None:
        """``roots`` resolved, the session's directory first; ``watch`` when the host is this machine.

        ``told`` hears of changes in the roots, once the first question has started the index.
        """
        self._roots = tuple(roots)
        self._kinds = {kind.name: kind for kind in kinds}
        self._indexes = [WorkspaceIndex(host, root, watch=watch, told=told) for root in self._roots]
        self._opened: tuple[str, ...] = ()

    def know(self, kinds: Sequence[ReferenceKind]) -> None:
        """These are the kinds from now on."""
        self._kinds = {kind.name: kind for kind in kinds}

    def open_files(self, paths: Collection[str]) -> None:
        """Absolute paths that are open in the editor: they come first."""
        self._opened = tuple(paths)

    def touch(self, path: str) -> None:
        """An absolute path that was just used."""
        for index in self._indexes:
            index.touch(path)

    async def complete(self, prefix: str, limit: int = 30) -> list[Candidate]:
        """Proposals for a token being typed, best first. ``prefix`` is what stands behind the ``@``."""
        kind, colon, value = prefix.removeprefix("@").partition(":")
        if colon and kind in self._kinds:
            if kind in _PATHS:
                return await self._files(value, limit, kind)
            return list(await self._kinds[kind].complete(value, limit))[:limit]
        kinds = [self._kind(known) for name, known in self._kinds.items() if name != "path" and name.startswith(kind)]
        files = await self._files(prefix.removeprefix("@"), limit, "path")
        return ([*kinds, *files] if not kind else [*files[:1], *kinds, *files[1:]])[:limit]

    async def close(self) -> None:
        """End every watch."""
        for index in self._indexes:
            await index.close()

    def _kind(self, kind: ReferenceKind) -> Candidate:
        typed = kind.name if kind.name in ALONE else kind.name + ":"
        return Candidate("@" + typed, typed, kind.description)

    async def _files(self, value: str, limit: int, kind: str) -> list[Candidate]:
        query = value.strip("\"'`").removeprefix("./")
        asked = limit if kind == "path" else limit * 4
        lists = await asyncio.gather(*(index.find(query, asked, self._opened) for index in self._indexes))
        found: list[Candidate] = []
        for index, paths in enumerate(lists):
            for path in paths:
                folder = path.endswith("/")
                if kind == "path" or folder == (kind == "folder"):
                    found.append(self._path(path, index, "" if kind == "path" else kind + ":"))
        return found[:limit]

    def _path(self, path: str, index: int, prefix: str) -> Candidate:
        written = path if index == 0 else os.path.join(self._roots[index], path)
        return Candidate(f"@{prefix}{quote(written)}", path, "folder" if path.endswith("/") else "")
