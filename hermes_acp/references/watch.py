"""Changes below a directory, as they happen, in batches.

Only folders that matter are watched (never ``.git`` or what git ignores at the top). When events were lost, or
something appeared where nothing is watched yet, the subscriber is told to look for itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from msgspec import Struct, field

from hermes_acp.references.observer import SHARED

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

    from hermes_acp.references.observer import Watch

DEBOUNCE = 0.08
"""Seconds for which events are gathered."""
TOP_FOLDERS = 64
"""More folders than this at the top are watched through the root."""


class Changes(Struct, frozen=True):
    """What happened since the batch before, as absolute paths."""

    touched: frozenset[str] = frozenset()
    """Files that appeared or were written or moved here."""
    gone: frozenset[str] = frozenset()
    """Files or folders that are not there any more; a folder takes all below it along."""
    lost: bool = False
    """True when events were lost: only a new listing tells the truth."""


class Watcher(Struct):
    """One subscriber's watch. ``tell`` is called from a thread of ours, never twice at once."""

    root: str
    tell: Callable[[Changes], None]
    _touched: set[str] = field(default_factory=set[str])
    _gone: set[str] = field(default_factory=set[str])
    _lost: bool = False
    _timer: threading.Timer | None = None
    _stopped: bool = False
    _life: threading.Lock = field(default_factory=threading.Lock)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _watches: dict[str, Watch] = field(default_factory=dict[str, "Watch"])

    def start(self, folders: Collection[str]) -> None:
        """Watch the root itself and these folders in it, with all below. OSError when the system has no watches."""
        with self._life:
            if not self._stopped:
                SHARED.join(self)
                self._follow(folders)

    def follow(self, folders: Collection[str]) -> None:
        """Watch further folders in the root. OSError when the system has no watches."""
        with self._life:
            if not self._stopped:
                self._follow(folders)

    def stop(self) -> None:
        """End the watch, also one that is just being started; nothing is told afterwards."""
        with self._life:
            self._stopped = True
            with self._lock:
                if self._timer is not None:
                    self._timer.cancel()
                self._timer = None
            SHARED.leave(self, list(self._watches.values()))
            self._watches.clear()

    def _follow(self, folders: Collection[str]) -> None:
        many = len(folders) > TOP_FOLDERS
        wanted = {self.root: many} | ({} if many else {os.path.join(self.root, folder): True for folder in folders})
        for path, recursive in wanted.items():
            if path not in self._watches and os.path.isdir(path) and not os.path.islink(path):
                self._watches[path] = SHARED.schedule(self, path, recursive=recursive)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Called by watchdog for each event."""
        kind, source, target = event.event_type, os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        with self._lock:
            if kind in ("deleted", "moved"):
                self._gone.add(source)
                self._touched.discard(source)
            landed = target if kind == "moved" else source if kind in ("created", "closed") else ""
            if landed and not event.is_directory:
                self._touched.add(landed)
                self._gone.discard(landed)
            elif landed and os.path.dirname(landed) == self.root:
                self._lost = True  # nothing watches a new folder at the top yet
            self._arm()

    def overflow(self) -> None:
        """The kernel dropped events."""
        with self._lock:
            self._lost = True
            self._arm()

    def _arm(self) -> None:
        if self._timer is None and not self._stopped:
            self._timer = threading.Timer(DEBOUNCE, self._flush)
            self._timer.daemon = True
            self._timer.start()

    def _flush(self) -> None:
        with self._lock:
            if self._timer is None:
                return
            self._timer = None
            changes = Changes(frozenset(self._touched), frozenset(self._gone), self._lost)
            self._touched, self._gone, self._lost = set(), set(), False
        self.tell(changes)
