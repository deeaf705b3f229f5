"""What the doctor looks at in the home of Hermes: whether it is there and private, room on the disk, leftovers.

Each check looks at one thing and returns what it found; none changes anything. They block: they are for threads.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from functools import partial

from hermes_acp.cli.findings import Finding, Repair

SMALLEST_ROOM = 200 * 1024 * 1024
"""Bytes below which a disk is nearly full."""
TEMPORARY = re.compile(r".+\.\d+\.[0-9a-f]{8}\.tmp")
"""A file that was being replaced; see ``config.atomic``."""
STALE_SECONDS = 3600.0


def check_home(home: str) -> Finding:
    """Whether state can be kept, and by this user alone."""
    if os.path.lexists(home) and not os.path.isdir(home):
        advice = "Move it away, or set HERMES_HOME to a directory."
        return Finding("home", "problem", f"{home} is no directory, so nothing can be kept", advice)
    if not os.path.isdir(home):
        sentence = f"{home} is not there yet and is made when it is first needed"
        return Finding("home", "ok", sentence, repair=Repair(partial(_make, home)))
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        advice = "Make it writable, or set HERMES_HOME to another directory."
        return Finding("home", "problem", f"{home} cannot be written to: {error.strerror}", advice)
    facts = os.stat(home)
    if facts.st_uid != os.geteuid():
        return Finding("home", "problem", f"{home} belongs to another user", "Set HERMES_HOME to a directory of yours.")
    if facts.st_mode & stat.S_IWOTH:
        repair = Repair(partial(restrict, home, stat.S_IMODE(facts.st_mode) & ~stat.S_IWOTH))
        return Finding("home", "problem", f"every user may write to {home}", f"Run: chmod o-w '{home}'", repair=repair)
    return Finding("home", "ok", f"{home} can be written to")


def check_room(home: str) -> Finding:
    """Whether the disk has room for sessions, and there is a place for temporary files."""
    try:
        with tempfile.TemporaryFile():
            pass
        while not os.path.isdir(home):
            home = os.path.dirname(home)
        free = shutil.disk_usage(home).free
    except OSError as error:
        return Finding("disk", "problem", f"no temporary file can be made: {error.strerror}", "Set TMPDIR to another.")
    if free < SMALLEST_ROOM:
        sentence = f"only {free // 1024**2} MB are free where {home} is"
        return Finding("disk", "warning", sentence, "Free some space: sessions that cannot be saved do not go on.")
    return Finding("disk", "ok", f"{free / 1024**3:,.0f} GB are free")


def check_leftovers(home: str) -> list[Finding]:
    """Files that something left behind when it ended too early."""
    try:
        names = [name for name in os.listdir(home) if TEMPORARY.fullmatch(name)]
    except OSError:
        return []
    paths = [path for name in names if _older(path := os.path.join(home, name))]
    if not paths:
        return []
    sentence = f"{len(paths)} unfinished files are in {home}"
    return [
        Finding("leftovers", "warning", sentence, "Remove the files ending in .tmp.", repair=Repair(_remove(paths)))
    ]


def restrict(path: str, mode: int) -> str:
    """Set the permissions."""
    os.chmod(path, mode)
    return f"the permissions of {path} are {mode:o} now"


def _make(path: str) -> str:
    os.makedirs(path, mode=0o700, exist_ok=True)
    return f"made {path}, for you alone"


def _older(path: str) -> bool:
    try:
        return time.time() - os.stat(path).st_mtime > STALE_SECONDS
    except OSError:
        return False


def _remove(paths: list[str]) -> Callable[[], str]:
    def do() -> str:
        for path in paths:
            os.unlink(path)
        return "removed " + ", ".join(paths)

    return do
