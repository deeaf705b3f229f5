"""Writing a small file of ours whole or not at all, readable by its owner alone, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager


def write_private(path: str, text: str) -> None:
    """Replace a file (mode 0600) in a directory (mode 0700); OSError leaves the old one."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


@contextmanager
def alone(path: str) -> Generator[None]:
    """Nobody else who does the same is changing the file meanwhile, in no process. Waits; OSError when it cannot."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    handle = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def owned_by_us(path: str) -> bool:
    """Whether nobody else could have written a file: ours, and closed to the group and the world."""
    stat = os.stat(path)
    return stat.st_uid == os.geteuid() and not stat.st_mode & 0o022
