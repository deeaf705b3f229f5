"""Who leads a session: one process at a time.

A lease is a row. Another process may take it over only when its holder is provably gone: the machine was started
again, no process of that id lives, or the one that does was started at another time. Where that cannot be seen
(another container, a system without /proc), a holder that has not been heard of for ``SILENCE`` seconds counts as
gone; should it wake up, its next append finds the lease lost and fails, so two never write.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from hermes_acp.errors import SessionBusy

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

SILENCE = 90.0
"""Seconds without a sign of life after which a holder we cannot see counts as gone."""


class Holder(Struct, frozen=True):
    """A process that leads a session."""

    pid: int
    started: str
    """When the process was started, in ticks since the machine was; empty where nobody knows."""
    boot: str
    """Id of this start of the machine."""
    space: str
    """The process-id namespace (container) in which ``pid`` means something."""
    beat: float
    """Seconds since the machine was started, at the last sign of life; no change of the wall clock moves it."""

    def __str__(self) -> str:
        return f"process {self.pid}"


def this_process() -> Holder:
    """The holder that we are, alive now."""
    return Holder(os.getpid(), started(os.getpid()), _text("/proc/sys/kernel/random/boot_id"), _space(), now())


def now() -> float:
    """Seconds since the machine was started, sleep included where the system counts it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def started(pid: int) -> str:
    """When a process was started; empty when it is gone, dead but not collected, or nobody knows."""
    fields = _text(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in "ZX" else ""


def gone(holder: Holder, me: Holder) -> bool:
    """Whether a holder can do nothing any more, as far as ``me`` can tell."""
    if holder.boot != me.boot:
        return True
    if holder.space == me.space and holder.started and me.started:
        return started(holder.pid) != holder.started
    return me.beat - holder.beat > SILENCE


def take(db: Connection, key: int, session_id: str, nonce: str) -> None:
    """Write our lease; SessionBusy while another live process has one."""
    me = this_process()
    check(db, key, session_id, nonce, me)
    db.execute("INSERT OR REPLACE INTO leases VALUES (?,?,?)", (key, nonce, json.dumps(asdict(me))))


def check(db: Connection, key: int, session_id: str, nonce: str, me: Holder | None = None) -> None:
    """SessionBusy when a live process other than the one of ``nonce`` leads the session."""
    row = db.execute("SELECT nonce, holder FROM leases WHERE session = ?", (key,)).fetchone()
    if row is None or row[0] == nonce:
        return
    holder = Holder(**json.loads(row[1]))
    if not gone(holder, me or this_process()):
        raise SessionBusy(session_id, str(holder))


def beat(db: Connection, nonce: str) -> None:
    """Give a sign of life for every lease of ours."""
    db.execute("UPDATE leases SET holder = ? WHERE nonce = ?", (json.dumps(asdict(this_process())), nonce))


def drop(db: Connection, nonce: str, session_id: str | None = None) -> None:
    """Give back our lease of a session, or all of ours."""
    if session_id is None:
        db.execute("DELETE FROM leases WHERE nonce = ?", (nonce,))
    else:
        session = "(SELECT key FROM sessions WHERE id = ?)"
        db.execute(f"DELETE FROM leases WHERE nonce = ? AND session = {session}", (nonce, session_id))


def _space() -> str:
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""
