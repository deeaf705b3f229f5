"""The runs of this machine as one server sees them: found whoever carries them, begun in a process of their own.

The server itself runs nothing. A run is carried by a runner, which lives on when the server is ended; a later server
finds it in the store, and gives it orders like the first one.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.run import LOOK, Run
from hermes_acp.servers.mcp.runner import orders, records
from hermes_acp.servers.mcp.runner.finding import Runners
from hermes_acp.servers.mcp.runner.orders import NotTaken, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.agent.turns import Prompt
    from hermes_acp.approval.decision import Mode
    from hermes_acp.servers.mcp.terms import Terms
    from hermes_acp.store.store import Store

BEGIN = 15.0
"""Seconds in which one runner after the other is asked to begin a run: one may end in the very moment."""
ANSWER = 12.0
"""Seconds in which a runner answers an order."""
KEPT = 200
"""Runs that are remembered with all their steps."""
UNKNOWN = "There is no run {id!r} here. permissions_list_open and conversations_list show what there is."


class Wanted(NamedTuple):
    """A run that is to begin."""

    prompt: Prompt
    session_id: str | None
    """None for a new session."""
    cwd: str
    mode: Mode | None
    model: str | None
    forms: bool
    """Whether the client shows forms."""
    links: bool
    """Whether it shows addresses to open."""


class Runs:
    """Every run, of whichever process."""

    def __init__(self, store: Store, home: str, terms: Terms, flags: Mapping[str, object]) -> None:
        self._store = store
        self._terms = terms
        self._runners = Runners(store, home, terms, flags)
        self._runs: dict[str, Run] = {}

    async def get(self, run_id: str) -> Run | None:
        """A run as it stands now; None when there never was one."""
        run = self._runs.get(run_id)
        record = (await records.runs(self._store)).get(run_id, {})
        if run is None:
            session_id, _, prompt = run_id.partition(".")
            kept = await self._store.find(session_id) if len(prompt) >= 8 else None
            if kept is None:
                return None
            run = Run(self._store, session_id, prompt, kept.cwd)
        await self._look(run, record)
        if not run.known and not record:
            return None
        self._remember(run)
        return run

    async def known(self) -> list[Run]:
        """The runs that were begun or asked about here, the newest first."""
        found = [await self.get(name) for name in reversed(self._runs)]
        return [run for run in found if run is not None]

    async def change(self, run: Run, seconds: float, version: int) -> bool:
        """Wait until a run is not at that version any more; false when nothing happened in time."""
        deadline = time.monotonic() + seconds
        while True:
            await self._look(run, (await records.runs(self._store)).get(run.id, {}))
            if run.version != version:
                return True
            if (left := deadline - time.monotonic()) <= 0:
                return False
            await asyncio.sleep(min(LOOK, left))

    async def under_way(self, session_id: str) -> Run | None:
        """The run of a session whose turn it is."""
        for name in await records.runs(self._store, session_id):
            run = await self.get(name)
            if run is not None and run.known and not run.over:
                return run
        return None

    async def begin(self, wanted: Wanted) -> Run:
        """Begin a run; it goes on whatever becomes of whoever asked for it. Refused, UserError.

        Takes less than a minute whatever happens, the start of a runner included.
        """
        prompt, until = wanted.prompt, time.monotonic() + BEGIN
        given = {
            "prompt": prompt.id,
            "text": prompt.shown,
            "session": wanted.session_id,
            "cwd": wanted.cwd,
            "mode": wanted.mode,
            "modes": [*self._terms.core_modes],
            "model": wanted.model,
            "forms": wanted.forms,
            "links": wanted.links,
        }
        while time.monotonic() < until:
            runner = await self._runners.for_session(wanted.session_id, ANSWER)
            try:
                answer = await orders.give(self._store, runner, "begin", given, ANSWER)
            except NotTaken:
                continue
            except Refused as error:
                leader = await self._runners.of_session(wanted.session_id or "")
                if error.reason == "session_busy" and leader not in (None, runner):
                    continue  # another server was quicker to open it
                raise
            run = Run(self._store, str(answer["session"]), prompt.id, wanted.cwd)
            self._remember(run)
            await self._look(run, (await records.runs(self._store)).get(run.id, {}))
            return run
        raise UserError("No process could be had that runs it; try again.")

    async def steer(self, run: Run, words: str) -> bool:
        """Say something to a run; false when it reads nothing more. Refused."""
        runner = await self._runners.of_run(run.id)
        if runner is None or run.over or not run.known:
            return False
        try:
            given = {"session": run.session_id, "text": words, "modes": [*self._terms.core_modes]}
            return (await orders.give(self._store, runner, "steer", given, ANSWER)).get("taken") is True
        except NotTaken:
            return False

    async def cancel(self, run: Run) -> None:
        """End a run, and wait until it has ended."""
        runner = await self._runners.of_run(run.id)
        if runner is not None and not run.over:
            with contextlib.suppress(NotTaken):  # its process ends, and it with it
                await orders.give(self._store, runner, "cancel", {"run": run.id}, ANSWER)
            until = time.monotonic() + ANSWER
            while not run.over and time.monotonic() < until:
                await self.change(run, 1.0, run.version)

    async def close(self) -> None:
        """Let go of the own runner; it goes on while something runs."""
        await self._runners.close()

    async def _look(self, run: Run, record: Mapping[str, object]) -> None:
        if not run.over:
            carried = record.get("runner") in await records.living(self._store)
            await run.look(carried=carried, record=record)

    def _remember(self, run: Run) -> None:
        self._runs[run.id] = run
        over = [one.id for one in self._runs.values() if one.over]
        for name in over[: max(len(over) - KEPT, 0)]:
            del self._runs[name]
