"""Which files of a directory were just saved: told by the system, or seen by looking where it cannot tell.

Ignored files are left out, and so are the copies that editors keep. When the system lost events, or a folder appeared
that nobody watched yet, the files are listed anew, and those with a young time count as saved.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Collection

from hermes_acp.references.ignored import IGNORE_FILES, Ignored
from hermes_acp.references.listing import SECONDS, list_files
from hermes_acp.references.polling import Poller
from hermes_acp.references.watch import Changes, Watcher
from hermes_acp.watching.copies import is_copy
from hermes_acp_tools.host import Host

RELISTED = 5.0
"""Seconds after which files are listed anew where the system does not tell of new ones."""
MARGIN = 2.0
"""Seconds before the last batch that still count as young."""


class Eyes:
    """Watches one directory of this machine."""

    def __init__(self, root: str, host: Host, *, poll: bool = False) -> None:
        """``root`` resolved; ``poll`` looks for itself from the start."""
        self._root, self._host, self._poll = root, host, poll
        self._queue: asyncio.Queue[Changes] = asyncio.Queue()
        self._files: set[str] = set()
        self._since = time.time()
        self._ignored = Ignored(root)
        self._watcher: Watcher | None = None
        self._poller: Poller | None = None
        self._listing: asyncio.Task[None] | None = None

    async def open(self) -> bool:
        """Begin. False when the system cannot tell of changes, and files are looked at instead."""
        self._files = set(await list_files(self._host, self._root, SECONDS))
        loop = asyncio.get_running_loop()

        def hear(changes: Changes) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                loop.call_soon_threadsafe(self._queue.put_nowait, changes)

        if not self._poll:
            self._watcher = Watcher(self._root, hear)
            try:
                await asyncio.to_thread(self._watcher.start, folders_of(self._files))
                return True
            except OSError:  # no watches left, or no inotify
                await asyncio.to_thread(self._watcher.stop)
                self._watcher = None
        self._poller = Poller(self._root, hear, lambda: self._files)
        await asyncio.to_thread(self._poller.start)
        self._listing = asyncio.create_task(self._list_again_and_again())
        return False

    async def saved(self) -> set[str]:
        """Wait for a batch; the relative paths, with ``/``, of files that appeared or were written."""
        changes = [await self._queue.get()]
        while not self._queue.empty():
            changes.append(self._queue.get_nowait())
        since, self._since = self._since, time.time()
        start = len(self._root.rstrip(os.sep)) + 1
        touched = {path[start:].replace(os.sep, "/") for one in changes for path in one.touched}
        if any(one.lost for one in changes):
            touched |= await self._look_again(since)
        return await self._visible(touched) if touched else set()

    async def close(self) -> None:
        """End it."""
        if self._listing is not None:
            self._listing.cancel()
            await asyncio.wait([self._listing])
        await self._ignored.forget()
        for eye in (self._watcher, self._poller):
            if eye is not None:
                await asyncio.to_thread(eye.stop)

    async def _visible(self, names: set[str]) -> set[str]:
        """Those that no ignore file hides. Outside a repository the listing knows."""
        if any(name.rpartition("/")[2] in IGNORE_FILES for name in names):
            await self._ignored.forget()
        names = {name for name in names if ".git" not in name.split("/") and not is_copy(name)}
        hidden = await self._ignored.among(names)
        if hidden is not None:
            return names - hidden
        return names & set(await list_files(self._host, self._root, SECONDS))

    async def _look_again(self, since: float) -> set[str]:
        """List the files anew; those that are new or young."""
        before, self._files = self._files, set(await list_files(self._host, self._root, SECONDS))
        if self._watcher is not None:
            await asyncio.to_thread(self._watcher.follow, folders_of(self._files))
        return await asyncio.to_thread(young, self._root, self._files, before, since - MARGIN)

    async def _list_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(RELISTED)
            with contextlib.suppress(OSError):  # the next round may find it readable again
                self._files = set(await list_files(self._host, self._root, SECONDS))


def folders_of(files: Collection[str]) -> list[str]:
    """The folders at the top that hold these files."""
    return sorted({path.partition("/")[0] for path in files if "/" in path})


def young(root: str, files: Collection[str], before: Collection[str], since: float) -> set[str]:
    """The files that were not there before, or were written since then (Unix seconds)."""
    found: set[str] = set()
    for name in files:
        with contextlib.suppress(OSError):
            if name not in before or os.stat(os.path.join(root, name)).st_mtime >= since:
                found.add(name)
    return found
