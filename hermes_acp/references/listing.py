"""The files of a directory, as git or ripgrep see them: ignored ones left out, and ``.git`` never entered.

git knows best (tracked files that are ignored by now still count); outside a repository ripgrep reads the ignore
files; where neither is at hand a bounded walk does it, and leaves out what is ignored everywhere. A repository inside
another (a submodule, a clone in a clone) is listed by itself: git names its folder and stops there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Sequence

from hermes_acp.references.git import GIT
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

LISTING_BYTES = 64 * 1024 * 1024
WALK_ENTRIES = 20_000
SECONDS = 30.0
REPOSITORIES = 64
"""Repositories inside another that are listed; what further ones hold is left out."""
_NEVER = frozenset({".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache"})


def git_listing() -> tuple[str, ...]:
    """The command that lists a repository: tracked and new files, without ignored ones, ended by NUL."""
    return (*GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")


SUBMODULES = (*GIT, "ls-files", "-z", "--cached", "--stage")
"""The command that tells submodules from files: each entry begins with its mode."""
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
    files, inner = await _list_one(host, directory, seconds)
    if not inner:
        return files
    waiting, left = deque(inner[:REPOSITORIES]), REPOSITORIES - len(inner)
    while waiting:
        top = waiting.popleft()
        found, inner = await _list_inner(host, f"{directory}/{top[:-1]}", seconds)
        files += [top + path for path in found]
        waiting += [top + folder for folder in inner[: max(0, left)]]
        left -= len(inner)
    return await asyncio.to_thread(sorted, files)


async def _list_inner(host: Host, directory: str, seconds: float) -> tuple[list[str], list[str]]:
    """What a repository inside another holds; nothing when it was never cloned, cannot be read or is a link away."""
    try:
        if await host.stat(f"{directory}/.git") is not None and await host.resolve(directory) == directory:
            return await _list_one(host, directory, seconds)
    except (ToolError, OSError):
        pass
    return [], []


async def _list_one(host: Host, directory: str, seconds: float) -> tuple[list[str], list[str]]:
    """The files of one repository or folder, sorted, and the folders in it that are repositories, with their ``/``."""
    for command in (git_listing(), RG_LISTING):
        listed = await _entries(host, command, directory, seconds)
        if listed is not None:
            submodules = await _submodules(host, directory, seconds) if ".gitmodules" in listed else frozenset[str]()
            return await asyncio.to_thread(apart, listed, submodules)
    return sorted(await _walk(host, directory)), []


async def _submodules(host: Host, directory: str, seconds: float) -> frozenset[str]:
    """The paths of a repository's submodules; git lists them like files."""
    rows = await _entries(host, SUBMODULES, directory, seconds) or []
    return frozenset(row.partition("\t")[2] for row in rows if row.startswith("160000 "))


async def _entries(host: Host, command: Sequence[str], directory: str, seconds: float) -> list[str] | None:
    """The sorted entries a command prints; None when it cannot say."""
    try:
        done = await host.run(command, cwd=directory, timeout=seconds, limit=LISTING_BYTES)
    except (ToolError, OSError, TimeoutError):
        return None
    return await asyncio.to_thread(split_listing, done.stdout) if done.exit_code == 0 and not done.cut else None


def apart(listed: list[str], submodules: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Files, and folders with their ``/`` that are repositories."""
    folders = [f"{path.rstrip('/')}/" for path in listed if path.endswith("/") or path in submodules]
    if not folders:
        return listed, []
    return [path for path in listed if not path.endswith("/") and path not in submodules], folders


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
