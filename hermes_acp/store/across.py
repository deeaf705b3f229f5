"""The SQL over the entries of all sessions: their one order.

The place of an entry is its row's number: it rises with every entry, and stays what it is when the process ends.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hermes_acp.store.entries import Entry, Happening

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

ACROSS = "SELECT e.rowid, s.id, e.seq, e.kind, e.data, e.time FROM entries e JOIN sessions s ON s.key = e.session"


def since(db: Connection, place: int, limit: int, session_id: str | None) -> list[Happening]:
    """What all sessions, or one, appended after a place."""
    only, bindings = ("", (place, limit)) if session_id is None else (" AND s.id = ?", (place, session_id, limit))
    rows = db.execute(f"{ACROSS} WHERE e.rowid > ?{only} ORDER BY e.rowid LIMIT ?", bindings)
    return [_happening(*row) for row in rows]


def newest_place(db: Connection) -> int:
    """The place of the newest entry."""
    return int(db.execute("SELECT coalesce(max(rowid), 0) FROM entries").get)


def _happening(place: int, session_id: str, seq: int, kind: str, data: str, moment: float) -> Happening:
    return Happening(place, session_id, Entry(seq, kind, json.loads(data), moment))
