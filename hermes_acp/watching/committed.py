"""Comments that git brought: pulled, checked out, merged. Their words are somebody else's, so nobody acts on them.

What the index holds (and, in a conflict, the other side) was not typed just now. While git is at work its index is
locked, so that is waited for before anybody looks.
"""

from __future__ import annotations

import asyncio

from hermes_acp.references.git import GIT
from hermes_acp.watching.comments import find
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

SECONDS = 10.0
LARGEST = 4 * 1024 * 1024
"""Bytes of a file in the index that are looked at."""
PATIENCE = 60.0
"""Seconds that git may hold its index; a lock that was left behind is older than any."""
_STAGES = (":", ":3:")
"""The index, and the other side of a conflict (gitrevisions(7))."""


class Committed:
    """Asks git about the files below one directory."""

    def __init__(self, root: str, host: Host) -> None:
        self._root, self._host = root, host
        self._lock: str | None = None

    async def comments(self, name: str) -> set[tuple[str, str]]:
        """The keys of the comments that git has of a file; empty outside a repository."""
        await self._wait()
        found: set[tuple[str, str]] = set()
        for stage in _STAGES:
            data = await self._run("cat-file", "blob", f"{stage}./{name}")
            if data:
                found |= {comment.key for comment in await asyncio.to_thread(find, data, name)}
        return found

    async def _wait(self) -> None:
        """Until git is done with its index."""
        if self._lock is None:
            self._lock = (await self._run("rev-parse", "--path-format=absolute", "--git-path", "index.lock")).strip()
        end = asyncio.get_running_loop().time() + PATIENCE
        while self._lock and await self._host.stat(self._lock) is not None:
            if asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(0.1)

    async def _run(self, *arguments: str) -> str:
        """What a git command prints; nothing when it fails."""
        try:
            done = await self._host.run((*GIT, *arguments), cwd=self._root, timeout=SECONDS, limit=LARGEST)
        except (ToolError, OSError, TimeoutError):
            return ""
        return done.stdout.decode(errors="replace") if done.exit_code == 0 else ""
