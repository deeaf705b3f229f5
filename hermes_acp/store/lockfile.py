"""The lock beside the database, held around every connect, disconnect and write transaction.

POSIX drops all locks a process has on a file when any descriptor of that file is closed. A stray open of the
database (a backup, a hash, an editor's tool) thus takes SQLite's own locks away, and commits get lost between
processes. ``flock`` on a file that nobody else opens is not touched by that.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager

from hermes_acp.errors import StoreError
from hermes_acp.store.failures import ADVICE
from hermes_acp.store.files import identity, prepare_directory

PATIENCE = 15.0
"""Seconds to wait for other processes. A commit takes milliseconds, so this means that one of them is stopped."""


class LockFile:
    """One descriptor of the lock file; threads that must exclude each other need one each."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = self._open()

    def _open(self) -> int:
        prepare_directory(os.path.dirname(self._path))
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def held(self, patience: float = PATIENCE) -> Generator[None, None, None]:
        """Hold the lock. StoreError (``storage_busy``) when others keep it longer than ``patience`` seconds."""
        end = time.monotonic() + patience
        self._acquire(end)
        while identity(self._path) != _identity_of(self._descriptor):
            # The directory was removed under us; others already meet at a new file.
            os.close(self._descriptor)
            self._descriptor = self._open()
            self._acquire(end)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _acquire(self, end: float) -> None:
        pause = 0.0002
        while True:
            try:
                return fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise StoreError(ADVICE["storage_busy"], "storage_busy") from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)


def _identity_of(descriptor: int) -> tuple[int, int]:
    facts = os.fstat(descriptor)
    return facts.st_dev, facts.st_ino
