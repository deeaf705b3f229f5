"""The file of the index: where it is, and what is done when it cannot be used. It never holds anything of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from hermes_acp.errors import StoreError
from hermes_acp.searching.index import Index
from hermes_acp.store.failures import reason_of

T = TypeVar("T")


class IndexDamagedError(StoreError):
    """The file was damaged and is gone; the next index is made anew."""


def index_file(home: str) -> str:
    """Where the index of the sessions in a home is kept."""
    return os.path.join(home, "cache", "search.db")


class Opened:
    """An index that is open, and the thread that all its work is done on, one thing after the other."""

    def __init__(self, index: Index, thread: ThreadPoolExecutor) -> None:
        self._index = index
        self._thread = thread

    async def do(self, work: Callable[[Index], T]) -> T:
        """Do it over there. Cancelling this leaves it to come to its end, and what follows waits for that."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._index)


@asynccontextmanager
async def opened(path: str) -> AsyncGenerator[Opened]:
    """The index in a file. StoreError for what the disk refuses, IndexDamagedError among them."""
    import apsw

    thread = ThreadPoolExecutor(1, "hermes-search")
    try:
        index = Opened(await asyncio.get_running_loop().run_in_executor(thread, Index, path), thread)
        try:
            yield index
        finally:
            await index.do(Index.close)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        await asyncio.to_thread(discard, path)
        raise IndexDamagedError(f"The index {path} was damaged; it is made anew.", "storage_damaged") from error
    except (apsw.Error, OSError) as error:
        raise StoreError(f"The index {path} cannot be used: {error}.", reason_of(error)) from error
    finally:
        thread.shutdown(wait=False)


def discard(path: str) -> None:
    """Take the file away."""
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(path + ending)
