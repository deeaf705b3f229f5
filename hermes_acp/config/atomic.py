"""Replacing a file of settings so that a crash leaves the old one or the new one, never half of it."""

from __future__ import annotations

import os
import stat


def write_private(path: str, text: str, *, mode: int | None = None) -> None:
    """Write a UTF-8 file through a temporary one beside it.

    A link is followed, so that settings kept elsewhere stay there. ``mode=None`` keeps the permissions; a new file
    is for this user alone.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    temporary = f"{target}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            os.fchmod(descriptor, _mode_of(target) if mode is None else mode)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.rename(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    _flush_folder(folder)


def _mode_of(path: str) -> int:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return 0o600


def _flush_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
