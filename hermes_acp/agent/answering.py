"""Answering a question of any session on this machine, and learning what truly came of it.

An answer counts once the session that asked has taken it. When it does not in time, the answer is taken back, so that
nobody is told of a yes that is acted on later, or of one that never was.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from hermes_acp.agent.waiting import SCOPE, Waiting, alive, option_of, state

if TYPE_CHECKING:
    from hermes_acp.store.store import Store

TAKEN_WITHIN = 5.0
"""Seconds in which a session takes an answer, if it lives."""
LOOK = 0.05
TRIES = 20
"""Times an answer is tried again because the question was changed by a sign of life in between."""


class Outcome(NamedTuple):
    """What came of an answer."""

    result: Literal["resolved", "already_resolved", "expired"]
    """``expired``: nobody waits for it any more, or there never was such a question."""
    question: Waiting | None
    """As it is now."""


async def waiting_questions(store: Store, session_id: str | None = None) -> dict[str, Waiting]:
    """What waits for an answer now, by id, the oldest first."""
    found = {key: kept for key, kept in (await store.recall(SCOPE)).items() if state(kept) == "open"}
    theirs = {key: kept for key, kept in found.items() if session_id is None or kept.get("session") == session_id}
    living = await asyncio.to_thread(lambda: {key for key, kept in theirs.items() if alive(kept)})
    return {key: kept for key, kept in theirs.items() if key in living}


async def answer(store: Store, question_id: str, option_id: str, by: str, note: str = "") -> Outcome:
    """Choose an option for a question. ValueError when it does not have that option."""
    for _ in range(TRIES):
        kept = (await store.recall(SCOPE)).get(question_id)
        if kept is None:
            return Outcome("expired", None)
        if state(kept) != "open":
            return Outcome("expired" if state(kept) == "gone" else "already_resolved", kept)
        if not await asyncio.to_thread(alive, kept):
            return Outcome("expired", kept)
        if option_of(kept, option_id) is None:
            raise ValueError(f"the question has no option {option_id!r}")
        chosen: Waiting = {**kept, "state": "answered", "option": option_id, "by": by, "note": note}
        if await store.exchange(SCOPE, question_id, kept, chosen):
            return await _taken(store, question_id, chosen)
    return Outcome("expired", None)


async def _taken(store: Store, question_id: str, chosen: Waiting) -> Outcome:
    """Wait until the session took the answer; take it back when it does not."""
    deadline = time.monotonic() + TAKEN_WITHIN
    while time.monotonic() < deadline:
        await asyncio.sleep(LOOK)
        kept = (await store.recall(SCOPE)).get(question_id)
        if kept is None or state(kept) == "gone":
            return Outcome("expired", kept)
        if state(kept) == "settled":
            return Outcome("resolved", kept)
    gone: Waiting = {**chosen, "state": "gone", "ended": time.time()}
    if await store.exchange(SCOPE, question_id, chosen, gone):
        return Outcome("expired", gone)
    kept = (await store.recall(SCOPE)).get(question_id)
    return Outcome("resolved" if kept is not None and state(kept) == "settled" else "expired", kept)
