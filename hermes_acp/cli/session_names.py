"""Which sessions a person means, and how a session is told: shared by the commands about sessions."""

from __future__ import annotations

import argparse
import json
import os
from datetime import datetime
from typing import TYPE_CHECKING

from hermes_acp.errors import UserError

if TYPE_CHECKING:
    from hermes_acp.store.entries import SessionRecord
    from hermes_acp.store.store import Store

SHORTEST = 6
"""Characters of an id that may stand for it."""


async def find(store: Store, name: str, here: str) -> SessionRecord:
    """The session of an id, the beginning of one, or ``latest`` for the one last used in a directory. UserError."""
    from hermes_acp.searching.search import every_record

    if name == "latest":
        from hermes_acp.agent.beginning import SAID

        page = await store.sessions(cwd=here, limit=1, holding=SAID)
        if not page.records:
            raise UserError(f"There is no session in {here}.")
        return page.records[0]
    if record := await store.find(name):
        return record
    if len(name) < SHORTEST:
        raise UserError(f"There is no session {name!r}. Give at least {SHORTEST} characters of its id.")
    found = [record for record in await every_record(store) if record.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} sessions begin" if found else "No session begins"
    raise UserError(f"{many} with {name!r}. List them with: hermes sessions list --all")


def place(options: argparse.Namespace) -> str | None:
    """The directory to look in; None for all."""
    return None if options.all else os.path.realpath(options.cwd)


def told(record: SessionRecord) -> dict[str, object]:
    """A session for scripts."""
    return {
        "id": record.id,
        "title": record.title,
        "cwd": record.cwd,
        "created": record.created,
        "updated": record.updated,
        "archived": record.archived,
        "parent": record.parent,
    }


def counted(number: int, thing: str) -> str:
    """``1 session``, ``2 sessions``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def day(seconds: float) -> str:
    """Local date and minute."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")


def as_json(value: object) -> int:
    """Print it for scripts."""
    print(json.dumps(value, indent=2, ensure_ascii=False))
    return 0
