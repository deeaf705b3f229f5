"""A file for output that is too long for the model. For threads."""

from __future__ import annotations

import os
import secrets

SPILL_BYTES = 64 << 20
"""The most that is kept in a file of one command's output."""


class Spill:
    """A file for the whole output, made when it is needed; for threads."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._left = SPILL_BYTES
        self.path: str | None = None
        self.failure: str | None = None
        """Why there is no file, if it could not be written."""

    @property
    def full(self) -> bool:
        """Whether nothing more is kept."""
        return self._left <= 0 or self.failure is not None

    def write(self, pieces: list[str]) -> None:
        """Append text, up to the cap."""
        data = "".join(pieces).encode("utf-8", "replace")[: max(self._left, 0)]
        self._left -= len(data)
        try:
            with open(self._descriptor(), "ab") as file:
                file.write(data)
        except OSError as exc:
            self.failure = exc.strerror or str(exc)
            self.path = None

    def _descriptor(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        if self.path is not None:
            return os.open(self.path, flags)
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        path = os.path.join(self._folder, f"output-{secrets.token_hex(6)}.txt")
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        self.path = path
        return descriptor
