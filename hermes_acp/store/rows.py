"""The SQL: one function for each thing the store can do, inside a transaction its caller opened.

Nothing here waits, commits or knows of threads.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp.errors import SessionNotFound
from hermes_acp.store import chain
from hermes_acp.store.entries import Entry, Item, Page, SessionRecord
from hermes_acp.store.pages import from_cursor, to_cursor

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

RECORD = "id, cwd, roots, title, created, updated, archived, parent, meta"
NEXT_USE = "(SELECT coalesce(max(used), 0) + 1 FROM sessions)"


def dump(value: object) -> str:
    """Compact JSON; ValueError for what JSON cannot say, lone surrogates escaped."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def key_of(db: Connection, session_id: str) -> int:
    """The row of a session; SessionNotFound."""
    key = db.execute("SELECT key FROM sessions WHERE id = ?", (session_id,)).get
    if key is None:
        raise SessionNotFound(session_id)
    return int(key)


def create(db: Connection, record: SessionRecord) -> None:
    """Add an empty session; ValueError when the id is taken."""
    if db.execute("SELECT 1 FROM sessions WHERE id = ?", (record.id,)).get is not None:
        raise ValueError(f"There is already a session {record.id!r}.")
    db.execute(
        f"INSERT INTO sessions ({RECORD}, used, last_seq, last_hash) VALUES (?,?,?,?,?,?,?,?,?,{NEXT_USE},0,?)",
        (
            record.id,
            record.cwd,
            dump(record.roots),
            record.title,
            float(record.created),
            float(record.updated),
            int(record.archived),
            record.parent,
            dump(dict(record.meta)),
            chain.start(record.id),
        ),
    )


def append(db: Connection, session_id: str, items: Iterable[Item], when: float | None = None) -> int:
    """Add entries at the end of the log; returns the last ``seq``."""
    now = time.time() if when is None else when
    return _extend(db, session_id, ((kind, dump(data), now) for kind, data in items), now)


def _extend(db: Connection, session_id: str, lines: Iterable[tuple[str, str, float]], now: float) -> int:
    head = db.execute("SELECT key, last_seq, last_hash FROM sessions WHERE id = ?", (session_id,)).fetchone()
    if head is None:
        raise SessionNotFound(session_id)
    key, seq, digest = head
    for kind, data, moment in lines:
        seq += 1
        digest = chain.link(digest, seq, kind, data, moment)
        db.execute("INSERT INTO entries VALUES (?,?,?,?,?,?)", (key, seq, kind, data, moment, digest))
    db.execute(
        f"UPDATE sessions SET last_seq = ?, last_hash = ?, updated = ?, used = {NEXT_USE} WHERE key = ?",
        (seq, digest, now, key),
    )
    return seq


def read(db: Connection, session_id: str, after: int) -> list[Entry]:
    """The log after a ``seq``."""
    rows = db.execute(
        "SELECT seq, kind, data, time FROM entries WHERE session = ? AND seq > ? ORDER BY seq",
        (key_of(db, session_id), after),
    )
    return [Entry(seq, kind, json.loads(data), moment) for seq, kind, data, moment in rows]


def copy(db: Connection, session_id: str, record: SessionRecord, upto: int | None) -> None:
    """A new session with the beginning of another one's log."""
    lines = db.execute(
        "SELECT kind, data, time FROM entries WHERE session = ? AND seq <= ? ORDER BY seq",
        (key_of(db, session_id), 2**62 if upto is None else upto),
    )
    create(db, record)
    _extend(db, record.id, lines, float(record.updated))


def find(db: Connection, session_id: str) -> SessionRecord | None:
    """The record of a session."""
    row = db.execute(f"SELECT {RECORD} FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return None if row is None else _record(*row)


def sessions(
    db: Connection,
    cwd: str | None,
    cursor: str | None,
    limit: int,
    archived: bool | None,
    holding: Sequence[str],
) -> Page:
    """A page of records, most recently used first."""
    where = ["used < ?"]
    bindings: list[int | str] = [2**62 if cursor is None else from_cursor(cursor)]
    if cwd is not None:
        where.append("cwd = ?")
        bindings.append(cwd)
    if archived is not None:
        where.append("archived = ?")
        bindings.append(int(archived))
    if holding:
        kinds = ",".join("?" * len(holding))
        where.append(f"(title IS NOT NULL OR EXISTS (SELECT 1 FROM entries WHERE session = key AND kind IN ({kinds})))")
        bindings.extend(holding)
    condition = " AND ".join(where)
    rows = db.execute(
        f"SELECT used, {RECORD} FROM sessions WHERE {condition} ORDER BY used DESC LIMIT ?", (*bindings, limit + 1)
    ).fetchall()
    more = to_cursor(rows[limit - 1][0]) if len(rows) > limit else None
    return Page(tuple(_record(*row[1:]) for row in rows[:limit]), more)


def _record(
    id: str,
    cwd: str,
    roots: str,
    title: str | None,
    created: float,
    updated: float,
    archived: int,
    parent: str | None,
    meta: str,
) -> SessionRecord:
    return SessionRecord(
        id, cwd, tuple(json.loads(roots)), title, created, updated, bool(archived), parent, json.loads(meta)
    )


def update(db: Connection, session_id: str, changes: Mapping[str, str | int | None]) -> SessionRecord:
    """Set columns of a session; the names are the caller's own, never a client's."""
    key = key_of(db, session_id)
    for name, value in changes.items():
        db.execute(f"UPDATE sessions SET {name} = ? WHERE key = ?", (value, key))
    record = find(db, session_id)
    if record is None:
        raise SessionNotFound(session_id)
    return record


def delete(db: Connection, session_id: str) -> bool:
    """Take a session away with its log and lease."""
    db.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
    return db.changes() > 0


def remember(db: Connection, scope: str, name: str, value: Mapping[str, object]) -> None:
    """Keep a value; a new value for a known name keeps its place."""
    db.execute(
        "INSERT INTO memory VALUES (?,?,?) ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value",
        (scope, name, dump(value)),
    )


def recall(db: Connection, scope: str) -> dict[str, dict[str, object]]:
    """All values of a scope."""
    rows = db.execute("SELECT name, value FROM memory WHERE scope = ? ORDER BY rowid", (scope,))
    return {name: json.loads(value) for name, value in rows}


def exchange(db: Connection, scope: str, name: str, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Keep a value in place of another, if that is what is kept."""
    db.execute(
        "UPDATE memory SET value = ? WHERE scope = ? AND name = ? AND value = ?",
        (dump(after), scope, name, dump(before)),
    )
    return db.changes() > 0


def forget(db: Connection, scope: str, name: str) -> bool:
    """Drop a value."""
    db.execute("DELETE FROM memory WHERE scope = ? AND name = ?", (scope, name))
    return db.changes() > 0
