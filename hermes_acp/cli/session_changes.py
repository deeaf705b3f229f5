"""``hermes sessions rename|export|import|delete|prune``: what changes something, or writes a file."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.cli.session_names import counted, day, find, place
from hermes_acp.cli.streams import harmless, read_all
from hermes_acp.config.paths import hermes_home
from hermes_acp.errors import UserError

if TYPE_CHECKING:
    from hermes_acp.export.formats import Exported
    from hermes_acp.store.entries import Item, SessionRecord
    from hermes_acp.store.sqlite import SqliteStore

DAY = 86_400


async def rename(store: SqliteStore, options: argparse.Namespace) -> int:
    """Give it another title."""
    from hermes_acp.agent.titles import tidy

    record = await find(store, options.session, os.getcwd())
    title = tidy(harmless(" ".join(options.title)))
    if not title:
        raise UserError("A title needs a word.")
    await store.update(record.id, title=title)
    print(f"{record.id[:12]} is now called {title}.")
    return 0


async def export(store: SqliteStore, options: argparse.Namespace) -> int:
    """One file of a session, on stdout or where the person says."""
    from hermes_acp.export.formats import export as draw

    record = await find(store, options.session, os.getcwd())
    made = await asyncio.to_thread(draw, options.format, record, await store.read(record.id))
    if options.output == "-":
        print(made.text, end="")
        return 0
    print(f"Wrote {await asyncio.to_thread(write, made, options.output or made.file_name, options.force)}")
    return 0


async def import_(store: SqliteStore, options: argparse.Namespace) -> int:
    """Take in a session that was exported as JSON lines, under an id of its own."""
    record, items = await asyncio.to_thread(read, options.file)
    if options.cwd:
        record = record._replace(cwd=options.cwd, roots=())
    await store.create(record)
    if items:
        await store.append(record.id, *items)
    print(f"Imported as {record.id[:12]}: {harmless(record.title or 'Untitled')}, in {harmless(record.cwd)}")
    return 0


async def delete(store: SqliteStore, options: argparse.Namespace) -> int:
    """Take sessions away for good."""
    records = [await find(store, name, os.getcwd()) for name in options.sessions]
    for record in records:
        print(f"{record.id[:12]}  {day(record.updated)}  {harmless(record.title or 'Untitled')}")
    return await take_away(store, records, yes=options.yes)


async def prune(store: SqliteStore, options: argparse.Namespace) -> int:
    """Take old sessions away."""
    from hermes_acp.searching.search import every_record

    until = time.time() - options.days * DAY
    old = [record for record in await every_record(store, cwd=place(options)) if record.updated < until]
    if not old:
        print(f"No session is older than {counted(options.days, 'day')}.")
        return 0
    many, days = counted(len(old), "session"), counted(options.days, "day")
    print(f"{many} last used more than {days} ago, the latest on {day(old[0].updated)}.")
    return 0 if options.dry_run else await take_away(store, old, yes=options.yes)


async def take_away(store: SqliteStore, records: Sequence[SessionRecord], *, yes: bool) -> int:
    """Delete after a yes; without a person to say it, only with ``--yes``."""
    from hermes_acp.searching.opening import index_file
    from hermes_acp.searching.search import forget

    if not yes:
        if not sys.stdin.isatty():
            print("hermes sessions: nothing was deleted; say --yes to delete without being asked", file=sys.stderr)
            return 3
        print(f"Delete {len(records)} for good? [y/N] ", end="", flush=True)
        if (await asyncio.to_thread(sys.stdin.readline)).strip().lower() not in ("y", "yes"):
            print("Nothing was deleted.")
            return 0
    for record in records:
        await store.delete(record.id)
    await forget(index_file(hermes_home()), [record.id for record in records])
    print(f"Deleted {len(records)}.")
    return 0


def write(made: Exported, path: str, force: bool) -> str:
    """Write a file that is not there yet, or over one that is; into a directory under its own name."""
    if os.path.isdir(path):
        path = os.path.join(path, made.file_name)
    try:
        with open(path, "w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(made.text)
    except FileExistsError:
        raise UserError(f"{path} is there already. Say --force to write over it.") from None
    return path


def read(path: str) -> tuple[SessionRecord, list[Item]]:
    """An exported session; ``-`` is stdin. UserError."""
    from hermes_acp.export.reading import read_jsonl

    if path == "-":
        return read_jsonl(read_all().split("\n"))  # other line ends are legal inside JSON
    try:
        with open(path, encoding="utf-8") as file:
            return read_jsonl(file)
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is no exported session: it is not UTF-8 text.") from error
