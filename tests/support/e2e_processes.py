"""Processes from the outside: whether they live, what descends from them, what they wrote down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from support.e2e import WAIT

LOOK_AGAIN = 0.02
"""Seconds; nothing tells of the end, or of the writing, of a stranger."""


def alive(pid: int) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


async def gone(pids: Iterable[int], seconds: float = WAIT) -> None:
    """Wait until none of them runs. TimeoutError names nothing: look at the pids."""
    async with asyncio.timeout(seconds):
        while any(map(alive, pids)):  # noqa: ASYNC110  see LOOK_AGAIN
            await asyncio.sleep(LOOK_AGAIN)


async def written_pids(path: Path, count: int) -> list[int]:
    """Wait until that many numbers stand in the file."""
    async with asyncio.timeout(WAIT):
        while len(pids := numbers_in(path)) < count:  # noqa: ASYNC110  see LOOK_AGAIN
            await asyncio.sleep(LOOK_AGAIN)
    return pids


def numbers_in(path: Path) -> list[int]:
    """The numbers in the file; none when there is no file."""
    return [int(word) for word in path.read_text().split()] if path.exists() else []
