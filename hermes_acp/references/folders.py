"""``@folder:``: the tree of a directory, without what git ignores, the shallow entries first.

Names only, never contents. A listing too long says how many entries a directory holds instead of naming them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.listing import list_files
from hermes_acp.references.locate import counted, locate, path_action, sentence, shown
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.result import ToolError


class FolderKind:
    """A directory's tree."""

    name = "folder"
    description = "the tree of a folder"

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Nothing: the index of the workspace proposes paths."""
        return ()

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The tree; a file is refused with the kind that reads it."""
        absolute, resolved, stat, _ = await locate(reference, context)
        if stat.kind != "directory":
            raise Unavailable("it is not a folder; point at a file with @file:")
        if resolved == os.path.dirname(resolved):
            raise Unavailable("it is the whole disk; point at a folder in it")
        await context.allow(path_action("folder", shown(absolute, context), resolved, "list"))
        try:
            paths = await list_files(context.host, resolved, context.limits.git_seconds)
        except (ToolError, OSError) as exc:
            raise Unavailable(sentence(exc)) from exc
        rows, left = tree(paths, context.limits.folder_entries)
        note = f"{left} deeper entries are counted, not named." if left else "" if rows else "It is empty."
        size = counted(len(paths), "file")
        title = f"folder {shown(absolute, context)}, {size}"
        return Found(
            f"path:{resolved}:", title, "\n".join(rows), size=size, state="cut" if left else "whole", note=note
        )


def tree(paths: Iterable[str], limit: int) -> tuple[list[str], int]:
    """An indented tree of relative paths with at most ``limit`` rows, and how many entries it leaves out."""
    inside: Counter[str] = Counter()
    entries: set[str] = set()
    for path in paths:
        entries.add(path)
        at = path.rfind("/")
        while at > 0:
            entries.add(path[: at + 1])
            inside[path[: at + 1]] += 1
            at = path.rfind("/", 0, at)
    kept = set(sorted(entries, key=lambda entry: (entry.rstrip("/").count("/"), entry))[:limit])
    shown_below: Counter[str] = Counter(path[: path.rstrip("/").rfind("/") + 1] for path in kept)
    rows: list[str] = []
    for entry in sorted(kept, key=lambda entry: entry.split("/")):
        bare = entry.rstrip("/")
        name = bare.rpartition("/")[2]
        count = f"  ({counted(inside[entry], 'file')})" if entry.endswith("/") and not shown_below[entry] else ""
        slash = "/" if entry.endswith("/") else ""
        rows.append(f"{'  ' * bare.count('/')}{_printable(name)}{slash}{count}")
    return rows, len(entries) - len(kept)


def _printable(name: str) -> str:
    """A name on one line, whatever it holds."""
    return name if name.isprintable() else name.encode("unicode_escape", "backslashreplace").decode()
