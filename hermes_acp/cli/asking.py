"""A person at a terminal as the core sees them: they read what happens and answer questions by number.

Lines are read when the terminal has one, so a turn that is cancelled leaves nobody reading.
"""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import Iterator
from typing import TextIO

from hermes_acp.approval.approver import Question, Reply
from hermes_acp.cli.speaking import Words
from hermes_acp_tools.result import Diff, TextContent

SHOWN = 200
"""Lines of a change that are shown before a question."""


class TypedLines:
    """The lines somebody types, one at a time, on the event loop."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""

    async def next(self) -> str | None:
        """The next line without its end; None when the input has ended."""
        while b"\n" not in self._rest:
            piece = await self._piece()
            if not piece:
                return None
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    async def _piece(self) -> bytes:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        loop.add_reader(self._descriptor, lambda: ready.done() or ready.set_result(None))
        try:
            await ready
        finally:
            loop.remove_reader(self._descriptor)
        return os.read(self._descriptor, 4096)


class Terminal(Words):
    """Words, and somebody who can be asked."""

    def __init__(self, answer: TextIO, activity: TextIO, typed: TypedLines | None) -> None:
        """``typed`` is None where nobody types; then every question finds nobody."""
        super().__init__(answer, activity)
        self._typed = typed
        self.can_ask = typed is not None

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Show what would happen, and read a number. Anything else, and the end of the input, is no permission."""
        if self._typed is None:
            return await super().ask(session_id, question)
        self._write(self._activity, "\n".join([question.title, *shown(question), question.why]) + "\n")
        for number, option in enumerate(question.options, 1):
            self._write(self._activity, f"  {number}  {option.name}\n")
        while True:
            self._write(self._activity, f"1 to {len(question.options)}: ")
            line = await self._typed.next()
            if line is None:
                self._write(self._activity, "\n")
                return Reply(None, unavailable="nobody types any more")
            if line.isdecimal() and 1 <= int(line) <= len(question.options):
                return Reply(question.options[int(line) - 1].id)


def shown(question: Question) -> Iterator[str]:
    """What the person should see of a question before they answer: texts, and changes as a diff."""
    for part in question.prepared.content:
        if isinstance(part, TextContent):
            yield part.text
        elif isinstance(part, Diff):
            old, new = (part.old or "").splitlines(), part.new.splitlines()
            rows = list(difflib.unified_diff(old, new, part.path, part.path, lineterm=""))
            yield from rows[:SHOWN]
            if len(rows) > SHOWN:
                yield f"[{len(rows) - SHOWN} more lines]"
