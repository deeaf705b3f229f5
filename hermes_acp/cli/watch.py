"""``hermes watch``: comments that end in ``AI!`` are done, those in ``AI?`` answered. For editors without a plugin.

One session for as long as it runs. At a terminal the person is asked as in an editor; without one, what would need
their word is refused unless a rule or ``--mode`` allows it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from hermes_acp.agent.beginning import Wish
from hermes_acp.app import App
from hermes_acp.cli.asking import Terminal, TypedLines
from hermes_acp.errors import HermesError
from hermes_acp.watching.loop import CommentWatch
from hermes_acp.watching.ownwrites import OwnWrites

if TYPE_CHECKING:
    from hermes_acp.agent.events import Event
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.turns import Prompt


def run(arguments: Sequence[str]) -> int:
    """Watch until Ctrl-C or SIGTERM. 0 then, 2 for wrong usage."""
    options = parser().parse_args(arguments)
    root = os.path.realpath(options.directory)
    if not os.path.isdir(root):
        parser().error(f"{options.directory} is not a directory")
    typed = TypedLines(sys.stdin.fileno()) if sys.stdin.isatty() else None
    watcher = Watcher(sys.stdout, sys.stderr, typed)
    return asyncio.run(watch(Wish(root, model=options.model, mode=options.mode), watcher, poll=options.poll))


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(
        prog="hermes watch",
        description="Do what comments ending in AI! ask for, and answer those ending in AI?, when their file is saved. "
        "A comment is taken out when it is done.",
        epilog="Ctrl-C ends the running turn; when none runs, it ends the command.",
    )
    made.add_argument("directory", nargs="?", default=".", metavar="DIR", help="the workspace (default: here)")
    made.add_argument("--model", metavar="PROVIDER:MODEL", help="the model that answers")
    made.add_argument("--mode", choices=("ask", "accept_edits", "plan", "bypass"), help="what runs unasked")
    made.add_argument("--poll", action="store_true", help="look at files again and again, for network drives")
    return made


class Watcher(Terminal):
    """The person at the terminal, and the memory of what the agent wrote."""

    def __init__(self, answer: TextIO, activity: TextIO, typed: TypedLines | None) -> None:
        super().__init__(answer, activity, typed)
        self.own = OwnWrites()

    async def hear(self, session_id: str, event: Event) -> None:
        """Remember it, then write it as it comes."""
        self.own.note(event)
        await super().hear(session_id, event)

    def tell(self, sentence: str) -> None:
        """Say something of our own."""
        self._tell("dim", sentence)


async def watch(wish: Wish, watcher: Watcher, *, poll: bool) -> int:
    """Open a session and serve comments until somebody ends it."""
    app = App({"model": wish.model} if wish.model else {})
    try:
        session = await app.sessions.live((await app.sessions.new(wish, lambda settings: watcher)).id)
        host = session.services.new_host(session.spill_dir, session.roots)
        comments = CommentWatch(
            wish.cwd, host, lambda prompt: turn(session, prompt, watcher), watcher.own, watcher.tell, poll=poll
        )
        await comments.start()
        watcher.tell(f"Watching {wish.cwd}: comments ending in AI! are done, those in AI? answered. Ctrl-C ends.")
        serving = asyncio.create_task(comments.serve())
        end_on_signals(session, serving)
        await asyncio.wait([serving])
        await comments.close()
        if not serving.cancelled() and (error := serving.exception()):
            raise error
    finally:
        await app.close()
    return 0


def end_on_signals(session: Session, serving: asyncio.Task[None]) -> None:
    """Ctrl-C ends the running turn, or everything when none runs; SIGTERM ends everything."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, lambda: session.cancel() if session.busy else serving.cancel())
    loop.add_signal_handler(signal.SIGTERM, serving.cancel)


async def turn(session: Session, prompt: Prompt, watcher: Watcher) -> bool:
    """Have one turn. True when it came to its end and nothing was refused; in plan mode nothing counts as done."""
    watcher.refused = False
    try:
        result = await session.prompt(prompt)
    except HermesError as error:
        watcher.tell(f"hermes: {error}")
        return False
    watcher.ended(result.stop)
    return result.stop == "end_turn" and not watcher.refused and session.mode != "plan"
