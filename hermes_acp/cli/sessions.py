"""``hermes sessions``: the conversations kept on this machine. Reads the command line; other files carry it out."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from hermes_acp.cli.session_changes import delete, export, import_, prune, rename
from hermes_acp.cli.session_looks import list_, search, show, stats
from hermes_acp.config.paths import hermes_home, store_file

if TYPE_CHECKING:
    from hermes_acp.store.sqlite import SqliteStore

Act = Callable[["SqliteStore", argparse.Namespace], Awaitable[int]]


def run(arguments: Sequence[str]) -> int:
    """Carry out the command. Returns the exit code."""
    from hermes_acp.cli import streams

    options = parser().parse_args(arguments)
    if options.act is None:
        return resume(options)
    streams.in_utf8()
    return asyncio.run(with_store(options.act, options))


async def with_store(act: Act, options: argparse.Namespace) -> int:
    """Open the store, do it, close the store."""
    from hermes_acp.store.sqlite import SqliteStore

    store = SqliteStore(store_file(hermes_home()))
    try:
        return await act(store, options)
    finally:
        await store.close()


def resume(options: argparse.Namespace) -> int:
    """Go on with a session: ``hermes run`` does it."""
    from hermes_acp.cli.run import run as run_turn

    model = ["--model", options.model] if options.model else []
    return run_turn(["--session", options.session, *model, "--", options.prompt])


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes sessions",
        description="The conversations kept on this machine. SESSION is an id, the beginning of one, or latest.",
    )
    commands = made.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, act: Act | None, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
        added.set_defaults(act=act)
        return added

    def anywhere(added: argparse.ArgumentParser) -> None:
        where = added.add_mutually_exclusive_group()
        where.add_argument("--cwd", default=".", metavar="DIR", help="of this directory (default: here)")
        where.add_argument("--all", action="store_true", help="of every directory")

    one = command("list", list_, "list sessions, most recently used first")
    anywhere(one)
    one.add_argument("--limit", type=at_least(1), default=50, metavar="N", help="at most so many (default: 50)")
    one.add_argument("--archived", action="store_true", help="archived ones too")
    one.add_argument("--json", action="store_true", help="as JSON")
    one = command("show", show, "show what was said and done in a session")
    one.add_argument("session", metavar="SESSION")
    one.add_argument("--json", action="store_true", help="record and log as JSON")
    one = command("search", search, "search what was said in sessions")
    one.add_argument("words", nargs="+", metavar="WORDS", help="all must be there; quotes hold a phrase together")
    anywhere(one)
    one.add_argument("--limit", type=at_least(1), default=20, metavar="N", help="at most so many (default: 20)")
    one.add_argument("--json", action="store_true", help="as JSON")
    one = command("resume", None, "go on with a session: one more turn, as hermes run")
    one.add_argument("session", metavar="SESSION")
    one.add_argument("prompt", help="what to do; - reads it from stdin")
    one.add_argument("-m", "--model", metavar="PROVIDER:MODEL", help="the model that answers")
    one = command("rename", rename, "give a session another title")
    one.add_argument("session", metavar="SESSION")
    one.add_argument("title", nargs="+", metavar="TITLE")
    one = command("export", export, "write a session to a file")
    one.add_argument("session", metavar="SESSION")
    one.add_argument("--format", choices=("html", "markdown", "jsonl"), default="html", help="default: html")
    one.add_argument("-o", "--output", metavar="FILE", help="a file, a directory, or - for stdout")
    one.add_argument("--force", action="store_true", help="write over a file that is there")
    one = command("import", import_, "take in a session that was exported as jsonl")
    one.add_argument("file", metavar="FILE", help="what was exported; - reads it from stdin")
    one.add_argument(
        "--cwd",
        metavar="DIR",
        type=os.path.realpath,
        help="the directory it belongs to here (default: the one it came from)",
    )
    one = command("delete", delete, "delete sessions for good")
    one.add_argument("sessions", nargs="+", metavar="SESSION")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = command("prune", prune, "delete sessions that were not used for long")
    one.add_argument(
        "--days", type=at_least(0), default=90, metavar="N", help="not used for so many days (default: 90)"
    )
    anywhere(one)
    one.add_argument("--dry-run", action="store_true", help="only say how many")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = command("stats", stats, "say how many sessions there are and what they take")
    one.add_argument("--json", action="store_true", help="as JSON")
    return made


def at_least(lowest: int) -> Callable[[str], int]:
    """Reads a whole number from ``lowest`` on. ValueError."""

    def number(text: str) -> int:
        if (found := int(text)) < lowest:
            raise ValueError(text)
        return found

    number.__name__ = f"whole number from {lowest} on"
    return number
