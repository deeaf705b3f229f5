"""Watching that nobody opens the database by hand.

Closing any descriptor of a SQLite file drops every lock the process has on it (see ``lockfile``). The tests of this
room, and any that want to, watch the path: an open from Python code then fails where it happens. SQLite's own
opens are made in C and not seen here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

from hermes_acp.store.files import SUFFIXES, creating

_watched: set[str] = set()
_installed = False


class StrayOpen(AssertionError):
    """Something opened a file of the store."""


@contextmanager
def watch(path: str) -> Generator[None, None, None]:
    """Make every open of the database, its WAL or its shared memory fail, until the end of the block."""
    global _installed
    if not _installed:
        sys.addaudithook(_look)  # stays for the life of the process; does nothing while nothing is watched
        _installed = True
    names = {os.path.realpath(path) + suffix for suffix in SUFFIXES}
    _watched.update(names)
    try:
        yield
    finally:
        _watched.difference_update(names)


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if not _watched or event not in ("open", "sqlite3.connect"):
        return
    name = arguments[0]
    if isinstance(name, (str, bytes)) and os.path.realpath(os.fsdecode(name)) in _watched and not creating():
        raise StrayOpen(f"{os.fsdecode(name)} was opened outside the store, which drops its locks")
