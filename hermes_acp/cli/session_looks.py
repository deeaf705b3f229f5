"""``hermes sessions list|show|search|stats``: looking at what is kept, for people and for scripts."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import TYPE_CHECKING

from hermes_acp.cli.session_names import as_json, counted, day, find, place, told
from hermes_acp.cli.streams import harmless
from hermes_acp.config.paths import hermes_home

if TYPE_CHECKING:
    from hermes_acp.searching.search import Match
    from hermes_acp.store.entries import SessionRecord
    from hermes_acp.store.sqlite import SqliteStore


async def list_(store: SqliteStore, options: argparse.Namespace) -> int:
    """The sessions, most recently used first."""
    from hermes_acp.agent.beginning import SAID
    from hermes_acp.searching.search import every_record

    archived = None if options.archived else False
    found = await every_record(store, cwd=place(options), archived=archived, holding=SAID)
    records = found[: options.limit]
    if len(found) > len(records):
        print(f"hermes sessions: {len(found) - len(records):,} more; --limit says how many", file=sys.stderr)
    if options.json:
        return as_json([told(record) for record in records])
    if not records:
        print("There are no sessions." if options.all else "There are no sessions in this directory; --all shows all.")
    for record in [await named(store, record) for record in records]:
        where = f"  {record.cwd}" if options.all else ""
        kept = "  (archived)" if record.archived else ""
        print(f"{line(record)}{where}{kept}")
    return 0


async def show(store: SqliteStore, options: argparse.Namespace) -> int:
    """A session as Markdown, or as JSON."""
    from hermes_acp.export.formats import export

    record = await find(store, options.session, os.getcwd())
    entries = await store.read(record.id)
    if options.json:
        return as_json({**told(record), "entries": [{"seq": e.seq, "kind": e.kind, "data": e.data} for e in entries]})
    text = (await asyncio.to_thread(export, "markdown", record, entries)).text
    print(harmless(text) if sys.stdout.isatty() else text, end="")
    return 0


async def search(store: SqliteStore, options: argparse.Namespace) -> int:
    """What was said and matches."""
    from hermes_acp.searching.index import MARKS, plain
    from hermes_acp.searching.opening import index_file
    from hermes_acp.searching.search import search as look

    query = " ".join(options.words)
    found = await look(store, index_file(hermes_home()), query, cwd=place(options), limit=options.limit)
    if options.json:
        rows = [{**told(m.record), "seq": m.hit.seq, "role": m.hit.role, "text": plain(m.hit.snippet)} for m in found]
        return as_json(rows)
    bold = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ("", "")
    hits: dict[str, list[Match]] = {}
    for match in found:
        hits.setdefault(match.record.id, []).append(match)
    for matches in hits.values():
        print(line(matches[0].record))
        for match in matches:
            text = harmless(match.hit.snippet, but="".join(MARKS))
            print(f"    {match.hit.role}: {text.replace(MARKS[0], bold[0]).replace(MARKS[1], bold[1])}")
    if not found:
        print("Nothing matches.")
    return 0


async def stats(store: SqliteStore, options: argparse.Namespace) -> int:
    """How many there are, and what they take."""
    from hermes_acp.agent.beginning import SAID
    from hermes_acp.searching.search import every_record

    records = await every_record(store, holding=SAID)
    size = await asyncio.to_thread(taken, store.path)
    facts = {
        "sessions": len(records),
        "archived": sum(record.archived for record in records),
        "directories": len({record.cwd for record in records}),
        "oldest": min((record.created for record in records), default=None),
        "latest": max((record.updated for record in records), default=None),
        "bytes": size,
        "file": store.path,
    }
    if options.json:
        return as_json(facts)
    where = "directory" if facts["directories"] == 1 else "directories"
    many = counted(len(records), "session")
    print(f"{many} ({facts['archived']} archived) in {facts['directories']} {where}")
    print(f"{size / 1e6:,.1f} MB in {store.path}")
    if records:
        print(f"from {day(min(record.created for record in records))} to {day(records[0].updated)}")
    return 0


async def named(store: SqliteStore, record: SessionRecord) -> SessionRecord:
    """The session; one that never came to a title is called after what was first asked."""
    from hermes_acp.agent.titles import title_from
    from hermes_acp.searching.words import said_in

    if record.title:
        return record
    said = next((found.text for entry in await store.read(record.id) if (found := said_in(entry))), "")
    return record._replace(title=title_from(said))


def line(record: SessionRecord) -> str:
    """A session in a list."""
    return f"{record.id[:12]}  {day(record.updated)}  {harmless(record.title or 'Untitled')}"


def taken(path: str) -> int:
    """Bytes of the store's files."""
    return sum(os.path.getsize(file) for end in ("", "-wal") if os.path.exists(file := path + end))
