"""The turns of one ``hermes run``: each prompt to its answer, within the limits, and what the exit code is of it all.

An answer that must fit a schema may take several turns. Writing down is the speaker's, deciding is the core's.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from hermes_acp.agent.client import Nobody
from hermes_acp.agent.events import Event, Notice
from hermes_acp.agent.report import Report
from hermes_acp.agent.turns import Prompt
from hermes_acp.cli.run_limits import CostLimit
from hermes_acp.cli.run_schema import AGAIN, TRIES, Shape, Wrong
from hermes_acp.errors import HermesError
from hermes_acp.models.message import Text

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.cli.speaking import Speaker

FINISHED, FAILED, USAGE, REFUSED, INTERRUPTED = 0, 1, 2, 3, 130
WORST_FIRST = (INTERRUPTED, USAGE, FAILED, REFUSED, FINISHED)


class Turns(Nobody):
    """Implements ``Client``: hears what the session says, and asks it for one turn after the other."""

    def __init__(self, speaker: Speaker, limit: CostLimit, shape: Shape | None) -> None:
        self._speaker = speaker
        self._limit = limit
        self._shape = shape
        self._session: Session | None = None
        self._report = Report()
        self._over = ""
        self._lost: OSError | None = None
        """Why nothing more can be written; None while it can."""

    @property
    def session_id(self) -> str | None:
        """The session's id; None before there is one."""
        return self._session.id if self._session else None

    async def hear(self, session_id: str, event: Event) -> None:
        """Note it, write it down, and end the turn when it has cost too much or nobody reads any more."""
        self._report.hear(event)
        await self._write(session_id, event)
        if self._session and not self._over and (why := self._limit.ends(self._session, event)):
            self._over = why
            await self._write(session_id, Notice("warning", "Stopped", why))
            self._end_turn()

    async def _write(self, session_id: str, event: Event) -> None:
        if self._lost is None:
            try:
                await self._speaker.hear(session_id, event)
            except OSError as error:
                self._lost = error
                self._end_turn()

    def _end_turn(self) -> None:
        """From outside the turn: what a turn itself asks for would spare it."""
        if self._session is not None:
            asyncio.get_running_loop().call_soon(self._session.cancel)

    async def run(self, session: Session, prompts: AsyncIterator[str]) -> int:
        """Take every prompt to its answer. Returns the exit code.

        UserError for what is no prompt, OSError when the answer cannot be written.
        """
        self._session = session
        await self._limit.require_price(session)
        self._speaker.began(session.id)
        codes = [FINISHED]
        async for prompt in prompts:
            codes.append(await self._answer(session, prompt))
            if codes[-1] == INTERRUPTED or self._over:
                break
        return next(code for code in WORST_FIRST if code in codes)

    async def _answer(self, session: Session, prompt: str) -> int:
        """One prompt to its answer; what goes wrong with it is part of what is told."""
        self._report, value, failed = Report(), None, ""
        if why := self._limit.over(session):
            self._over = failed = why
        else:
            try:
                value = await self._asked(session, prompt)
            except HermesError as error:
                failed = str(error)
            except Wrong as wrong:
                failed = f"The answer cannot be used. {wrong}"
        told = self._report.told(session.meter.prices.get)
        if self._over:
            told["stop"] = "max_cost"
        if failed and not told["error"]:
            told["error"] = {"reason": "max_cost" if self._over else "schema", "message": failed}
        if told["error"]:
            print(f"hermes: {told['error']['message']}", file=sys.stderr)
        self._speaker.answered({"session_id": session.id, **told, **({"answer": value} if self._shape else {})})
        return code_of(told)

    async def _asked(self, session: Session, prompt: str) -> Any:
        """The answer's value where a schema is given, asked for again while it does not hold.

        HermesError, Wrong; OSError when the answer cannot be written.
        """
        for left in range(TRIES, -1, -1):
            result = await session.prompt(Prompt((Text(prompt),), prompt))
            if self._lost is not None:
                raise self._lost
            if self._shape is None or result.stop != "end_turn" or self._over:
                return None
            try:
                return self._shape.read(self._report.text)
            except Wrong as wrong:
                if not left or self._limit.over(session):
                    raise
                prompt = AGAIN.format(why=wrong)
        raise AssertionError("the last try returns or raises")


def code_of(told: dict[str, Any]) -> int:
    """The exit code that one answer deserves."""
    if told["stop"] == "cancelled":
        return INTERRUPTED
    if told["error"] or told["stop"] != "end_turn":
        return FAILED
    return REFUSED if told["refusals"] else FINISHED
