"""Which repositories an index of git names inside its own (submodules and the like): git visits them too.

Reads the index as a file. Its format: https://git-scm.com/docs/index-format
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

MAX_BYTES = 64 * 1024 * 1024
"""A larger index is not understood."""
_LINK = re.compile(rb"\x00\x00\xe0\x00")
"""The mode of an entry that is a commit of another repository."""
_BEHIND_MODE = 4 + 4 + 4 + 4 + 20
"""Bytes between the start of an entry's mode and its flags: mode, user, group, size, SHA-1."""
_NAME_LENGTH = 0x0FFF
_EXTENDED = 0x4000


def gitlinks(path: str) -> tuple[str, ...] | None:
    """Paths of the repositories inside; None when the index cannot be understood. No index, no repositories."""
    try:
        facts = os.stat(path)
    except OSError:
        return () if not os.path.lexists(path) else None
    return _links_in(path, facts.st_mtime_ns, facts.st_size, facts.st_ino)


@lru_cache(maxsize=32)
def _links_in(path: str, mtime_ns: int, size: int, inode: int) -> tuple[str, ...] | None:
    """The links of one version of an index; the extra arguments are what makes it that version."""
    if size > MAX_BYTES:
        return None
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    if data[:4] != b"DIRC":
        return None
    found = [_name_at(data, match.start()) for match in _LINK.finditer(data)]
    if not found:
        return ()
    plain = int.from_bytes(data[4:8], "big") in (2, 3)  # later versions shorten the names
    return tuple(name for name in found if name) if plain else None


def _name_at(data: bytes, mode_at: int) -> str | None:
    """The name of the entry whose mode is there; None when these bytes are no mode."""
    flags_at = mode_at + _BEHIND_MODE
    flags = int.from_bytes(data[flags_at : flags_at + 2], "big")
    start = flags_at + (4 if flags & _EXTENDED else 2)
    end = data.find(b"\0", start)
    name = data[start:end]
    if not name or (len(name) != flags & _NAME_LENGTH and len(name) < _NAME_LENGTH):
        return None
    return name.decode("utf-8", "surrogateescape")
