"""JSON files this room keeps in the home: replaced as a whole, readable for the person alone.

Blocks: for threads.
"""

from __future__ import annotations

import json
import os
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
