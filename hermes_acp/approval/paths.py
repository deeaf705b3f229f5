"""Where a path really is: links followed as far as it exists, compared by components, letter case set aside.

Answers whether something lies inside a directory. What that means for a decision is not said here.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable

_USER = re.compile(r"[+-]?|[A-Za-z_][\w-]*")


def real(path: str) -> str:
    """Links followed as far as the path exists; ``/`` when they may not be looked at, which no root contains."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return "/"


def lexical(path: str, cwd: str, home: str) -> str:
    """Absolute and without ``..``, as a person reads it: no link is followed, nothing is looked up."""
    joined = posixpath.normpath(posixpath.join(cwd, expand_home(path, home)))
    return "/" + joined.lstrip("/")


def expand_home(path: str, home: str) -> str:
    """``~`` and ``~/x`` in the home directory; ``~name`` beside it."""
    if not path.startswith("~"):
        return path
    user, slash, rest = path[1:].partition("/")
    if not _USER.fullmatch(user):
        return path
    if user in ("", "+", "-"):
        return home + slash + rest
    return ("/root" if user == "root" else posixpath.join(posixpath.dirname(home) or "/", user)) + slash + rest


def inside(path: str, directory: str) -> bool:
    """Whether a resolved path is the directory or lies under it."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def inside_any(path: str, directories: Iterable[str]) -> bool:
    """Whether a resolved path lies in one of the directories."""
    return any(inside(path, directory) for directory in directories)
