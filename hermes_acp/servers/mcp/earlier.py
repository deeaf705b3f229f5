"""A run of an earlier process, told from the log of its session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.agent.events import AgentText, ReplyFinished, TurnEnded, TurnStarted
from hermes_acp.servers.mcp import past
from hermes_acp.servers.mcp.run import Run

if TYPE_CHECKING:
    from hermes_acp.store.store import Store

CUT = "The process that ran it ended first. Give agent_run the session_id to go on."


async def earlier_run(store: Store, run_id: str) -> Run | None:
    """How that run ended, or that it was cut off; None when there never was one."""
    session_id, _, prompt = run_id.partition(".")
    record = await store.find(session_id) if prompt else None
    if record is None:
        return None
    events = past.turn([event for _, event in past.in_order(await store.read(session_id))], prompt)
    if not events or not isinstance(events[0], TurnStarted):
        return None
    run = Run(session_id, events[0].message.id, record.cwd)
    for event in events:
        if isinstance(event, ReplyFinished):
            run.hear(AgentText(event.message.id, event.message.text))
        else:
            run.hear(event)
    match events[-1]:
        case TurnEnded(stop="cancelled"):
            run.end("cancelled")
        case TurnEnded(stop=str()):
            run.end("completed")
        case TurnEnded(error=error):
            run.end("failed", error)
        case _:
            run.end("failed", CUT)
    return run
