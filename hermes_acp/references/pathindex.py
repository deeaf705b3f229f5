"""The paths of a workspace in memory, made for one question, which of them some letters mean.

For each character a bit map says which paths hold it; the intersection of a query's maps is the prefilter. Where
that leaves many, substring hits in one joined text come first (``slots`` keeps both). Paths lie in it shallow first,
so stopping early drops the deep ones. Thread-safe; built and asked off the event loop.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from hermes_acp.references.ranking import OPEN, RECENT, score
from hermes_acp.references.slots import Slots

_SCORED = 300
"""Paths looked at closely for one query and tier."""
_CHAINED = 1_200
"""Paths tested for scattered letters when the prefilter leaves more."""


class PathIndex:
    """Files and folders (these end in ``/``), relative to one root."""

    def __init__(self, files: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()
        everything = list(files)
        for folder, count in Counter([path[: path.rfind("/") + 1] for path in everything]).items():
            for above in (folder, *_parents(folder[:-1])):
                self._inside[above] += count
        del self._inside[""]
        everything.extend(self._inside)
        # Two sorts by small numbers need no memory; one by pairs needs as much as the paths.
        everything.sort(key=len)
        everything.sort(key=lambda path: path.count("/", 0, -1))
        self._slots = Slots(everything)

    def warm(self) -> None:
        """Make the first questions quick, letter by letter so that questions can come between."""
        steps = self._slots.warm()
        while True:
            with self._lock:
                if not next(steps, ""):
                    return

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, path: str) -> bool:
        return path in self._slots

    def files(self) -> list[str]:
        """All files, unsorted."""
        with self._lock:
            return [path for path in self._slots if not path.endswith("/")]

    def add(self, path: str) -> None:
        """One more file, and the folders it makes."""
        with self._lock:
            if path in self._slots:
                return
            self._slots.put(path)
            for folder in _parents(path):
                if not self._inside[folder]:
                    self._slots.put(folder)
                self._inside[folder] += 1

    def remove(self, path: str) -> None:
        """One file less, and the folders that are empty without it."""
        with self._lock:
            if self._slots.drop(path):
                for folder in _parents(path):
                    self._inside[folder] -= 1
                    if self._inside[folder] <= 0:
                        del self._inside[folder]
                        self._slots.drop(folder)

    def sync(self, files: Collection[str]) -> None:
        """Make these the files; what is known already is left as it is."""
        wanted = set(files)
        for path in self.files():
            if path not in wanted:
                self.remove(path)
        for path in files:
            if path not in self._slots:
                self.add(path)

    def add_all(self, paths: Iterable[str]) -> None:
        """Further files."""
        for path in paths:
            self.add(path)

    def remove_all(self, paths: Iterable[str]) -> None:
        """Files or folders (without ``/``) that are gone; a folder takes all below it along."""
        for path in paths:
            for below in self._below(path + "/"):
                self.remove(below)
            self.remove(path)

    def _below(self, folder: str) -> list[str]:
        """The files in a folder (with its ``/``), however deep."""
        with self._lock:
            inside = self._slots if folder in self._slots else ()
            return [path for path in inside if path.startswith(folder) and not path.endswith("/")]

    def find(
        self, query: str, limit: int, recent: Mapping[str, int] | None = None, opened: Collection[str] = ()
    ) -> list[str]:
        """The best paths for a query, best first. ``recent`` says how many touches ago a path was touched."""
        wanted, recent = "".join(query.lower().split()), recent or {}
        with self._lock:
            special = [path for path in (*opened, *recent) if path in self._slots]
            if not wanted:
                first = itertools.islice(self._slots, limit)
                return list(dict.fromkeys([*special, *first]))[:limit]
            scored: dict[str, float] = {}
            for path in (*special, *self._likely(wanted)):
                if path not in scored and (points := score(path.lower(), wanted)) is not None:
                    points += RECENT / (1 + recent[path]) if path in recent else 0
                    scored[path] = points + (OPEN if path in opened else 0)
        best = heapq.nsmallest(limit, scored, key=lambda path: (-scored[path], path))
        return best

    def _likely(self, wanted: str) -> Iterator[str]:
        """Paths worth scoring: all that the prefilter leaves when they are few, the promising ones otherwise."""
        slots = self._slots
        left = slots.holding(wanted)
        if left.bit_count() <= _SCORED:
            yield from slots.at(left)
            return
        hits = 0
        # One look through the whole text is the dearest step, so nothing is looked for behind what is not there.
        for needle in ("/" + wanted, wanted) if slots.has_text(wanted) else ():
            for path in slots.with_text(needle, _SCORED):
                hits += 1
                yield path
        if hits < _SCORED // 10:
            yield from itertools.islice(slots.at(left), _CHAINED)
        yield from slots.fresh()


def _parents(path: str) -> Iterator[str]:
    """The folders of a file, each with its ``/``, the nearest first."""
    at = path.rfind("/")
    while at > 0:
        yield path[: at + 1]
        at = path.rfind("/", 0, at)
