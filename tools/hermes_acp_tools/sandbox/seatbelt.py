"""A plan as a profile of seatbelt (macOS), for ``sandbox-exec -p``.

Of the rules that fit, the last one counts. Paths are resolved: seatbelt sees /private/tmp, never /tmp. Names that are
not there yet can be named too, so nothing has to be put in their place.
"""

from __future__ import annotations

from collections.abc import Iterable

from hermes_acp_tools.sandbox.plan import Plan

PROGRAM = "/usr/bin/sandbox-exec"
INSTALL = f"{PROGRAM} is a part of macOS; it is missing here."

_TEMPORARY = ("/private/tmp", "/private/var/tmp", "/private/var/folders")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/dtracehelper")
_LAUNCHERS = ("com.apple.coreservices.launchservicesd", "com.apple.lsd.mapdb", "com.apple.SecurityServer")
"""Services that would start a program outside the sandbox for a command, or hand out the keychain."""


def prefix(plan: Plan) -> tuple[str, ...]:
    """What stands in front of a command to run it so."""
    return (PROGRAM, "-p", profile(plan))


def profile(plan: Plan) -> str:
    """The profile's text."""
    closed = (*plan.readonly, *plan.absent, *plan.unmade, *plan.hidden_directories, *plan.hidden_files)
    lines = [
        "(version 1)",
        "(allow default)",
        "(deny appleevent-send)",
        *(f"(deny mach-lookup (global-name {_quoted(name)}))" for name in _LAUNCHERS),
        "(deny file-write*)",
        *_rules("allow", "file-write*", (*_TEMPORARY, *plan.writable)),
        *(f"(allow file-write* (literal {_quoted(path)}))" for path in _DEVICES),
        *_rules("deny", "file-write*", closed),
        *_rules("deny", "file-read*", (*plan.hidden_directories, *plan.hidden_files)),
        *_rules("allow", "file-read*", (*plan.shown, *plan.writable)),
        # A writable directory is read whole; what is hidden inside it is denied once more.
        *_rules("deny", "file-read*", _inside((*plan.hidden_directories, *plan.hidden_files), plan.writable)),
    ]
    if not plan.network:
        lines.append("(deny network*)")  # there is no localhost of its own: the machine's would be reached
    return "\n".join(lines) + "\n"


def _rules(verb: str, operation: str, paths: Iterable[str]) -> list[str]:
    return [f"({verb} {operation} (subpath {_quoted(path)}))" for path in dict.fromkeys(paths)]


def _inside(paths: Iterable[str], directories: Iterable[str]) -> list[str]:
    within = tuple(f"{directory.rstrip('/')}/" for directory in directories)
    return [path for path in paths if path.startswith(within)]


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
