"""The file in which runners complain: nobody reads their standard error, and a crash must be explained somewhere.

It is in the home, for this user alone. When it has grown, the next runner to start puts it aside, in place of the one
before; so there are two of them at most.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator

LARGEST = 256 << 10
"""Bytes from which it is put aside."""


def place(home: str) -> str:
    """Where it is."""
    return os.path.join(home, "logs", "mcp-runs.log")


@contextlib.contextmanager
def opened(home: str) -> Generator[int]:
    """A descriptor to write to; it leads nowhere where the file cannot be had. Blocks."""
    descriptor = _open(home, place(home))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(home: str, path: str) -> int:
    try:
        for folder in (home, os.path.dirname(path)):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            if os.lstat(path).st_size > LARGEST:
                os.replace(path, f"{path}.1")
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError:  # what is wrong with the home, the runner says of its store
        return os.open(os.devnull, os.O_WRONLY)
