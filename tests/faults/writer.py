"""A process that appends and says so: run as a program by the tests beside it.

One line of JSON on standard input says what to do; each acknowledged append is a line ``session seq number`` on
standard output, written only after the store said that it is durable.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from typing import NotRequired, TypedDict

from hermes_acp.errors import StoreError
from hermes_acp.store import SessionRecord
from hermes_acp.store.sqlite import SqliteStore


class Task(TypedDict):
    """What to do."""

    path: str
    session: str
    count: int
    """Appends to make; each holds its number."""
    stray: NotRequired[float]
    """Open and close the database file by hand every so many seconds, in a thread; 0 never."""
    reconnect: NotRequired[int]
    """Close and open the store after every so many appends; 0 never."""
    lease: NotRequired[bool]
    """Lead the session."""


def stray(path: str, pause: float, stop: threading.Event) -> None:
    """What a backup or a hash of the file would do, again and again."""
    while not stop.wait(pause):
        os.close(os.open(path, os.O_RDONLY))


async def work(task: Task) -> None:
    session, path = task["session"], task["path"]
    store = SqliteStore(path)
    if await store.find(session) is None:
        await store.create(SessionRecord(session, "/work"))
    if task.get("lease"):
        await store.lease(session)
    print("ready", flush=True)
    stop = threading.Event()
    if pause := task.get("stray"):
        threading.Thread(target=stray, args=(path, pause, stop)).start()
    for number in range(task["count"]):
        try:
            seq = await store.append(session, ("user", {"number": number, "text": "x" * (number % 997)}))
            print(session, seq, number, flush=True)
        except StoreError as error:
            print("error", error.reason, error, file=sys.stderr, flush=True)
        if (every := task.get("reconnect")) and number % every == 0:
            await store.close()
            store = SqliteStore(path)
    stop.set()
    await store.close()


if __name__ == "__main__":
    asyncio.run(work(json.loads(sys.stdin.readline())))
