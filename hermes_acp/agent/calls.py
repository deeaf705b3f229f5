"""One reply's tool calls: prepare, decide, execute, finish.

Not found, bad arguments and refused are ordinary answers of the first steps, so executing has one happy path.
Calls that only look run side by side from the moment they may; anything else waits for those before it and
runs alone, so the next call is prepared against the world as it then is. Answers come back in call order, and
every call gets one, also when the turn is cancelled in the middle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hermes_acp.agent.job import Desk, Job
from hermes_acp.models.message import Message, ToolCall

SIDE_BY_SIDE = 8
"""Calls that run at once, at most."""


class Calls:
    """Makes the calls of one session's turns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)

    async def make(self, calls: Sequence[ToolCall], history: list[Message]) -> None:
        """Make them all and append one answer each to the history, in call order."""
        jobs = [Job(self._desk, call) for call in calls]
        try:
            await self._make(jobs)
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None  # one failure ends the batch, and it is the first that counts
        finally:
            history.extend([job.answer or await job.give_up() for job in jobs])

    async def _make(self, jobs: Sequence[Job]) -> None:
        looking: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                if not await job.prepare():
                    continue
                if job.only_looks:
                    looking.add(group.create_task(self._run(job)))
                    continue
                if looking:
                    await asyncio.wait(looking)
                await self._run(job)

    async def _run(self, job: Job) -> None:
        async with self._slots:
            await job.execute()
