"""Waiting for a run on behalf of one request: never beyond its budget, with progress, up the ladder for questions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.servers.mcp import ladder
from hermes_acp.servers.mcp.approvals import listed, option_for, question, respond
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.sealed import seal, unseal
from hermes_acp.servers.mcp.told import short, told
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError
from hermes_acp_protocol.mcp.methods import ELICIT
from hermes_acp_protocol.mcp.results import CallResult, InputRequired, Question

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.servers.mcp.run import Run
    from hermes_acp_protocol.framing import JsonObject

HEARTBEAT = 5.0
"""Seconds after which a client hears of a run that does nothing."""
THROTTLE = 1.0
"""Seconds between two steps of progress."""
BOUND = "a question of a run"


async def wait(
    offer: HermesOffer, run: Run, asker: Asker, seconds: float, cursor: int = 0
) -> CallResult | InputRequired:
    """How the run stands when it is over, when it needs somebody's word, or when the time is over."""
    deadline = time.monotonic() + min(seconds, offer.terms.max_wait)
    told_at = 0.0
    while not run.over:
        if (asked := next(iter(run.open.values()), None)) is not None:
            if not ladder.usable(asker) or asked.id in run.put_aside:
                break
            if asker.modern:
                state = seal(BOUND, ladder.sealed_question(run, asked, cursor))
                wanted = Question(ELICIT, ladder.form(asked, asker.version).json())
                return InputRequired({"approval": wanted}, state)
            said = await ladder.show(asker, run, asked, deadline - time.monotonic())
            await take(offer, run, asker, asked.id, said)
            continue
        if (left := deadline - time.monotonic()) <= 0:
            break
        if time.monotonic() - told_at >= THROTTLE:
            told_at = time.monotonic()
            await asker.progress(run.line())
        await run.change(min(left, HEARTBEAT))
    return await told_now(offer, run, cursor)


async def told_now(offer: HermesOffer, run: Run, cursor: int) -> CallResult:
    """How a run stands in this moment, with what waits for a yes or a no."""
    approvals = await listed(offer.store, run.session_id) if run.open else []
    return outcome(run, cursor, [one for one in approvals if one["id"] in run.open])


async def take_up(offer: HermesOffer, asker: Asker) -> tuple[Run, int] | None:
    """The run that a modern client's repeated request is about, its answer taken; None for a first one. RpcError."""
    if asker.state is None:
        return None
    state = unseal(BOUND, asker.state)
    run = offer.runs.get(str(state["run"]))
    if run is None:
        raise RpcError(INVALID_PARAMS, "That run is not here any more.", {"path": "requestState"})
    if not run.over and str(state["question"]) in run.open:
        await take(offer, run, asker, str(state["question"]), ladder.read_answer(asker.answers, state))
    return run, cast("int", state["cursor"])


async def take(offer: HermesOffer, run: Run, asker: Asker, question_id: str, said: ladder.Said) -> None:
    """Pass on what a form brought; where it brought nothing, the question stays open for others."""
    waiting = await question(offer.store, question_id)
    if said.kind == "decided" and waiting is not None:
        name = asker.client.title or asker.client.name if asker.client else "an MCP client"
        await respond(offer.store, question_id, option_for(waiting, said.decision), f"a form in {name}", said.note)
        while question_id in run.open and await run.change(1.0):
            pass
        return
    run.put_aside.add(question_id)
    if said.kind == "nobody":
        asker.connection.asks_people = False


def outcome(run: Run, cursor: int, approvals: Sequence[JsonObject] = ()) -> CallResult:
    """How a run stands, with what is new since a cursor, and what waits for a yes or a no."""
    words, deeds = run.words(cursor), run.deeds(cursor)
    structured: JsonObject = {
        "session_id": run.session_id,
        "run_id": run.id,
        "status": run.status,
        "text": short(words),
        "steps": [*deeds],
        "approvals": [*approvals],
        "files_changed": [*run.files],
        "error": run.error,
        "usage": {**run.tokens()},
        "cursor": len(run.steps),
    }
    return told(structured, spoken(run, words, deeds))


def spoken(run: Run, words: str, deeds: list[str]) -> str:
    """The same in words, for a model whose client passes on nothing else."""
    lines = [f"Status: {run.status}. session_id: {run.session_id} run_id: {run.id} cursor: {len(run.steps)}"]
    if run.error:
        lines.append(f"Ended by: {run.error}")
    lines += [
        f"Needs approval {one.id}: {one.title} ({one.why}) Ask the user, then call permissions_respond."
        for one in run.open.values()
    ]
    if run.files:
        lines.append(f"Changed: {', '.join(run.files)}")
    if deeds:
        lines.append("Did: " + "; ".join(deeds[-20:]))
    return "\n".join(lines) + (f"\n\n{words}" if words else "")
