"""Changes of what is set: the person's home, and what a workspace brings along. Says which kind of thing changed.

Who is told decides what to do; whether a workspace may be listened to at all is not decided here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

from hermes_acp.references.polling import Poller
from hermes_acp.references.watch import Changes, Watcher

Setting = Literal["config", "skills", "commands"]

FILES: dict[str, Setting] = {
    "config.yaml": "config",
    ".env": "config",
    "mcp.json": "config",
    "trust.json": "skills",
}
FOLDERS: dict[str, Setting] = {"skills": "skills", "commands": "commands"}


def setting_of(relative: str) -> Setting | None:
    """What a path in a directory of settings is part of; None for everything else that lies there."""
    return FILES.get(relative) or FOLDERS.get(relative.partition("/")[0])


class SettingsWatch:
    """Watches directories of settings."""

    def __init__(self, changed: Callable[[frozenset[Setting]], Awaitable[None]], *, poll: bool = False) -> None:
        """``changed`` is called on the event loop, never twice at once. ``poll`` does without the system's help."""
        self._changed, self._poll = changed, poll
        self._eyes: dict[str, Watcher | Poller] = {}
        self._queue: asyncio.Queue[frozenset[Setting]] = asyncio.Queue()
        self._telling: asyncio.Task[None] | None = None

    async def follow(self, directory: str) -> None:
        """Watch a directory too, if it is there: ``$HERMES_HOME``, a workspace's ``.hermes`` or ``.agents``."""
        directory = await asyncio.to_thread(os.path.realpath, directory)
        if directory in self._eyes or not await asyncio.to_thread(os.path.isdir, directory):
            return
        loop = asyncio.get_running_loop()

        def hear(changes: Changes) -> None:
            eye = self._eyes.get(directory)
            if changes.lost and isinstance(eye, Watcher):
                with contextlib.suppress(OSError):  # a folder that just came; without a watch its files go unseen
                    eye.follow(list(FOLDERS))
            if kinds := kinds_of(changes, directory):
                with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                    loop.call_soon_threadsafe(self._queue.put_nowait, kinds)

        eye = self._eyes[directory] = self._eye(directory, hear)
        try:
            await asyncio.to_thread(start, eye)
        except OSError:  # no watches left, or no inotify
            await asyncio.to_thread(eye.stop)
            eye = self._eyes[directory] = Poller(directory, hear, lambda: list(files_in(directory)))
            await asyncio.to_thread(start, eye)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell())

    async def close(self) -> None:
        """End it."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait([self._telling])
        for eye in self._eyes.values():
            await asyncio.to_thread(eye.stop)

    def _eye(self, directory: str, hear: Callable[[Changes], None]) -> Watcher | Poller:
        if self._poll:
            return Poller(directory, hear, lambda: list(files_in(directory)))
        return Watcher(directory, hear)

    async def _tell(self) -> None:
        while True:
            kinds = await self._queue.get()
            while not self._queue.empty():
                kinds |= self._queue.get_nowait()
            await self._changed(kinds)


def start(eye: Watcher | Poller) -> None:
    """Begin to look. OSError when the system has no watches."""
    if isinstance(eye, Watcher):
        eye.start(list(FOLDERS))
    else:
        eye.start()


def kinds_of(changes: Changes, directory: str) -> frozenset[Setting]:
    """What changed, by kind; everything when events were lost."""
    if changes.lost:
        return frozenset((*FILES.values(), *FOLDERS.values()))
    at = len(directory.rstrip(os.sep)) + 1
    paths = (path[at:].replace(os.sep, "/") for path in (*changes.touched, *changes.gone))
    return frozenset(kind for path in paths if (kind := setting_of(path)))


def files_in(directory: str) -> Iterator[str]:
    """The files of settings that are there, relative."""
    yield from FILES
    for folder in FOLDERS:
        for below, _, names in os.walk(os.path.join(directory, folder)):
            yield from (os.path.relpath(os.path.join(below, name), directory) for name in names)
