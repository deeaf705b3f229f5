"""What servers of tools ask a person during a run, on its way through the store to an MCP client that shows it.

A form or an address waits under its id, ``open`` until whoever showed it has ``answered``; the run takes the answer
and forgets it.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any, cast

from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.servers.mcp.runner.records import FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.store.store import Store
    from hermes_acp_protocol.framing import JsonObject

LOOK = 0.1
"""Seconds between two looks for the answer."""
UNSEEN = "the client shows its forms to nobody"

Waiting = dict[str, object]
"""One of them, in JSON values."""


async def put(store: Store, run_id: str, wanted: Form | Visit, seconds: float) -> Elicited:
    """Put it before a person, for so many seconds."""
    name = os.urandom(6).hex()
    await store.remember(FORMS, name, described(run_id, wanted))
    try:
        async with asyncio.timeout(seconds):
            kept = await _answered(store, name)
    except TimeoutError:
        return Elicited("cancel", why=f"nobody answered within {seconds:g} seconds")
    finally:
        await asyncio.shield(store.forget(FORMS, name))
    if kept is None:
        return Elicited("cancel", why="the store was cleared")
    return Elicited(cast("Any", kept["action"]), cast("Any", kept.get("content") or {}), str(kept.get("why") or ""))


async def _answered(store: Store, name: str) -> Waiting | None:
    """It with its answer; None when it was cleared away."""
    while True:
        kept = (await store.recall(FORMS)).get(name)
        if kept is None or kept.get("state") == "answered":
            return kept
        await asyncio.sleep(LOOK)


def described(run_id: str, wanted: Form | Visit) -> Waiting:
    """It as it is kept; ``params`` are those of ``elicitation/create``."""
    if isinstance(wanted, Visit):
        params: Mapping[str, object] = {
            "mode": "url",
            "message": wanted.message,
            "url": wanted.url,
            "elicitationId": wanted.id,
        }
    else:
        params = {"mode": "form", "message": wanted.message, "requestedSchema": dict(wanted.schema)}
    return {"state": "open", "run": run_id, "params": params, "asked": time.time()}


async def waiting(store: Store, run_id: str) -> dict[str, Waiting]:
    """What a run waits for, by id, the oldest first."""
    found = await store.recall(FORMS)
    return {name: kept for name, kept in found.items() if kept.get("run") == run_id and kept.get("state") == "open"}


async def answer(
    store: Store, name: str, kept: Waiting, action: str, content: JsonObject | None = None, why: str = ""
) -> bool:
    """Answer one; false when it does not wait any more."""
    told = {**kept, "state": "answered", "action": action, "content": content or {}, "why": why}
    return await store.exchange(FORMS, name, kept, told)


def params_of(kept: Waiting) -> JsonObject:
    """What the client is asked."""
    return cast("JsonObject", kept["params"])
