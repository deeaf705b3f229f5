"""The SQL over the entries of all sessions: their one order, and search in them.

The place of an entry is its row's number: it rises with every entry, and stays what it is when the process ends.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.store.entries import Entry, Happening
from hermes_acp.store.rows import dump

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


def search(db: Connection, words: str, kinds: Sequence[str], limit: int, session_id: str | None) -> list[Happening]:
    """Entries whose data hold the words, as JSON spells them."""
    spelled = dump(words)[1:-1].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    where = [f"e.kind IN ({', '.join('?' * len(kinds))})", "e.data LIKE ? ESCAPE '\\'"]
    bindings: list[int | str] = [*kinds, f"%{spelled}%"]
    if session_id is not None:
        where.append("s.id = ?")
        bindings.append(session_id)
    rows = db.execute(f"{ACROSS} WHERE {' AND '.join(where)} ORDER BY e.rowid DESC LIMIT ?", (*bindings, limit))
    return [_happening(*row) for row in rows]


def _happening(place: int, session_id: str, seq: int, kind: str, data: str, moment: float) -> Happening:
    return Happening(place, session_id, Entry(seq, kind, json.loads(data), moment))
