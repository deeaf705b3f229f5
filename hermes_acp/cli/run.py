"""``hermes run``: one turn from a shell. The answer goes to stdout, what the agent does to stderr."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from hermes_acp.agent.session import Session
from hermes_acp.agent.sessions import Wish
from hermes_acp.agent.turns import Prompt
from hermes_acp.app import App
from hermes_acp.approval.decision import Mode
from hermes_acp.cli import streams
from hermes_acp.cli.speaking import JsonLines, Speaker, Words
from hermes_acp.errors import UserError
from hermes_acp.models.message import Text

FINISHED, REFUSED, INTERRUPTED = 0, 3, 130


def run(arguments: Sequence[str]) -> int:
    """Run one turn. Returns the exit code."""
    options = parser().parse_args(arguments)
    prompt = streams.read_all() if options.prompt == "-" else streams.sound(options.prompt)
    if not prompt.strip():
        parser().error("the prompt is empty")
    mode: Mode | None = "bypass" if options.yes else options.mode
    flags = {"model": options.model}
    wish = Wish(os.path.realpath(options.cwd), model=options.model, mode=mode)
    if not os.path.isdir(wish.cwd):
        parser().error(f"{options.cwd} is not a directory")
    if options.json:
        streams.in_utf8()
    speaker = JsonLines(sys.stdout) if options.json else Words(sys.stdout, sys.stderr)
    try:
        return asyncio.run(turn(prompt, wish, which(options), flags, speaker))
    except asyncio.CancelledError:  # ended before the turn began
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes run",
        description="Run one turn of the agent. The answer goes to stdout, what it does to stderr.",
        epilog="Exit codes: 0 finished, 1 error, 2 wrong usage, 3 something was refused by policy, 130 interrupted. "
        "Nobody is asked: what would need a person's word is refused unless a rule, --mode or --yes allows it.",
    )
    made.add_argument("prompt", help="what to do; - reads it from stdin")
    made.add_argument("--json", action="store_true", help="print one event a line, as JSON")
    made.add_argument("--cwd", default=".", metavar="DIR", help="the workspace (default: here)")
    made.add_argument("--model", metavar="PROVIDER:MODEL", help="the model that answers")
    permission = made.add_mutually_exclusive_group()
    permission.add_argument("--mode", choices=("ask", "accept_edits", "plan", "bypass"), help="what runs unasked")
    permission.add_argument("--yes", action="store_true", help="the same as --mode bypass")
    session = made.add_mutually_exclusive_group()
    session.add_argument("--session", metavar="ID", help="go on with this session")
    session.add_argument("--continue", dest="latest", action="store_true", help="go on with the latest session here")
    return made


def which(options: argparse.Namespace) -> str | None:
    """The session to go on with: an id, ``latest``, or None for a new one."""
    return "latest" if options.latest else options.session


async def turn(prompt: str, wish: Wish, session_id: str | None, flags: dict[str, object], speaker: Speaker) -> int:
    """Open the session, run the turn, close everything. A signal to end ends the turn first, as Ctrl-C does."""
    if (task := asyncio.current_task()) is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    app = App({name: value for name, value in flags.items() if value})
    try:
        session = await opened(app, wish, session_id, speaker)
        speaker.began(session.id)
        result = await session.prompt(Prompt((Text(prompt),), prompt))
    finally:
        await app.close()
    speaker.ended(result.stop)
    if result.stop == "cancelled":
        return INTERRUPTED
    return REFUSED if speaker.refused else FINISHED


async def opened(app: App, wish: Wish, session_id: str | None, speaker: Speaker) -> Session:
    """The session the turn belongs to. UserError when there is none to go on with."""
    if session_id is None:
        return await app.sessions.live((await app.sessions.new(wish, lambda settings: speaker)).id)
    if session_id == "latest":
        page = await app.sessions.list(cwd=wish.cwd)
        if not page.records:
            raise UserError(f"There is no session in {wish.cwd} to go on with.")
        session_id = page.records[0].id
    return (await app.sessions.open(session_id, wish, lambda settings: speaker)).session
