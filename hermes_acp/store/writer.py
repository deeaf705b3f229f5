"""The one thread that touches the database, and group commit.

Jobs wait in a queue. Whatever has gathered while a commit ran goes into the next one together: sixty-four sessions
pay for one flush of the disk. Each job has its own savepoint, so one that fails takes no other with it. Reads run
after the commit. Answers go back to the event loop in one wake-up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar, cast

from hermes_acp.store.failures import explain, reason_of

if TYPE_CHECKING:
    import asyncio

    from hermes_acp.store.connection import Connection
    from hermes_acp.store.database import Database

T = TypeVar("T")

GROUP = 256
"""Most jobs in one commit, so that none waits long."""


class Job:
    """Something to do with the database."""

    __slots__ = ("error", "result", "work", "writes")

    def __init__(self, work: Callable[[Connection], object], *, writes: bool) -> None:
        self.work = work
        self.writes = writes
        self.result: object = None
        self.error: Exception | None = None

    def run(self, db: Connection) -> None:
        """Do it and keep the outcome."""
        try:
            self.result = self.work(db)
        except Exception as error:
            self.error = error


class Awaited(Job):
    """A job, and the future that waits for it."""

    __slots__ = ("future", "loop")

    def __init__(self, work: Callable[[Connection], object], *, writes: bool) -> None:
        import asyncio  # not before: the store opens, and has its first row, while asyncio is not loaded yet

        super().__init__(work, writes=writes)
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[object] = self.loop.create_future()

    def settle(self) -> None:
        """Answer whoever waits; on the loop."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(explain(self.error))


class Blocking(Job):
    """A job, and a thread that waits for it."""

    __slots__ = ("done",)

    def __init__(self, work: Callable[[Connection], object], *, writes: bool) -> None:
        super().__init__(work, writes=writes)
        self.done = threading.Event()


class Writer:
    """Runs jobs in order of arrival on a thread of its own."""

    def __init__(self, connect: Callable[[], Database], *, idle: Callable[[Database], None], interval: float) -> None:
        self._connect = connect
        self._idle = idle
        self._interval = interval
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._database: Database | None = None
        self._closing: Awaited | None = None

    def start(self) -> None:
        """Begin to open the database, if that was not done yet; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="hermes-store", daemon=True)
            self._thread.start()

    async def submit(self, work: Callable[[Connection], T], *, writes: bool) -> T:
        """Run ``work`` on the thread; a write is durable when this returns. StoreError when it could not be done."""
        if self._closing is not None:
            raise RuntimeError("The store is closed.")
        self.start()
        job = Awaited(work, writes=writes)
        self._queue.put(job)
        return cast("T", await job.future)

    def wait_for(self, work: Callable[[Connection], object], *, writes: bool) -> None:
        """Run ``work`` on the thread and block until it is done. StoreError when it could not be done."""
        self.start()
        job = Blocking(work, writes=writes)
        self._queue.put(job)
        job.done.wait()
        if job.error is not None:
            raise explain(job.error)

    async def close(self) -> None:
        """Do what is queued, disconnect, end the thread."""
        if self._thread is not None and self._closing is None:
            self._closing = Awaited(lambda _: None, writes=False)
            self._queue.put(None)
            await self._closing.future

    def _run(self) -> None:
        self._open()
        last = False
        while not last:
            group, last = self._gather()
            if group:
                self._do(group)
            elif self._database is not None and not last:
                # A disk that fails now will fail the next job too, and that one has somebody to tell.
                with suppress(Exception):
                    self._idle(self._database)
        self._end()

    def _end(self) -> None:
        closing = self._closing
        try:
            if self._database is not None:
                self._database.close()
        except Exception as error:
            if closing is not None:
                closing.error = error
        if closing is not None:
            _settle([closing])

    def _gather(self) -> tuple[list[Job], bool]:
        """Everything that waits, or nothing after a while; True when nothing may come after."""
        group: list[Job] = []
        try:
            job = self._queue.get(timeout=self._interval)
            while job is not None:
                group.append(job)
                if len(group) == GROUP:
                    break
                job = self._queue.get_nowait()
        except Empty:
            return group, False
        return group, job is None

    def _open(self) -> Exception | None:
        """Open the database; a failure is tried again with the next job, so that freed space helps."""
        try:
            self._database = self._connect()
        except Exception as error:
            return error
        return None

    def _do(self, group: list[Job]) -> None:
        failure = self._open() if self._database is None else None
        if self._database is None:
            _fail(group, failure)
        else:
            _write(self._database, [job for job in group if job.writes])
            _read(self._database, [job for job in group if not job.writes])
        _settle(group)


def _write(database: Database, jobs: list[Job]) -> None:
    def all_of_them(db: Connection) -> None:
        for job in jobs:
            db.execute("SAVEPOINT job")
            job.run(db)
            if job.error is not None:
                if not db.in_transaction or reason_of(job.error) == "storage_damaged":
                    raise job.error
                db.execute("ROLLBACK TO job")
            db.execute("RELEASE job")

    if not jobs:
        return
    try:
        database.commit(all_of_them)
    except Exception as error:
        _fail(jobs, error)


def _read(database: Database, jobs: list[Job]) -> None:
    for job in jobs:
        try:
            job.result = database.read(job.work)
        except Exception as error:
            job.error = error


def _fail(jobs: list[Job], error: Exception | None) -> None:
    """Nothing of these was kept; a job with an error of its own keeps that."""
    for job in jobs:
        job.error = job.error or error


def _settle(group: Sequence[Job]) -> None:
    """Answer all, with one wake-up for each loop that waits; a loop that has ended needs none."""
    awaited: list[Awaited] = []
    for job in group:
        if isinstance(job, Awaited):
            awaited.append(job)
        elif isinstance(job, Blocking):
            job.done.set()
    for loop in {job.loop for job in awaited}:
        mine = [job for job in awaited if job.loop is loop]
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle_here, mine)


def _settle_here(jobs: list[Awaited]) -> None:
    for job in jobs:
        job.settle()
