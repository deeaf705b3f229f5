"""A live index of one workspace directory: filled once, then kept by what changes, asked in a thread.

Nothing happens before the first question. The first fill is a listing (git, else ripgrep); after it a watcher tells
of changes; where none can be had, or it lost events, the listing is taken anew in the background.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Collection, Iterable

from hermes_acp.references.ignored import IGNORE_FILES, Ignored
from hermes_acp.references.listing import list_files
from hermes_acp.references.pathindex import PathIndex
from hermes_acp.references.recent import Recent
from hermes_acp.references.watch import Changes, Watcher
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

LISTING_SECONDS = 30.0
UNWATCHED_FOR = 5.0
"""Seconds a listing is trusted where nothing is watched."""
WATCHED_FOR = 300.0
"""Seconds it is trusted where changes are told."""


class WorkspaceIndex:
    """The files below one directory, as completion sees them."""

    def __init__(
        self, host: Host, root: str, *, watch: bool = True, told: Callable[[Changes], None] | None = None
    ) -> None:
        """``root`` absolute and resolved; ``watch`` is for directories of this machine only.

        ``told`` hears of every change too, on the event loop.
        """
        self._host, self._root, self._watch, self._told = host, root, watch, told
        self._ignore = Ignored(root)
        self._paths = PathIndex()
        self._watcher: Watcher | None = None
        self._filling: asyncio.Task[None] | None = None
        self._filled_at = float("-inf")
        self._listed = asyncio.Event()
        self._recent = Recent()
        self._missed: list[Changes] = []
        self._deltas: asyncio.Queue[Changes] = asyncio.Queue()
        self._applying: asyncio.Task[None] | None = None

    async def find(self, query: str, limit: int, opened: Collection[str] = ()) -> list[str]:
        """The best relative paths for a few letters; folders end in ``/``. The first call waits for the listing."""
        self._refresh()
        await self._listed.wait()
        inside = {path for path in map(self._relative, opened) if path}
        return await asyncio.to_thread(self._paths.find, query, limit, self._recent.ages(), inside)

    def touch(self, path: str) -> None:
        """Remember an absolute path as used just now."""
        if relative := self._relative(path):
            self._recent.touch(relative)

    async def settle(self) -> None:
        """Wait until every change told so far is in the index."""
        await self._deltas.join()
        if self._filling is not None:
            await asyncio.shield(self._filling)

    async def close(self) -> None:
        """End the watch and what runs in the background."""
        for task in (self._filling, self._applying):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await self._ignore.forget()
        if self._watcher is not None:
            watcher, self._watcher = self._watcher, None
            await asyncio.to_thread(watcher.stop)

    def _relative(self, path: str) -> str:
        prefix = self._root.rstrip(os.sep) + os.sep
        return path[len(prefix) :].replace(os.sep, "/") if path.startswith(prefix) else ""

    def _refresh(self) -> None:
        """Take a new listing in the background when the last one is too old."""
        age = asyncio.get_running_loop().time() - self._filled_at
        if age > (WATCHED_FOR if self._watcher else UNWATCHED_FOR) and (not self._filling or self._filling.done()):
            self._filling = asyncio.create_task(self._fill())

    async def _fill(self) -> None:
        begun = asyncio.get_running_loop().time()
        self._missed.clear()
        try:
            files = await list_files(self._host, self._root, LISTING_SECONDS)
        except (OSError, ToolError):
            files = list[str]()
        if not len(self._paths):
            self._paths = await asyncio.to_thread(PathIndex, files)
        else:
            await asyncio.to_thread(self._paths.sync, files)
        self._filled_at = begun
        self._catch_up()
        self._listed.set()
        if self._watch:
            await self._follow(files)
        await asyncio.to_thread(self._paths.warm)

    def _catch_up(self) -> None:
        """What was told while the listing was taken may not be in it: take it in once more."""
        missed, self._missed = self._missed, []
        for changes in missed:
            self._deltas.put_nowait(Changes(changes.touched, changes.gone))
        if any(changes.lost for changes in missed):
            self._stale()

    async def _follow(self, files: Iterable[str]) -> None:
        """Watch the folders at the top that hold these files."""
        folders = sorted({path.partition("/")[0] for path in files if "/" in path})
        watcher = self._watcher
        try:
            if watcher is not None:
                await asyncio.to_thread(watcher.follow, folders)
                return
            loop = asyncio.get_running_loop()
            watcher = self._watcher = Watcher(self._root, lambda news: _hand_over(loop, self._deltas, news))
            await asyncio.to_thread(watcher.start, folders)
        except (OSError, ImportError):  # no watches left, no inotify, no watchdog: the listing is taken anew instead
            self._watch, self._watcher = False, None
            if watcher is not None:
                await asyncio.to_thread(watcher.stop)
            return
        self._applying = asyncio.create_task(self._apply_all())
        self._stale()  # what changed between the listing and the watch: the next question has it looked up

    async def _apply_all(self) -> None:
        while True:
            changes = await self._deltas.get()
            try:
                await self.apply(changes)
            finally:
                self._deltas.task_done()

    async def apply(self, changes: Changes) -> None:
        """Take in what a watcher tells."""
        if self._told is not None:
            self._told(changes)
        if self._filling is not None and not self._filling.done():
            self._missed.append(changes)
        touched = {path for path in map(self._relative, changes.touched) if path and ".git" not in path.split("/")}
        if changes.lost or any(os.path.basename(path) in IGNORE_FILES for path in touched):
            await self._ignore.forget()
            self._stale()
            self._refresh()
        await asyncio.to_thread(self._paths.remove_all, [path for path in map(self._relative, changes.gone) if path])
        new = {path for path in touched if path not in self._paths}
        if new:
            touched -= await self._ignored(new)
            await asyncio.to_thread(self._paths.add_all, touched)
        for path in touched:
            self._recent.touch(path)

    def _stale(self) -> None:
        """The next question takes a new listing, and gets what is known until it is there."""
        self._filled_at = min(self._filled_at, asyncio.get_running_loop().time() - WATCHED_FOR - 1)

    async def _ignored(self, paths: Collection[str]) -> set[str]:
        """Those that git ignores. Outside a repository all of them: the next listing decides."""
        ignored = await self._ignore.among(paths)
        if ignored is not None:
            return ignored
        self._stale()
        return set(paths)


def _hand_over(loop: asyncio.AbstractEventLoop, deltas: asyncio.Queue[Changes], changes: Changes) -> None:
    """From the watcher's thread to the loop; a loop that is closed by now needs no news."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(deltas.put_nowait, changes)
