"""The files of a directory, as git or ripgrep see them: ignored ones left out, and ``.git`` never entered.

git knows best (tracked files that are ignored by now still count); outside a repository ripgrep reads the ignore
files; where neither is at hand a bounded walk does it, and leaves out what is ignored everywhere.
"""

from __future__ import annotations

import asyncio
from collections import deque

from hermes_acp.references.git import GIT
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

LISTING_BYTES = 64 * 1024 * 1024
WALK_ENTRIES = 20_000
SECONDS = 30.0
_NEVER = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache"})


def git_listing() -> tuple[str, ...]:
    """The command that lists a repository: tracked and new files, without ignored ones, ended by NUL."""
    return (*GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")


RG_LISTING = (
    "rg",
    "--no-config",
    "--files",
    "--hidden",
    "--null",
    "--glob",
    "!.git",
    "--no-messages",
    "--no-ignore-global",
)


async def list_files(host: Host, directory: str, seconds: float) -> list[str]:
    """Relative paths with ``/``, sorted. OSError or ToolError when the directory cannot be read at all."""
    for command in (git_listing(), RG_LISTING):
        try:
            done = await host.run(command, cwd=directory, timeout=seconds, limit=LISTING_BYTES)
        except (ToolError, OSError, TimeoutError):
            continue
        if done.exit_code == 0 and not done.cut:
            return await asyncio.to_thread(split_listing, done.stdout)
    return sorted(await _walk(host, directory))


def split_listing(output: bytes) -> list[str]:
    """Sorted paths of a listing whose entries end in NUL."""
    return sorted(path for path in output.decode(errors="surrogateescape").replace("\\", "/").split("\0") if path)


async def _walk(host: Host, directory: str) -> list[str]:
    found: list[str] = []
    waiting = deque([""])
    while waiting and len(found) < WALK_ENTRIES:
        below = waiting.popleft()
        try:
            entries = await host.list_dir(f"{directory}/{below}" if below else directory)
        except OSError:
            if not below:
                raise
            continue
        for name, facts in entries:
            if facts.kind == "directory" and name not in _NEVER:
                waiting.append(f"{below}{name}/")
            elif facts.kind == "file":
                found.append(below + name)
    return found
