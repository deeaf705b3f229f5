"""Comments that git brought: pulled, checked out, merged. Their words are somebody else's, so nobody acts on them.

What the index holds (and, in a conflict, the other side) was not typed just now. The index is that of the repository
a file lies in, which may be one inside the watched directory. While git is at work its index is locked, so that is
waited for before anybody looks.
"""

from __future__ import annotations

import asyncio
import os

from hermes_acp.references.git import GIT
from hermes_acp.watching.comments import find
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

SECONDS = 10.0
LARGEST = 4 * 1024 * 1024
"""Bytes of a file in the index that are looked at."""
PATIENCE = 60.0
"""Seconds that git may hold its index; a lock that was left behind is older than any."""
_OFFLINE = tuple(
    part
    for name in ("", "file.", "git.", "http.", "https.", "ssh.", "ext.")
    for part in ("-c", f"protocol.{name}allow=never")
)
"""A partial clone would fetch what it lacks, by programs that its own configuration names."""
_STAGES = (":", ":3:")
"""The index, and the other side of a conflict (gitrevisions(7))."""


class Committed:
    """Asks git about the files below one directory."""

    def __init__(self, root: str, host: Host) -> None:
        self._root, self._host = root, host
        self._locks: dict[str, str] = {}

    async def comments(self, name: str) -> set[tuple[str, str]]:
        """The keys of the comments that git has of a file; empty outside a repository."""
        directory, base = os.path.split(os.path.join(self._root, name))
        await self._wait(directory)
        found: set[tuple[str, str]] = set()
        for stage in _STAGES:
            data = await self._run(directory, "cat-file", "blob", f"{stage}./{base}")
            if data:
                found |= {comment.key for comment in await asyncio.to_thread(find, data, name)}
        return found

    async def _wait(self, directory: str) -> None:
        """Until git is done with the index of the repository a directory lies in."""
        if directory not in self._locks:
            path = await self._run(directory, "rev-parse", "--path-format=absolute", "--git-path", "index.lock")
            self._locks[directory] = path.strip()
        lock, end = self._locks[directory], asyncio.get_running_loop().time() + PATIENCE
        while lock and await self._host.stat(lock) is not None:
            if asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(0.1)

    async def _run(self, directory: str, *arguments: str) -> str:
        """What a git command prints; nothing when it fails."""
        try:
            done = await self._host.run((*GIT, *_OFFLINE, *arguments), cwd=directory, timeout=SECONDS, limit=LARGEST)
        except (ToolError, OSError, TimeoutError):
            return ""
        return done.stdout.decode(errors="replace") if done.exit_code == 0 else ""
