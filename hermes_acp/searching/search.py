"""Searching every session of a store: bring the index up to date, ask it, say which sessions the matches are from."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from hermes_acp.searching.index import Hit, Index
from hermes_acp.store.entries import SessionRecord
from hermes_acp.store.store import Store

AT_ONCE = 200
"""Records in one page."""


class Match(NamedTuple):
    """A hit and its session."""

    record: SessionRecord
    hit: Hit


async def every_record(store: Store, *, cwd: str | None = None, archived: bool | None = None) -> list[SessionRecord]:
    """All sessions, most recently used first; ``archived=None`` for those put away too."""
    records: list[SessionRecord] = []
    cursor: str | None = None
    while True:
        page = await store.sessions(cwd=cwd, cursor=cursor, limit=AT_ONCE, archived=archived)
        records += page.records
        cursor = page.next_cursor
        if cursor is None:
            return records


async def search(store: Store, path: str, query: str, *, cwd: str | None = None, limit: int = 20) -> list[Match]:
    """What was said and matches, the best first; ``path`` is the file of the index. StoreError."""
    records = {record.id: record for record in await every_record(store)}
    index = await asyncio.to_thread(Index, path)
    try:
        behind = await asyncio.to_thread(index.behind, [(record.id, record.updated) for record in records.values()])
        for session_id, upto in behind:
            entries = await store.read(session_id, upto)
            await asyncio.to_thread(index.add, session_id, records[session_id].updated, entries)
        await asyncio.to_thread(index.keep_only, records)
        # Of one workspace there may be few among the best: ask for more than are wanted.
        hits = await asyncio.to_thread(index.search, query, limit if cwd is None else limit * 20)
    finally:
        await asyncio.to_thread(index.close)
    found = [Match(records[hit.session_id], hit) for hit in hits if hit.session_id in records]
    return [match for match in found if cwd is None or match.record.cwd == cwd][:limit]
