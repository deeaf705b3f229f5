"""Runs as tasks of 2025-11-25, where tasks were experimental and part of the core.

A client asks for one with ``task`` in the call, and has its result from ``tasks/result``, which waits as long as the
run takes: what it needs meanwhile is asked on that request. Source:
https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/tasks
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.offer import Unknown
from hermes_acp.servers.mcp.tasks import KEPT, POLL, STATES
from hermes_acp.servers.mcp.told import when
from hermes_acp.servers.mcp.waiting import told_now, wait
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError
from hermes_acp_protocol.mcp.fields import text

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.servers.mcp.run import Run
    from hermes_acp_protocol.framing import JsonObject

RELATED = "io.modelcontextprotocol/related-task"
"""Under which ``_meta`` says what a message belongs to."""
LOOK = 10.0
"""Seconds after which waiting begins anew."""


def old_state(run: Run) -> JsonObject:
    """How a task stands."""
    return {
        "taskId": run.id,
        "status": STATES.get(run.status) or run.status,
        "statusMessage": run.line(),
        "createdAt": when(run.began),
        "lastUpdatedAt": when(run.moved),
        "ttl": KEPT,
        "pollInterval": POLL,
    }


async def serve(offer: HermesOffer, method: str, params: JsonObject, asker: Asker) -> JsonObject:
    """Serve one of the four methods. Unknown; RpcError."""
    if method == "tasks/list":
        return {"tasks": [old_state(run) for run in await offer.runs.known()]}
    name = text(params, "taskId")
    run = await offer.runs.get(name) if name else None
    if run is None:
        raise Unknown(f"There is no task {name!r} here.")
    match method:
        case "tasks/cancel":
            if run.over:
                raise RpcError(INVALID_PARAMS, f"The task is over: {run.status}.", {"taskId": run.id})
            await offer.runs.cancel(run)
            return old_state(run)
        case "tasks/result":
            return await _result(offer, run, asker)
        case _:
            return old_state(run)


async def _result(offer: HermesOffer, run: Run, asker: Asker) -> JsonObject:
    """The result of the call, once there is one."""
    while not run.over:
        version = run.version
        await wait(offer, run, asker, time.monotonic() + LOOK)
        if run.open:
            await offer.runs.change(run, LOOK, version)  # somebody else may answer
    result = await told_now(offer, run, 0)
    return result._replace(meta={RELATED: {"taskId": run.id}}, failed=run.state == "failed").json()
