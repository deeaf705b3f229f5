"""Reading files inside one folder and nowhere else.

A path is taken apart before the disk is asked; links are refused at every step, also when they point back inside,
because what they point to can change between the look and the read. Only regular files are opened, so a pipe
cannot hold the reader.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hermes_acp_skills.problem import SkillError

SKIPPED = frozenset({"__pycache__", "node_modules"})
"""Folders that hold nothing a reader wants; names that start with a dot are skipped too."""
MAX_FILES = 200
"""Files listed for one skill."""
MAX_DEPTH = 6
"""Folders below a skill that are looked into."""


def read_bytes(folder: Path, relative: str, limit: int, *, head: bool = False) -> bytes:
    """The bytes of a file inside ``folder``, at most ``limit``; with ``head``, just the first ``limit``.

    SkillError when the path leaves the folder, meets a link, is no regular file or is larger than ``limit`` bytes.
    """
    path = _checked(folder, relative)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode):
                raise SkillError(f"{relative!r} is not a regular file.")
            if info.st_size > limit and not head:
                raise SkillError(f"{relative!r} has {info.st_size:,} bytes; the limit for a skill is {limit:,}.")
            return file.read(limit)
    except OSError as error:
        raise SkillError(f"{relative!r} cannot be read: {error.strerror or error}.") from error


def list_files(folder: Path) -> tuple[str, ...]:
    """The regular files below ``folder`` as sorted POSIX paths, without links, at most ``MAX_FILES``."""
    found: list[str] = []
    for path in _walk(folder, MAX_DEPTH):
        found.append(path.relative_to(folder).as_posix())
        if len(found) == MAX_FILES:
            break
    return tuple(sorted(found))


def is_link(path: Path) -> bool:
    """Whether the path itself is a symbolic link or, on Windows, a junction."""
    try:
        info = path.lstat()
    except OSError:
        return False
    junction = getattr(info, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
    return stat.S_ISLNK(info.st_mode) or junction


def _checked(folder: Path, relative: str) -> Path:
    parts = PurePosixPath(relative.replace("\\", "/")).parts
    if not parts or "\0" in relative or any(part == ".." or ":" in part for part in parts) or parts[0].startswith("/"):
        raise SkillError(f"{relative!r} is not a path inside the skill. Use one of the files the skill lists.")
    path = folder
    for part in parts:
        path /= part
        if is_link(path):
            raise SkillError(f"{relative!r} is, or lies behind, a link; links in skills are not followed.")
    return path


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            children = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in children:
        if entry.name.startswith(".") or entry.name in SKIPPED or is_link(Path(entry.path)):
            continue
        if entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
        elif depth and entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), depth - 1)
