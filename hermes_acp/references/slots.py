"""Paths by number, with what finds them by their characters kept in step: bit maps, and one joined text.

A slot is given once: what is gone leaves it empty. Not thread-safe; ``pathindex`` holds the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hermes_acp.references.joined import JoinedText
from hermes_acp.references.lettermaps import LetterMaps, slots_of

FRESH = 4_000
"""Paths that came after the joined text was made; beyond that it is made anew."""


class Slots:
    """Numbered paths."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._paths: list[str | None] = list(paths)
        self._slots = {path: slot for slot, path in enumerate(self._paths) if path is not None}
        self._maps = LetterMaps()
        self._joined = JoinedText(map(_row, self._paths))

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, path: str) -> bool:
        return path in self._slots

    def __iter__(self) -> Iterator[str]:
        """The paths by slot."""
        return (path for path in self._paths if path is not None)

    def put(self, path: str) -> None:
        """A path that is not there yet."""
        self._slots[path] = len(self._paths)
        self._maps.put(len(self._paths), _row(path))
        self._paths.append(path)
        if len(self._paths) - len(self._joined) > FRESH:
            self._join()

    def drop(self, path: str) -> bool:
        """Take a path out; False when it is not there."""
        slot = self._slots.pop(path, None)
        if slot is None:
            return False
        self._paths[slot] = None
        self._maps.drop(slot, _row(path))
        return True

    def holding(self, letters: str) -> int:
        """The slots, as bits, of the paths that hold every character."""
        if missing := self._maps.missing(letters):
            rows = self._rows()
            for letter in missing:
                self._maps.make(letter, rows)
        return self._maps.holding(letters)

    def at(self, bits: int) -> Iterator[str]:
        """The paths in these slots, by slot."""
        return self._there(slots_of(bits))

    def with_text(self, needle: str, limit: int) -> Iterator[str]:
        """At most so many paths that hold the needle, of those in the joined text."""
        return self._there(self._joined.slots(needle, limit))

    def has_text(self, needle: str) -> bool:
        """Whether any path in the joined text holds the needle."""
        return needle in self._joined

    def fresh(self) -> Iterator[str]:
        """The paths that are not in the joined text yet."""
        return self._there(range(len(self._joined), len(self._paths)))

    def warm(self) -> Iterator[str]:
        """Make the bit maps ahead of the first question, a letter a step; between two steps paths may come and go."""
        rows = self._rows()
        for letter in sorted(self._joined.letters()):
            if len(rows) != len(self._paths):
                rows = self._rows()
            self._maps.make(letter, rows)
            yield letter

    def _rows(self) -> list[str]:
        """All paths in lower case by slot."""
        if len(self._paths) > len(self._joined):
            self._join()
        return self._joined.rows()

    def _there(self, slots: Iterable[int]) -> Iterator[str]:
        """The paths in these slots, as far as they are there."""
        paths = self._paths
        return (path for slot in slots if slot < len(paths) and (path := paths[slot]) is not None)

    def _join(self) -> None:
        self._joined = JoinedText(map(_row, self._paths))


def _row(path: str | None) -> str:
    """A path as it stands in the joined text: it begins with a ``/``, so a component's start can be searched."""
    return "/" + path.lower().replace("\n", " ") if path is not None else "/"
