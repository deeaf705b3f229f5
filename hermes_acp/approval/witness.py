"""What the files of an action were when a person was asked, so that a yes counts for nothing else.

A path that leads elsewhere by then, a file to be changed and a script to be run that hold something else: each makes
the answer void. The act itself opens the resolved path without following links, so nothing slips in behind this.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.script import program

if TYPE_CHECKING:
    from hermes_acp.approval.shell_line import ShellLine
    from hermes_acp_tools.action import Action

MAX_PATHS = 100
"""Paths of one action that are remembered."""
MAX_BYTES = 8 * 1024 * 1024
"""Of a larger file its size and time are compared, not its content."""
_RUNS_FILES = re.compile(
    r"(?:python|pypy|ruby|perl|lua|php)[\d.]*|node|deno|bun|bash|sh|zsh|dash|ksh|fish|source|\.|make"
)
_CHANGES = names("write delete")


class Witness(Struct, frozen=True):
    """What was seen, by path."""

    places: tuple[tuple[str, str], ...]
    """Each path and where it really is."""
    contents: tuple[tuple[str, frozenset[str]], ...]
    """Each file that matters by what it holds, and fingerprints it may have: what it held, and what the change that
    was shown was made of, since an editor may save its buffer while the person reads."""

    def changed(self) -> str | None:
        """The first path that is not what it was; None when all are. Blocks."""
        for path, place in self.places:
            if os.path.realpath(path) != place:
                return path
        return next((path for path, prints in self.contents if _fingerprint(path) not in prints), None)


def witness(action: Action, line: ShellLine | None) -> Witness:
    """Look at everything an action names. ``line`` is its command, when it is one. Blocks."""
    if line is not None:
        return _see((path for path, _ in line.paths), dict.fromkeys(_scripts(line), ""))
    changed = {use.resolved: use.based_on for use in action.paths if use.access in _CHANGES}
    return _see((use.resolved for use in action.paths), changed)


def _see(paths: Iterable[str], files: Mapping[str, str]) -> Witness:
    places = [(path, os.path.realpath(path)) for path in list(dict.fromkeys(paths))[:MAX_PATHS]]
    contents = [(path, frozenset({_fingerprint(path), based_on})) for path, based_on in list(files.items())[:MAX_PATHS]]
    return Witness(tuple(places), tuple(contents))


def _scripts(line: ShellLine) -> Iterable[str]:
    """The files a command line would run."""
    for path, segment in line.paths:
        if _RUNS_FILES.fullmatch(program(segment)) and os.path.isfile(path):
            yield path
    for each in line.found:
        if each.segment.argv and "/" in each.segment.argv[0]:
            yield from (os.path.join(directory, each.segment.argv[0]) for directory in each.segment.dirs)


def _fingerprint(path: str) -> str:
    """What a path is and holds; a fixed word when there is nothing to be read."""
    try:
        facts = os.stat(path)
        if not os.path.isfile(path):
            return f"no file {facts.st_mode}"
        if facts.st_size > MAX_BYTES:
            return f"{facts.st_dev}:{facts.st_ino}:{facts.st_size}:{facts.st_mtime_ns}"
        with open(path, "rb") as file:
            return hashlib.sha256(file.read(MAX_BYTES + 1)).hexdigest()
    except (OSError, ValueError):
        return "nothing"
