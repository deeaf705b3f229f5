"""Looking through a whole store for damage: SQLite's own check, and the chain of hashes of every session."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.store import chain

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

MOST = 10
"""Faults that are told."""


class Verdict(NamedTuple):
    """What was found."""

    sessions: int
    """Sessions that were looked through."""
    entries: int
    """Entries in them."""
    faults: tuple[str, ...]
    """A sentence for each; empty when all is sound."""
    whole: bool
    """False when there was no time to look at everything."""


def verify(db: Connection, seconds: float) -> Verdict:
    """Look for at most so long, the sessions that were used last first. Changes nothing."""
    import apsw

    end = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    try:
        faults = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({MOST})").fetchall() if row[0] != "ok"]
        return _follow(db, faults)
    except apsw.InterruptError:
        return Verdict(0, 0, (), whole=False)
    finally:
        db.set_progress_handler(None)


def _follow(db: Connection, faults: list[str]) -> Verdict:
    """Follow the chain of each session."""
    import apsw

    sessions = entries = 0
    try:
        for key, session_id, last_seq, last_hash in db.execute(
            "SELECT key, id, last_seq, last_hash FROM sessions ORDER BY used DESC"
        ).fetchall():
            seq, sound = _length(db, key, session_id, last_hash)
            sessions, entries = sessions + 1, entries + seq
            if (not sound or seq != last_seq) and len(faults) < MOST:
                faults.append(f"Session {session_id} is sound up to entry {seq} of {last_seq}.")
    except apsw.InterruptError:
        return Verdict(sessions, entries, tuple(faults), whole=False)
    return Verdict(sessions, entries, tuple(faults), whole=True)


def _length(db: Connection, key: int, session_id: str, last_hash: bytes) -> tuple[int, bool]:
    """How many entries follow one another as they were written, and whether they lead to the last hash."""
    digest, count = chain.start(session_id), 0
    rows = db.execute("SELECT seq, kind, data, time, hash FROM entries WHERE session = ? ORDER BY seq", (key,))
    for seq, kind, data, moment, stored in rows:
        if seq != count + 1 or chain.link(digest, seq, kind, data, moment) != stored:
            return count, False
        count, digest = seq, stored
    return count, digest == last_hash
