"""The file of the index: where it is, and what is done when it cannot be used. It never holds anything of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from hermes_acp.errors import StoreError
from hermes_acp.searching.index import Index
from hermes_acp.store.failures import reason_of


class IndexDamagedError(StoreError):
    """The file was damaged and is gone; the next index is made anew."""


def index_file(home: str) -> str:
    """Where the index of the sessions in a home is kept."""
    return os.path.join(home, "cache", "search.db")


@asynccontextmanager
async def opened(path: str) -> AsyncGenerator[Index]:
    """The index in a file. StoreError for what the disk refuses, IndexDamagedError among them."""
    import apsw

    try:
        index = await asyncio.to_thread(Index, path)
        try:
            yield index
        finally:
            await asyncio.to_thread(index.close)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        await asyncio.to_thread(discard, path)
        raise IndexDamagedError(f"The index {path} was damaged; it is made anew.", "storage_damaged") from error
    except (apsw.Error, OSError) as error:
        raise StoreError(f"The index {path} cannot be used: {error}.", reason_of(error)) from error


def discard(path: str) -> None:
    """Take the file away."""
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(path + ending)
