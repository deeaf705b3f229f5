"""Taking over what can still be read of a damaged database.

Session by session, from the start of each log up to the first row that is missing, unreadable or not the one its
hash was made for. The damaged file is only read.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from hermes_acp.store import chain, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hermes_acp.store.connection import Connection

ENTRIES = "SELECT seq, kind, data, time, hash FROM entries WHERE session = ? ORDER BY seq"
COLUMNS = f"({rows.RECORD}, used, last_seq, last_hash)"


def salvage(path: str, new: Connection) -> str:
    """Copy sessions, their logs and remembered values into ``new``; returns a sentence about what was saved."""
    import apsw

    new.execute("BEGIN IMMEDIATE")
    try:
        alone = "" if os.path.exists(path + "-wal") else "&immutable=1"  # makes no files beside it
        flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        old = cast("Connection", apsw.Connection(f"file:{quote(path)}?mode=ro{alone}", flags=flags))
        try:
            saved = _take_over_all(old, new)
        finally:
            old.close()
        new.execute("COMMIT")
    except apsw.Error as error:
        if new.in_transaction:
            new.execute("ROLLBACK")
        return f"A new one was begun; nothing could be taken over ({error})."
    return saved


def _take_over_all(old: Connection, new: Connection) -> str:
    counts = [_take_over(old, new, key, session_id) for key, session_id in _sessions(old)]
    for row in _readable(old, "SELECT scope, name, value FROM memory"):
        new.execute("INSERT OR IGNORE INTO memory VALUES (?,?,?)", row)
    if not counts:
        return "A new one was begun; no session could be read."
    cut = sum(1 for saved, said in counts if saved < said)
    lost = sum(said - saved for saved, said in counts)
    return f"{len(counts)} sessions were taken over; {cut} of them are cut short, by {lost} entries in all."


def _sessions(old: Connection) -> list[tuple[int, str]]:
    """Key and id of each, the last used at the end."""
    found = sorted((row[2], row[0], row[1]) for row in _readable(old, "SELECT key, id, used FROM sessions NOT INDEXED"))
    return [(key, session_id) for _, key, session_id in found]


def _take_over(old: Connection, new: Connection, key: int, session_id: str) -> tuple[int, int]:
    """Copy one session; returns how many entries were saved and how many there should be."""
    records = list(_readable(old, f"SELECT last_seq, {rows.RECORD} FROM sessions NOT INDEXED WHERE key = ?", key))
    if not records:
        return 0, 0
    said, *record = records[0]
    digest, count = chain.start(session_id), 0
    new.execute(f"INSERT INTO sessions {COLUMNS} VALUES (?,?,?,?,?,?,?,?,?,{rows.NEXT_USE},0,?)", (*record, digest))
    new_key = rows.key_of(new, session_id)
    for seq, kind, data, moment, stored in _readable(old, ENTRIES, key):
        if seq != count + 1 or chain.link(digest, seq, kind, data, moment) != stored:
            break
        count, digest = seq, stored
        new.execute("INSERT INTO entries VALUES (?,?,?,?,?,?)", (new_key, seq, kind, data, moment, stored))
    new.execute("UPDATE sessions SET last_seq = ?, last_hash = ? WHERE key = ?", (count, digest, new_key))
    return count, said


def _readable(old: Connection, statement: str, *bindings: int) -> Iterator[tuple[Any, ...]]:
    """Rows until one cannot be read. What they hold depends on the statement."""
    import apsw

    try:
        yield from old.execute(statement, bindings)
    except (apsw.CorruptError, apsw.NotADBError, apsw.IOError, apsw.SQLError, UnicodeDecodeError):
        return
