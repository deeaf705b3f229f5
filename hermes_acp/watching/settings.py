"""Changes of what is set: the person's home, and what a workspace brings along. Says which kind of thing changed.

Who is told decides what to do; whether a workspace may be listened to at all is not decided here.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from hermes_acp.references.polling import Poller
from hermes_acp.references.watch import Changes, Watcher

Setting = Literal["config", "skills", "commands"]


class Kept(NamedTuple):
    """What of a directory is settings."""

    files: Mapping[str, Setting]
    """By name, directly in it."""
    folders: Mapping[str, Setting]
    """With all below."""

    def of(self, relative: str) -> Setting | None:
        """What a path is part of; None for everything else that lies there."""
        return self.files.get(relative) or self.folders.get(relative.partition("/")[0])


HOME = Kept(
    {"config.yaml": "config", ".env": "config", "trust.json": "skills"}, {"skills": "skills", "commands": "commands"}
)
"""``$HERMES_HOME``, and what a workspace brings along in ``.hermes`` and ``.agents``."""
WORKSPACE = Kept({".mcp.json": "config"}, {})
"""The workspace itself."""


class SettingsWatch:
    """Watches directories of settings."""

    def __init__(self, changed: Callable[[frozenset[Setting]], Awaitable[None]], *, poll: bool = False) -> None:
        """``changed`` is called on the event loop, never twice at once. ``poll`` does without the system's help."""
        self._changed, self._poll = changed, poll
        self._eyes: dict[str, Watcher | Poller] = {}
        self._queue: asyncio.Queue[frozenset[Setting]] = asyncio.Queue()
        self._telling: asyncio.Task[None] | None = None

    async def follow(self, directory: str, kept: Kept) -> None:
        """Watch a directory too, if it is there."""
        directory = await asyncio.to_thread(os.path.realpath, directory)
        if directory in self._eyes or not await asyncio.to_thread(os.path.isdir, directory):
            return
        loop = asyncio.get_running_loop()

        def hear(changes: Changes) -> None:
            eye = self._eyes.get(directory)
            if changes.lost and isinstance(eye, Watcher):
                with contextlib.suppress(OSError):  # a folder that just came; without a watch its files go unseen
                    eye.follow(list(kept.folders))
            if kinds := kinds_of(changes, directory, kept):
                with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                    loop.call_soon_threadsafe(self._queue.put_nowait, kinds)

        poller = Poller(directory, hear, lambda: list(files_in(directory, kept)))
        eye = self._eyes[directory] = poller if self._poll else Watcher(directory, hear)
        try:
            await asyncio.to_thread(start, eye, kept)
        except OSError:  # no watches left, or no inotify
            await asyncio.to_thread(eye.stop)
            self._eyes[directory] = poller
            await asyncio.to_thread(poller.start)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell())

    async def close(self) -> None:
        """End it."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait([self._telling])
        for eye in self._eyes.values():
            await asyncio.to_thread(eye.stop)

    async def _tell(self) -> None:
        while True:
            kinds = await self._queue.get()
            while not self._queue.empty():
                kinds |= self._queue.get_nowait()
            await self._changed(kinds)


def start(eye: Watcher | Poller, kept: Kept) -> None:
    """Begin to look. OSError when the system has no watches."""
    if isinstance(eye, Watcher):
        eye.start(list(kept.folders))
    else:
        eye.start()


def kinds_of(changes: Changes, directory: str, kept: Kept) -> frozenset[Setting]:
    """What changed, by kind; everything when events were lost."""
    if changes.lost:
        return frozenset((*kept.files.values(), *kept.folders.values()))
    at = len(directory.rstrip(os.sep)) + 1
    paths = (path[at:].replace(os.sep, "/") for path in (*changes.touched, *changes.gone))
    return frozenset(kind for path in paths if (kind := kept.of(path)))


def files_in(directory: str, kept: Kept) -> Iterator[str]:
    """The files of settings that may be there, relative."""
    yield from kept.files
    for folder in kept.folders:
        for below, _, names in os.walk(os.path.join(directory, folder)):
            yield from (os.path.relpath(os.path.join(below, name), directory) for name in names)
