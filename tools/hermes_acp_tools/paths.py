"""Paths as the model writes them, and where they stand to the workspace.

Pure text: nothing here asks a disk. Links are followed by ``Host.resolve``.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from hermes_acp_tools.result import ToolError


def from_model(given: str, cwd: str) -> str:
    """A path argument as an absolute path, or one that starts with ``~/`` for the host to expand.

    Relative paths start at ``cwd``. A ``file://`` address of this machine is its path; other addresses are refused,
    and so are empty paths and NUL. A file whose name starts with ``~`` is written ``./~name``.
    """
    if not given.strip():
        raise ToolError("The path is empty.")
    if "\0" in given:
        raise ToolError("The path holds a NUL character.")
    if "://" in given:
        given = _from_uri(given)
    if given == "~" or given.startswith("~/"):
        return given
    return os.path.join(cwd, given)


def is_inside(path: str, roots: Collection[str]) -> bool:
    """Whether a resolved path is one of the roots or below one, judged by whole components."""
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def shown(path: str, cwd: str) -> str:
    """The path as people and models like it: relative to ``cwd`` when below it."""
    if path == cwd:
        return "."
    prefix = cwd.rstrip("/") + "/"
    return path[len(prefix) :] if path.startswith(prefix) else path


def _from_uri(given: str) -> str:
    try:
        parts = urlsplit(given)
    except ValueError:
        return given
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise ToolError(f"{given} is on another machine.")
        path = unquote(parts.path)
        if "\0" in path:
            raise ToolError("The path holds a NUL character.")
        return path
    if parts.scheme.isalpha() and given.startswith(parts.scheme + "://"):
        raise ToolError(f"{given} is an address, not a path.")
    return given
