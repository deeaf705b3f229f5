"""The tools that follow what happens in sessions, by a cursor over the one order of all their entries."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.events import CallFinished, QuestionAsked, QuestionSettled, TitleChanged, TurnEnded
from hermes_acp.agent.history import to_events
from hermes_acp.servers.mcp import past
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.told import told, when
from hermes_acp_protocol.mcp.results import CallResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.store.entries import Happening
    from hermes_acp_protocol.framing import JsonObject, JsonValue

    Given = Mapping[str, JsonValue]

LOOK = 0.25
"""Seconds between two looks while waiting."""
CHARS = 500
BATCH = 200


async def events_poll(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """What happened since the cursor."""
    found, following = await since(offer, given, cast("int", given.get("limit") or 20))
    rows: list[JsonValue] = [*found]
    return told({"events": rows, "next_cursor": following}, spoken(found, following))


async def events_wait(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """The next event, or none when the time is over."""
    wanted = given.get("timeout_ms")
    milliseconds = wanted if isinstance(wanted, int | float) else 30_000
    deadline = time.monotonic() + min(milliseconds / 1000, offer.terms.max_wait)
    while True:
        found, following = await since(offer, given, 1)
        if found or time.monotonic() >= deadline:
            break
        given = {**given, "after_cursor": following}
        await asyncio.sleep(min(LOOK, max(deadline - time.monotonic(), 0)))
    structured: JsonObject = {
        "event": found[0] if found else None,
        "next_cursor": following,
        "reason": None if found else "timeout",
    }
    return told(structured, spoken(found, following))


async def since(offer: HermesOffer, given: Given, most: int) -> tuple[list[JsonObject], int]:
    """Events after the cursor, and the cursor after them."""
    cursor, session_id = cast("int", given.get("after_cursor") or 0), cast("str | None", given.get("session_key"))
    cursor = min(cursor, await offer.store.newest_place())  # of a store that was cleared since
    found: list[JsonObject] = []
    while len(found) < most:
        batch = await offer.store.since(cursor, limit=BATCH, session_id=session_id)
        for one in batch:
            cursor = one.place
            if event := shown(one):
                found.append(event)
                if len(found) == most:
                    break
        if len(batch) < BATCH:
            break
    return found, cursor


def shown(one: Happening) -> JsonObject | None:
    """An entry as an event; None for what only the agent needs."""
    event = next(to_events([one.entry]), None)
    if event is None:
        return None
    said = past.message(one.entry.time, event)
    if said is not None:
        return _event(one, "message", said.text, said.role)
    match event:
        case CallFinished(title=title, status=status):
            return _event(one, "tool", title if status == "completed" else f"{title}: failed")
        case QuestionAsked(question_id=name, title=title):
            return _event(one, "approval_requested", f"{name}: {title}")
        case QuestionSettled(question_id=name, option=option, by=by):
            return _event(one, "approval_resolved", f"{name}: {option or 'no answer'} ({by})")
        case TurnEnded(stop=stop, error=error):
            return _event(one, "turn_ended", error or stop or "")
        case TitleChanged(title=title):
            return _event(one, "title", title)
        case _:
            return None


def _event(one: Happening, kind: str, content: str, role: str = "") -> JsonObject:
    return {
        "cursor": one.place,
        "type": kind,
        "session_key": one.session_id,
        "timestamp": when(one.entry.time),
        "role": role,
        "content": content[:CHARS],
    }


def spoken(found: list[JsonObject], following: int) -> str:
    """The events in words."""
    lines = [f"{one['type']} in {one['session_key']}: {one['role']} {one['content']}" for one in found]
    return "\n".join([*lines, f"next_cursor: {following}"])
