"""Searching the sessions of a store: bring the index up to date, ask it, say which sessions the matches are from."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from hermes_acp.searching.index import Hit, Index
from hermes_acp.searching.opening import IndexDamagedError, opened
from hermes_acp.store.entries import SessionRecord
from hermes_acp.store.store import Store

AT_ONCE = 200
"""Records in one page."""


class Match(NamedTuple):
    """A hit and its session."""

    record: SessionRecord
    hit: Hit


async def every_record(
    store: Store, *, cwd: str | None = None, archived: bool | None = None, holding: Sequence[str] = ()
) -> list[SessionRecord]:
    """All sessions, most recently used first; ``archived=None`` for those put away too.

    ``holding`` are kinds of entries of which one must be there.
    """
    records: list[SessionRecord] = []
    cursor: str | None = None
    while True:
        page = await store.sessions(cwd=cwd, cursor=cursor, limit=AT_ONCE, archived=archived, holding=holding)
        records += page.records
        cursor = page.next_cursor
        if cursor is None:
            return records


async def search(
    store: Store, path: str, query: str, *, cwd: str | None = None, session_id: str | None = None, limit: int = 20
) -> list[Match]:
    """What was said and matches, the best first; ``path`` is the file of the index. StoreError.

    Of all sessions, or of those of one directory, or of one.
    """
    records = {record.id: record for record in await every_record(store)}
    within = [r for r in records.values() if cwd in (None, r.cwd) and session_id in (None, r.id)]
    try:
        hits = await hits_in(store, path, query, records, within, limit)
    except IndexDamagedError:
        hits = await hits_in(store, path, query, records, within, limit)
    return [Match(records[hit.session_id], hit) for hit in hits]


async def hits_in(
    store: Store, path: str, query: str, kept: Collection[str], within: Sequence[SessionRecord], limit: int
) -> list[Hit]:
    """The hits in some of the sessions that are kept, from an index that was brought up to date."""
    updated = {record.id: record.updated for record in within}
    async with opened(path) as index:
        await index.do(lambda it: it.keep_only(kept))
        for session_id, upto in await index.do(lambda it: it.behind(updated.items())):
            entries = await store.read(session_id, upto)
            await index.do(partial(Index.add, session_id=session_id, updated=updated[session_id], entries=entries))
        return await index.do(lambda it: it.search(query, limit, updated))


async def forget(path: str, sessions: Sequence[str]) -> None:
    """Drop what the index holds of sessions that were deleted. StoreError."""
    if await asyncio.to_thread(os.path.exists, path):
        with suppress(IndexDamagedError):
            async with opened(path) as index:
                await index.do(lambda it: it.forget(sessions))
