"""A session as JSON lines: first its record, then every entry of its log as it stands. Nothing is left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hermes_acp.store.entries import Entry, SessionRecord

FORMAT = "hermes-session/1"
"""Names what the lines mean."""


def to_jsonl(record: SessionRecord, entries: Sequence[Entry]) -> str:
    """One line for the session, one for each entry: its number, kind, time and data."""
    head = {
        "format": FORMAT,
        "id": record.id,
        "title": record.title,
        "cwd": record.cwd,
        "roots": list(record.roots),
        "created": record.created,
        "updated": record.updated,
        "parent": record.parent,
    }
    rows = [{"seq": e.seq, "kind": e.kind, "time": e.time, "data": dict(e.data)} for e in entries]
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in (head, *rows))
