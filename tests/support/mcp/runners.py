"""The processes that carry runs, as tests see them: who is there, and that none is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from hermes_acp.servers.mcp.runner.records import RUNNERS
from hermes_acp.store.lease import started
from hermes_acp.store.sqlite import SqliteStore


def runner_pids(home: Path) -> list[int]:
    """The runners that are there."""
    path = home / ".hermes" / "acp.db"

    async def look() -> list[dict[str, Any]]:
        store = SqliteStore(str(path))
        try:
            return [cast("dict[str, Any]", one["holder"]) for one in (await store.recall(RUNNERS)).values()]
        finally:
            await store.close()

    holders = asyncio.run(look()) if path.exists() else []
    return [holder["pid"] for holder in holders if started(holder["pid"]) == holder["started"]]


def gone(pid: int, seconds: float = 10.0) -> bool:
    """Whether a process ends within so many seconds."""
    deadline = time.monotonic() + seconds
    while started(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not started(pid)


def end_runners(home: Path) -> None:
    """End every runner, and see it end."""
    for pid in runner_pids(home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        assert gone(pid), f"the runner {pid} did not end"
