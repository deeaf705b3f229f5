"""The kinds that need no other room: files, folders, changes, pages, symbols. Others are added beside these."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.references.changes import ChangesKind, GitKind
from hermes_acp.references.files import FileKind
from hermes_acp.references.folders import FolderKind
from hermes_acp.references.kinds import Context, Found, ReferenceKind
from hermes_acp.references.locate import locate
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp.references.symbols import SymbolKind
from hermes_acp.references.url import UrlKind
from hermes_acp_tools.host import Host


class PathKind:
    """A plain ``@path``: whatever is there, a file or a folder."""

    name = "path"
    description = "a file or folder"

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Nothing: the index of the workspace proposes paths."""
        return ()

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The file's text or the folder's tree."""
        _, _, stat, _ = await locate(reference, context)
        kind = FolderKind() if stat.kind == "directory" else FileKind()
        return await kind.expand(reference, context)


def built_in(host: Host, cwd: str) -> tuple[ReferenceKind, ...]:
    """A fresh set; ``host`` and ``cwd`` are where symbols are looked up for completion."""
    return (
        PathKind(),
        FileKind(),
        FolderKind(),
        ChangesKind(staged=False),
        ChangesKind(staged=True),
        GitKind(),
        UrlKind(),
        SymbolKind(host, cwd),
    )
