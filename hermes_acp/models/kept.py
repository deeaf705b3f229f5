"""JSON files this room keeps in the home: replaced as a whole, readable for the person alone.

Blocks: for threads.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from typing import cast


def read_json(path: str) -> dict[str, object]:
    """The object in a file; empty when the file is missing or holds none. OSError when it cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            value: object = json.load(file)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def write_json(path: str, value: object, *, durable: bool) -> None:
    """Write the file through a temporary one beside it; ``durable`` waits until it is on the disk. OSError."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.flush()
            if durable:
                os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


class FileLock:
    """Excludes other processes and threads while a file is read, changed and written.

    ``flock`` on a file beside it that nobody else opens; each use has a descriptor of its own.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, patience: float = 15.0) -> None:
        """Wait for it. TimeoutError when others keep it longer than ``patience`` seconds."""
        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = time.monotonic() + patience
        pause = 0.001
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    os.close(descriptor)
                    raise TimeoutError(f"{self._path} is held by another process") from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others in. Nothing happens when it is not held."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
