"""A session back from JSON lines, as a new one: another id, no parent, the same log.

The file may be somebody else's: how freely the session may act is not taken over from it, and a log that could not be
read back is refused before anything is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import cast

from hermes_acp.agent.history import messages, to_events
from hermes_acp.errors import UserError
from hermes_acp.export.jsonl import FORMAT
from hermes_acp.export.story import story
from hermes_acp.store.entries import Entry, Item, SessionRecord

LEFT_OUT = ("mode_changed",)
"""Kinds of entries that are not taken over: an imported session begins in the mode that the settings say."""


def read_jsonl(lines: Iterable[str]) -> tuple[SessionRecord, list[Item]]:
    """The record under a new id, and the entries to append. UserError naming the line that cannot be used."""
    record: SessionRecord | None = None
    items: list[Item] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = read_row(number, line)
        if record is None:
            record = read_head(row)
        else:
            kind, data = row.get("kind"), row.get("data")
            if not isinstance(kind, str) or not isinstance(data, dict):
                raise UserError(f"Line {number} is no entry of a session: it has no kind and data.")
            if kind not in LEFT_OUT:
                items.append((kind, cast("dict[str, object]", data)))
                check(number, items[-1])
    if record is None:
        raise UserError("The file is empty.")
    return record, items


def check(number: int, item: Item) -> None:
    """UserError when an entry could not be read back."""
    try:
        events = list(to_events([Entry(1, *item, 0.0)]))
        story((0.0, event) for event in events)
        messages(events)
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        raise UserError(f"Line {number} is no entry of a session: {error}") from error


def read_row(number: int, line: str) -> dict[str, object]:
    """One line as an object."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UserError(f"Line {number} is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise UserError(f"Line {number} is no JSON object.")
    return cast("dict[str, object]", row)


def read_head(row: dict[str, object]) -> SessionRecord:
    """The first line as a record under a new id."""
    if row.get("format") != FORMAT:
        raise UserError(f"This is no exported session: its first line does not say {FORMAT}.")
    cwd, roots, title = row.get("cwd"), row.get("roots"), row.get("title")
    created, updated = row.get("created"), row.get("updated")
    if not isinstance(cwd, str) or not os.path.isabs(cwd):
        raise UserError("This is no exported session: its first line names no directory.")
    return SessionRecord(
        os.urandom(16).hex(),
        cwd,
        tuple(str(root) for root in cast("list[object]", roots)) if isinstance(roots, list) else (),
        title if isinstance(title, str) else None,
        float(created) if isinstance(created, int | float) else 0.0,
        float(updated) if isinstance(updated, int | float) else 0.0,
    )
