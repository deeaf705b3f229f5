"""A plan as arguments of bubblewrap (Linux). Source: bwrap(1).

The file system is mounted anew, outer paths before inner ones, so what is said of a path holds below it until
something is said of an inner one. The command gets namespaces of its own (users, processes, IPC, host name, network),
no capabilities, a private /tmp, and a /run without the sockets of this machine's services.
"""

from __future__ import annotations

from hermes_acp_tools.sandbox.plan import Plan

INSTALL = "Install bubblewrap (the package is called bubblewrap; the program is bwrap)."

_BASE = "--unshare-user --unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try --die-with-parent --cap-drop ALL"
# bwrap ends when the thread that started it ends. That is a thread of the event loop's own pool, which stays.
_PROGRAMS_IN_RUN = ("/run/current-system", "/run/wrappers", "/run/opengl-driver")
_NAMES_IN_RUN = ("/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager/resolv.conf")
_PRIVATE = ("/tmp", "/var/tmp", "/run")


def prefix(program: str, plan: Plan) -> tuple[str, ...]:
    """What stands in front of a command to run it so. The command keeps its working directory."""
    words = [program, *_BASE.split()]
    if not plan.network:
        words.append("--unshare-net")
    words += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--setenv", "TMPDIR", "/tmp"]
    for _, mount in sorted(_mounts(plan).items(), key=lambda item: item[0].count("/")):
        words += mount
    for path in plan.hidden_directories:  # what is written there would be gone without a word
        words += ["--remount-ro", path]
    return (*words, "--")


def _mounts(plan: Plan) -> dict[str, list[str]]:
    """How each path is mounted; where two things are said of one path, the later entry here counts."""
    mounts = {path: ["--ro-bind", path, path] for path in plan.readonly}
    mounts |= {path: ["--tmpfs", path] for path in (*_PRIVATE, *plan.hidden_directories)}
    mounts |= {path: ["--ro-bind-try", path, path] for path in _PROGRAMS_IN_RUN}
    if plan.network:
        mounts |= {path: ["--ro-bind-try", path, path] for path in _NAMES_IN_RUN}
    mounts |= {path: ["--ro-bind", "/dev/null", path] for path in plan.hidden_files}
    mounts |= {path: ["--ro-bind", path, path] for path in plan.shown}
    mounts |= {path: ["--tmpfs", path, "--remount-ro", path] for path in plan.absent}
    return mounts | {path: ["--bind", path, path] for path in plan.writable}
