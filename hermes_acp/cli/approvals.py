"""``hermes approvals``: see what sessions on this machine wait for, and answer it from any terminal.

The last rung for a question whose own client shows it to nobody. Only a terminal answers: a program that pipes a yes
is no person.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from hermes_acp.cli.streams import harmless

if TYPE_CHECKING:
    from hermes_acp.agent.answering import Outcome
    from hermes_acp.agent.waiting import Waiting
    from hermes_acp.store.sqlite import SqliteStore

DESCRIPTION = """\
List what sessions of Hermes on this machine wait for a yes or a no, in whichever editor or client they run. With an ID,
show it whole and answer it here. Whoever answers first has answered."""
CAME = {
    "resolved": "It is settled.",
    "already_resolved": "Somebody else was quicker.",
    "expired": "Nobody waits for that any more; nothing was done with your answer.",
}
DIFF_LINES = 200


def run(arguments: Sequence[str]) -> int:
    """The command. 0 when done, 1 when there is no such question, or it was over."""
    options = parser().parse_args(arguments)
    found = asyncio.run(_waiting())
    if not options.id:
        return _list(found, as_json=options.json)
    names = [name for name in found if name.startswith(options.id)]
    if len(names) != 1:
        print(f"hermes approvals: nothing waits under {options.id!r}; `hermes approvals` lists it", file=sys.stderr)
        return 1
    return _ask(names[0], found[names[0]])


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(prog="hermes approvals", description=DESCRIPTION)
    made.add_argument("id", nargs="?", metavar="ID", help="the question, or the beginning of its id")
    made.add_argument("--json", action="store_true", help="list one JSON object a line")
    return made


def _list(found: Mapping[str, Waiting], *, as_json: bool) -> int:
    for name, one in found.items():
        if as_json:
            print(json.dumps({"id": name, **{key: one.get(key) for key in ("session", "title", "why", "options")}}))
        else:
            print(f"{name}  {harmless(str(one.get('title')))}\n{' ' * len(name)}  {harmless(str(one.get('why')))}")
    if not found and not as_json:
        print("Nothing waits.")
    elif not as_json:
        print(f"\nAnswer with: hermes approvals {next(iter(found))}")
    return 0


def _ask(name: str, waiting: Waiting) -> int:
    """Show a question and take its answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print("hermes approvals: only a person at a terminal answers here", file=sys.stderr)
        return 1
    for line in shown(waiting):
        print(harmless(line))
    options = cast("list[Mapping[str, str]]", waiting.get("options") or [])
    for number, option in enumerate(options, 1):
        print(f"  {number}  {harmless(option['name'])}")
    try:
        while not ((typed := input(f"1 to {len(options)}, or Enter to leave it open: ").strip()).isdecimal()):
            if not typed:
                return 0
        note = input("What the agent should know besides (Enter for nothing): ").strip()
    except EOFError:
        return 0
    if not 1 <= int(typed) <= len(options):
        print(f"hermes approvals: there is no {typed}; it stays open", file=sys.stderr)
        return 1
    outcome = asyncio.run(_answer(name, options[int(typed) - 1]["id"], note))
    print(CAME[outcome.result])
    return 0 if outcome.result == "resolved" else 1


def shown(waiting: Waiting) -> Iterator[str]:
    """What a person should see of a question before they answer."""
    yield str(waiting.get("title"))
    yield str(waiting.get("why"))
    if waiting.get("cwd"):
        yield f"In {waiting['cwd']}"
    if waiting.get("high_risk") is True:
        yield "High risk: it touches secrets or protected files, hides what it does, or starts what a project brought."
    rows = str(waiting.get("diff") or "").splitlines()
    yield from rows[:DIFF_LINES]
    if len(rows) > DIFF_LINES:
        yield f"[{len(rows) - DIFF_LINES} more lines]"


async def _waiting() -> dict[str, Waiting]:
    from hermes_acp.agent.answering import waiting_questions

    async with _opened() as store:
        return await waiting_questions(store)


async def _answer(name: str, option: str, note: str) -> Outcome:
    from hermes_acp.agent.answering import answer

    async with _opened() as store:
        return await answer(store, name, option, "a terminal", note)


@asynccontextmanager
async def _opened() -> AsyncGenerator[SqliteStore]:
    from hermes_acp.config.paths import hermes_home, store_file
    from hermes_acp.store.sqlite import SqliteStore

    store = SqliteStore(store_file(hermes_home()))
    try:
        yield store
    finally:
        await store.close()
