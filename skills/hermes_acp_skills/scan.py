"""Finding the folders that are skills below a root, and noticing cheaply that they changed.

Every folder looked into and every SKILL.md met leaves a stamp; looking at the stamps again costs one stat each and
no walk, because a new skill changes the folder it appears in. Links below a root are refused and reported. The
bounds keep a wrong root (a home folder, a monorepo) from costing more than a moment.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct, field

from hermes_acp_skills.inside import SKIPPED, is_link
from hermes_acp_skills.problem import Problem
from hermes_acp_skills.skill import FILE_NAME

MAX_SKILLS = 500
"""Skills taken from one root."""
MAX_FOLDERS = 2000
"""Folders looked into below one root."""
MAX_DEPTH = 4
"""Category folders between a root and a skill, plus one."""

Stamp = tuple[int, int, int] | None
"""Time of change in nanoseconds, size, inode; None when nothing is there."""


class Scan(Struct):
    """What a walk below one root found."""

    root: Path
    """Where the walk began."""
    folders: list[Path] = field(default_factory=list[Path])
    """The folders that hold a SKILL.md, in a stable order."""
    problems: list[Problem] = field(default_factory=list[Problem])
    """Links refused, and bounds met."""
    stamps: dict[Path, Stamp] = field(default_factory=dict[Path, Stamp])
    """Every path whose change may change the result."""
    visited: int = 0
    """Folders looked into so far."""


def stamp(path: Path) -> Stamp:
    """What identifies the present state of a path, links followed."""
    try:
        info = path.stat()
    except OSError:
        return None
    return info.st_mtime_ns, info.st_size, info.st_ino


def scan(root: Path) -> Scan:
    """Walk below ``root``, which need not exist. The root itself may be a link: its owner named it."""
    result = Scan(root)
    _visit(root, 0, result)
    if result.visited > MAX_FOLDERS:
        result.problems.append(Problem(root, 0, f"More than {MAX_FOLDERS} folders; the rest is not looked into."))
    if len(result.folders) > MAX_SKILLS:
        result.problems.append(Problem(root, 0, f"More than {MAX_SKILLS} skills; the rest is left out."))
        del result.folders[MAX_SKILLS:]
    return result


def _visit(folder: Path, depth: int, result: Scan) -> None:
    result.visited += 1
    if result.visited > MAX_FOLDERS or len(result.folders) > MAX_SKILLS:
        return
    result.stamps[folder] = stamp(folder)
    try:
        with os.scandir(folder) as entries:
            children = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        result.problems.append(Problem(folder, 0, f"This folder cannot be read: {error.strerror or error}."))
        return
    if depth and any(entry.name == FILE_NAME for entry in children):
        result.stamps[folder / FILE_NAME] = stamp(folder / FILE_NAME)
        result.folders.append(folder)
    elif depth < MAX_DEPTH:
        for entry in children:
            _enter(entry, depth, result)


def _enter(entry: os.DirEntry[str], depth: int, result: Scan) -> None:
    path = Path(entry.path)
    if entry.name.startswith(".") or entry.name in SKIPPED:
        return
    if is_link(path):
        message = "Links are not followed; copy the skill here, or name its folder as a skills folder."
        result.problems.append(Problem(path, 0, message))
    elif entry.is_dir(follow_symlinks=False):
        _visit(path, depth + 1, result)
