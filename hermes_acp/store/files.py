"""The files of the store: where they may lie, who may read them, and how a damaged one is put aside.

Nothing here opens a database; the one that is created empty, before SQLite sees it, exists so that no other user
can ever read it.
"""

from __future__ import annotations

import os
import stat
import threading
import time

from hermes_acp.errors import StoreError

SUFFIXES = ("", "-wal", "-shm")
"""What SQLite puts beside the name of a database in WAL mode."""


_here = threading.local()


def prepare_directory(path: str) -> None:
    """Make the directory for this user alone; StoreError when it is somebody else's or open to everyone."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    facts = os.stat(path)
    if facts.st_uid != os.geteuid():
        raise StoreError(f"{path} belongs to another user; choose another HERMES_HOME.", "storage_foreign")
    if facts.st_mode & stat.S_IWOTH:
        raise StoreError(f"Every user may write to {path}; run: chmod o-w {path!r}", "storage_foreign")


def create_private(path: str) -> None:
    """Make an empty file that only this user can read, unless there is one.

    It is new, so no connection of ours can be on it, and closing it drops no locks.
    """
    _here.creating = True
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    finally:
        _here.creating = False


def creating() -> bool:
    """True while this thread makes the file; for ``guard``."""
    return getattr(_here, "creating", False)


def identity(path: str) -> tuple[int, int] | None:
    """Device and inode, found by name so that no descriptor is opened; None when nothing is there."""
    try:
        facts = os.stat(path)
    except FileNotFoundError:
        return None
    return facts.st_dev, facts.st_ino


def move_aside(path: str) -> str:
    """Rename the database and its companions together and keep them; returns the new name."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    target = f"{path}.damaged-{moment}"
    count = 1
    while os.path.lexists(target):
        count += 1
        target = f"{path}.damaged-{moment}-{count}"
    for suffix in reversed(SUFFIXES):
        if os.path.lexists(path + suffix):
            os.rename(path + suffix, target + suffix)
    return target
