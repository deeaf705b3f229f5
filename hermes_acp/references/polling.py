"""Changes below a directory where the system cannot tell of them: the files' times are looked at, again and again.

Stands in for ``watch.Watcher``. A round over many files takes long, so the pause grows with it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection

from msgspec import Struct, field

from hermes_acp.references.watch import Changes

PAUSE = 1.0
"""Seconds between two rounds, at least."""
SHARE = 10
"""A pause is this many times as long as a round."""


class Poller(Struct):
    """One subscriber's eyes on a list of files. ``tell`` is called from a thread of ours, never twice at once."""

    root: str
    tell: Callable[[Changes], None]
    files: Callable[[], Collection[str]]
    """The relative paths to look at, with ``/``; asked in the thread before each round."""
    pause: float = PAUSE
    _known: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Look once and go on looking. Blocks for the first look."""
        self._known = self._look()
        self._thread = threading.Thread(target=self._go_on, name="hermes-poll", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; nothing is told afterwards."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(5)

    def _go_on(self) -> None:
        pause = self.pause
        while not self._ended.wait(pause):
            begun = time.monotonic()
            now = self._look()
            touched = {path for path, facts in now.items() if self._known.get(path) != facts}
            gone = self._known.keys() - now.keys()
            self._known = now
            if (touched or gone) and not self._ended.is_set():
                self.tell(Changes(frozenset(touched), frozenset(gone)))
            pause = max(self.pause, SHARE * (time.monotonic() - begun))

    def _look(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for relative in self.files():
            path = os.path.join(self.root, relative)
            try:
                facts = os.stat(path)
            except OSError:
                continue
            found[path] = (facts.st_mtime_ns, facts.st_size)
        return found
