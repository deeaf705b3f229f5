"""Runs as tasks, for clients that declare the extension ``io.modelcontextprotocol/tasks`` on a request.

The tasks of 2025-11-25 are another thing, and next door.

Source: https://modelcontextprotocol.github.io/ext-tasks/specification/2026-07-28/tasks.html
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hermes_acp.servers.mcp import ladder
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.offer import Started, Unknown
from hermes_acp.servers.mcp.told import when
from hermes_acp_protocol.mcp.fields import table, text
from hermes_acp_protocol.mcp.methods import ELICIT
from hermes_acp_protocol.mcp.results import Question

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.servers.mcp.run import Run
    from hermes_acp_protocol.framing import JsonObject

EXTENSION = "io.modelcontextprotocol/tasks"
POLL = 1_000
"""Milliseconds after which asking again is worth it."""
KEPT = 24 * 3_600_000
"""Milliseconds for which a run can be asked about; its session stays longer."""
STATES = {"running": "working", "needs_approval": "input_required", "needs_input": "input_required"}


def started(run: Run, asker: Asker) -> Started | None:
    """A run as the task that answers this request; None where it may not be answered with one."""
    if asker.modern:
        return Started(state_of(run)) if EXTENSION in asker.abilities.extensions else None
    from hermes_acp.servers.mcp.oldtasks import old_state

    return Started(old_state(run)) if asker.wants_task else None


def state_of(run: Run) -> JsonObject:
    """How a task stands. A run that failed is a completed call whose result says so."""
    status = STATES.get(run.status) or ("cancelled" if run.state == "cancelled" else "completed")
    return {
        "taskId": run.id,
        "status": status,
        "statusMessage": run.line(),
        "createdAt": when(run.began),
        "lastUpdatedAt": when(run.moved),
        "ttlMs": KEPT,
        "pollIntervalMs": POLL,
    }


async def serve(offer: HermesOffer, method: str, params: JsonObject, asker: Asker) -> JsonObject:
    """Serve one of the three methods. Unknown."""
    name = text(params, "taskId")
    run = await offer.runs.get(name) if name else None
    if run is None:
        raise Unknown(f"There is no task {name!r} here.")
    match method:
        case "tasks/cancel":
            await offer.runs.cancel(run)
            return {}
        case "tasks/update":
            await _answer(offer, run, table(params, "inputResponses"), asker)
            return {}
        case _:
            return await _told(offer, run, asker)


async def _told(offer: HermesOffer, run: Run, asker: Asker) -> JsonObject:
    from hermes_acp.servers.mcp.waiting import told_now

    state = state_of(run)
    if run.over and run.state != "cancelled":
        return {**state, "result": (await told_now(offer, run, 0)).json()}
    asked: JsonObject = {one.id: Question(ELICIT, one.params).json() for one in ladder.showable(run, asker)}
    run.shown.update({name: time.time() for name in asked if name not in run.shown})
    return {**state, "inputRequests": asked} if asked else state


async def _answer(offer: HermesOffer, run: Run, answers: JsonObject, asker: Asker) -> None:
    """Take what came for questions that are open; what is not, or no longer, is ignored."""
    from hermes_acp.servers.mcp.waiting import take

    for name, answer in answers.items():
        if name in run.open or name in run.forms:
            await take(offer, run, asker, name, ladder.Said(answer, time.time() - run.shown.get(name, 0.0)))
