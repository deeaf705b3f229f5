"""What the store holds of runners and their runs, so that every process of this machine finds them.

A runner is a process that leads sessions. Its record says who it is and which sessions it has; a run's record, which
runner has it and how it ended. What a run said and did is in the log of its session and nowhere else.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.waiting import alive

if TYPE_CHECKING:
    from hermes_acp.store.store import Store

RUNNERS = "mcp_runners"
"""Scope of the runners, by their ids."""
RUNS = "mcp_runs"
"""Scope of the runs, by their ids."""
ORDERS = "mcp_orders"
"""Scope of what servers want done."""
FORMS = "mcp_forms"
"""Scope of what runs want to be filled in."""
KEPT = 200
"""Records of ended runs that are kept; what such a run did is in its session all the same."""

NOTICES = 20

Record = dict[str, object]
"""One of them, in JSON values."""


async def living(store: Store) -> dict[str, Record]:
    """The runners whose process is there."""
    found = await store.recall(RUNNERS)
    return await asyncio.to_thread(lambda: {name: one for name, one in found.items() if alive(one)})


async def runs(store: Store, session_id: str | None = None) -> dict[str, Record]:
    """The runs that are remembered, of all sessions or of one, the oldest first."""
    found = await store.recall(RUNS)
    return {name: one for name, one in found.items() if session_id is None or one.get("session") == session_id}


async def tidy(store: Store) -> None:
    """Forget runners that are gone, what was asked of them and by them, and the oldest runs that are over."""
    here, known = await living(store), await runs(store)
    gone = (await store.recall(RUNNERS)).keys() - here.keys()
    over = [name for name, one in known.items() if one.get("runner") not in here]
    orders = [name for name, one in (await store.recall(ORDERS)).items() if one.get("to") not in here]
    forms = [name for name, one in (await store.recall(FORMS)).items() if one.get("run") not in known.keys() - over]
    oldest = over[: max(len(over) - KEPT, 0)]
    for scope, names in ((RUNNERS, gone), (ORDERS, orders), (FORMS, forms), (RUNS, oldest)):
        for name in names:
            await store.forget(scope, name)


async def note(store: Store, run_id: str, words: str) -> None:
    """Keep something the user should know of a run; the first ones of many."""
    kept = (await runs(store)).get(run_id)
    notices = cast("list[str]", kept.get("notices") or []) if kept else []
    if kept is not None and len(notices) < NOTICES:
        await store.remember(RUNS, run_id, {**kept, "notices": [*notices, words]})


def begun(session_id: str, prompt_id: str, cwd: str, runner: str) -> Record:
    """The record of a run that begins now."""
    return {"session": session_id, "prompt": prompt_id, "cwd": cwd, "runner": runner, "began": time.time()}
