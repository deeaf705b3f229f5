"""Cancelling a task with care: not twice, and not before what must be kept has been kept."""

from __future__ import annotations

import asyncio
from typing import Any


def was_cancelled() -> bool:
    """True when the running task has been asked to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def cancel_once(task: asyncio.Task[Any]) -> None:
    """Cancel a task that is not being cancelled already."""
    if not task.cancelling():
        task.cancel()


def cancel_at_next_step() -> None:
    """Let the running task, which was cancelled, go on until it next waits."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
        asyncio.get_running_loop().call_soon(cancel_once, task)
