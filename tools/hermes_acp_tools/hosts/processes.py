"""Finding and ending everything a shell started, also what left its process group or its session.

A process belongs to a shell when it descends from it, is in its session, or carries its mark in the environment it
was started with. That finds daemons that called setsid; it misses one that also cleared its environment and
outlived its parent. Reads /proc; where there is none (macOS) only the process group is known. For threads.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time

from msgspec import Struct

GRACE_SECONDS = 0.3
"""Between SIGTERM and SIGKILL."""
_POLL_SECONDS = 0.01
_SANDBOX = "bwrap"


class Process(Struct, frozen=True):
    """A line of the process table."""

    pid: int
    parent: int
    session: int
    started: int
    """Clock ticks after boot."""


def ticks_now() -> int:
    """The time as the process table counts it, 0 where it is not known."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * os.sysconf("SC_CLK_TCK"))


def stop(shell: int) -> None:
    """Let a shell run nothing more. In a sandbox it is the eldest descendant of what made the sandbox."""
    for pid in _eldest(shell):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGSTOP)


def _eldest(pid: int) -> list[int]:
    """A process and, as long as it is only there to hold a sandbox, its first child, and so on."""
    line = [pid]
    while _name(line[-1]) == _SANDBOX:
        try:
            with open(f"/proc/{line[-1]}/task/{line[-1]}/children", encoding="ascii") as file:
                children = file.read().split()
        except OSError:
            break
        if not children:
            break
        line.append(int(children[0]))
    return line


def _name(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def end(shell: int | None, mark: bytes, since: int = 0) -> None:
    """End a shell and what it started at ``since`` (ticks) or later: politely, then not.

    The caller has stopped the shell, so it never gets to run another command. ``shell`` is None when it has ended:
    its number may be somebody else's by now, and only the mark tells who belongs to it.
    """
    if not os.path.isdir("/proc/self"):
        if shell is not None:
            _signal_group(shell)
        return
    leader = _read(shell) if shell is not None else None
    young = [process for process in family(shell, mark) if process.started >= since]
    send(young, signal.SIGTERM)
    send(young, signal.SIGCONT)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(_is_running(process) for process in young):
        time.sleep(_POLL_SECONDS)
    if leader is not None:
        send([leader], signal.SIGKILL)
    for _ in range(10):
        left = [process for process in family(shell, mark) if process.started >= since]
        if not left:
            break
        send(left, signal.SIGKILL)
        time.sleep(_POLL_SECONDS)


def family(shell: int | None, mark: bytes) -> list[Process]:
    """Everything a shell started that still runs, itself not included."""
    table = {process.pid: process for name in os.listdir("/proc") if name.isdigit() and (process := _read(int(name)))}
    members = set[int]() if shell is None else {shell}
    grown = shell is not None
    while grown:
        found = {p.pid for p in table.values() if p.parent in members or p.session == shell} - members
        members |= found
        grown = bool(found)
    members |= {pid for pid in table.keys() - members if mark in _environment(pid)}
    return [table[pid] for pid in members - {shell, os.getpid()} if pid in table]


def _read(pid: int) -> Process | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b") ")[2].split()
    except OSError:
        return None
    if fields[0] in (b"Z", b"X"):
        return None
    return Process(pid, int(fields[1]), int(fields[3]), int(fields[19]))


def _environment(pid: int) -> bytes:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read()
    except OSError:  # another person's, or gone
        return b""


def _is_running(process: Process) -> bool:
    now = _read(process.pid)
    return now is not None and now.started == process.started


def send(processes: list[Process], number: signal.Signals) -> None:
    """Signal these very processes, and nobody who has their numbers by now."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            held = _hold(process.pid)
            try:
                if not _is_running(process):
                    continue
                if held is None:
                    os.kill(process.pid, number)
                else:
                    signal.pidfd_send_signal(held, number)
            finally:
                if held is not None:
                    os.close(held)


def _hold(pid: int) -> int | None:
    """A descriptor that means whoever has that number now, and never another; None where there are none of these.

    ProcessLookupError when nobody has it.
    """
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        raise
    except (OSError, AttributeError):  # a system before Linux 5.3, or a container that forbids it
        return None


def _signal_group(shell: int) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(shell, number)
            time.sleep(_POLL_SECONDS)
