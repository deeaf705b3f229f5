"""The process's one watchdog observer: alive while anybody watches, quiet about everything but the list of files.

watchdog is imported when the first member joins. With every event let through, large trees flood the kernel's
queue; that it overflowed all the same is only logged by watchdog, so its log is listened to.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers.api import BaseObserver, ObservedWatch

    Watch = tuple[ObservedWatch, FileSystemEventHandler]

_LOGGER = "watchdog.observers.inotify_c"


class Member(Protocol):
    """Somebody who watches."""

    def dispatch(self, event: FileSystemEvent) -> None:
        """Something happened; called from watchdog's thread."""
        ...

    def overflow(self) -> None:
        """The kernel dropped events."""
        ...


class SharedObserver(logging.Handler):
    """Started by the first member, ended by the last."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._members: list[Member] = []
        self._observer: BaseObserver | None = None
        self._guard = threading.Lock()
        self._handlers: dict[ObservedWatch, list[FileSystemEventHandler]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Pass an overflow on; other warnings concern nobody here."""
        if "overflow" in record.getMessage():
            for member in list(self._members):
                member.overflow()

    def join(self, member: Member) -> None:
        """Become a member; the first starts the observer. OSError when the system cannot watch."""
        from watchdog.observers import Observer

        with self._guard:
            self._members.append(member)
            if self._observer is None:
                logger = logging.getLogger(_LOGGER)
                logger.addHandler(self)
                observer = Observer()
                observer.start()
                self._observer = observer

    def schedule(self, member: Member, path: str, *, recursive: bool) -> Watch:
        """Watch a directory. OSError when the system has no watches left."""
        from watchdog import events

        wanted: list[type[FileSystemEvent]] = [
            events.FileCreatedEvent,
            events.FileDeletedEvent,
            events.FileMovedEvent,
            events.FileClosedEvent,
            events.DirCreatedEvent,
            events.DirDeletedEvent,
            events.DirMovedEvent,
        ]

        class Handler(events.FileSystemEventHandler):
            def dispatch(self, event: FileSystemEvent) -> None:
                member.dispatch(event)

        with self._guard:
            if self._observer is None:
                raise OSError("nothing is watched any more")
            handler = Handler()
            watch = self._observer.schedule(handler, path, recursive=recursive, event_filter=wanted)
            self._handlers.setdefault(watch, []).append(handler)
            return watch, handler

    def leave(self, member: Member, watches: Collection[Watch]) -> None:
        """Give up watches and membership."""
        with self._guard:
            if member in self._members:
                self._members.remove(member)
            for watch, handler in watches:
                self._drop(watch, handler)
            if self._observer is not None and not self._members:
                logging.getLogger(_LOGGER).removeHandler(self)
                self._observer.stop()
                self._observer.join(5)
                self._observer = None

    def _drop(self, watch: ObservedWatch, handler: FileSystemEventHandler) -> None:
        """Take one handler off; equal watches are one to watchdog, so the last handler ends it."""
        if self._observer is None or handler not in self._handlers.get(watch, ()):
            return
        self._handlers[watch].remove(handler)
        self._observer.remove_handler_for_watch(handler, watch)
        if not self._handlers[watch]:
            del self._handlers[watch]
            self._observer.unschedule(watch)


SHARED = SharedObserver()
