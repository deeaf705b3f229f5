"""One reply's tool calls: understand, decide, execute, finish.

Not found, bad arguments and refused are ordinary answers of the first steps, so executing has one happy path.
Calls whose effects cannot meet run side by side; any other waits for those in its way and is then understood
anew, against the world as it then is. Answers come back in call order, and every call gets one, also when the turn
is cancelled in the middle.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from hermes_acp.agent.job import Desk, Job
from hermes_acp.models.message import Message, ToolCall

SIDE_BY_SIDE = 8
"""Calls that run at once, at most."""

Running = Mapping["asyncio.Task[None]", Job]


class Calls:
    """Makes the calls of one session's turns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._slots = asyncio.Semaphore(SIDE_BY_SIDE)

    async def make(self, calls: Sequence[ToolCall], history: list[Message]) -> str:
        """Make them all and append one answer each to the history, in call order.

        Returns why the turn should end, when it goes in circles; otherwise an empty text.
        """
        jobs = [Job(self._desk, call, history) for call in calls]
        try:
            await self._make(jobs)
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None  # one failure ends the batch, and it is the first that counts
        finally:
            history.extend([job.answer or await job.give_up() for job in jobs])
        return self._desk.circles.end_reply()

    async def _make(self, jobs: Sequence[Job]) -> None:
        running: dict[asyncio.Task[None], Job] = {}
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                await understand(job, running)
                if await job.allowed():
                    running[group.create_task(self._run(job))] = job

    async def _run(self, job: Job) -> None:
        async with self._slots:
            await job.execute()


async def understand(job: Job, running: Running) -> None:
    """Understand a call once nothing that is still running could change what it sees."""
    while True:
        await job.understand()
        ahead = [task for task, other in running.items() if not task.done() and job.must_follow(other)]
        if not ahead:
            return
        await asyncio.wait(ahead)
