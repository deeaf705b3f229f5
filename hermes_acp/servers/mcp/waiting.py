"""Waiting for a run on behalf of one request: never beyond its budget, with progress, up the ladder for questions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.servers.mcp import forms, ladder
from hermes_acp.servers.mcp.approvals import listed, question, respond
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.sealed import Seal
from hermes_acp.servers.mcp.told import MOST, short, told
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError
from hermes_acp_protocol.mcp.content import LinkBlock
from hermes_acp_protocol.mcp.methods import ELICIT
from hermes_acp_protocol.mcp.results import CallResult, InputRequired, Question

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.servers.mcp.run import Run
    from hermes_acp_protocol.framing import JsonObject

HEARTBEAT = 5.0
"""Seconds after which a client hears of a run that does nothing."""
STEPS = 100
"""Steps that are told at once, the last ones; all are in the log of the run."""
LEAST = 1.0
"""Seconds that must be left for a form to be shown at all."""
THROTTLE = 1.0
"""Seconds between two steps of progress."""
ASK = "Ask the user, then call permissions_respond."
PERSON = "High risk: only the user may allow it, with `hermes approvals {name}` in a terminal; you may only deny it."
RUN = "a question of a run"
"""What the state of a modern client's request is bound to."""


async def wait(
    offer: HermesOffer, run: Run, asker: Asker, deadline: float, cursor: int = 0
) -> CallResult | InputRequired:
    """How the run stands when it is over, when it needs somebody's word, or when the time is over.

    ``deadline`` is a moment of the monotonic clock.
    """
    told_at = 0.0
    while not run.over:
        version, left = run.version, deadline - time.monotonic()
        asked = ladder.next_question(run, asker)
        if asked is not None and (asker.modern or left > LEAST):
            if asker.modern:
                seal = await Seal.of(offer.store)
                state = seal.shut(RUN, {"run": run.id, "id": asked.id, "cursor": cursor, "shown": time.time()})
                return InputRequired({"answer": Question(ELICIT, asked.params)}, state)
            said = await ladder.show(offer.runs, asker, run, asked, left)
            if not said.early:
                await take(offer, run, asker, asked.id, said)
            continue
        if time.monotonic() - told_at >= THROTTLE:
            told_at = time.monotonic()
            await asker.progress(run.line())
        if run.open or left <= 0:
            break
        await offer.runs.change(run, min(left, HEARTBEAT), version)
    return await told_now(offer, run, cursor)


async def told_now(offer: HermesOffer, run: Run, cursor: int) -> CallResult:
    """How a run stands in this moment, with what waits for a yes or a no."""
    approvals = await listed(offer.store, run.session_id) if run.open else []
    return outcome(run, cursor, [one for one in approvals if one["id"] in run.open])


async def take_up(offer: HermesOffer, asker: Asker) -> tuple[Run, int] | None:
    """The run that a modern client's repeated request is about, its answer taken; None for a first one. RpcError."""
    if asker.state is None:
        return None
    seal = await Seal.of(offer.store)
    if seal.is_for(asker.state) != RUN:
        return None
    state = seal.open(RUN, asker.state)
    run = await offer.runs.get(str(state["run"]))
    if run is None:
        raise RpcError(INVALID_PARAMS, "That run is not here any more.", {"path": "requestState"})
    if not run.over:
        seconds = time.time() - cast("float", state["shown"])
        await take(offer, run, asker, str(state["id"]), ladder.Said(asker.answers.get("answer"), seconds))
    return run, cast("int", state["cursor"])


async def take(offer: HermesOffer, run: Run, asker: Asker, name: str, said: ladder.Said) -> None:
    """Pass on what a form brought; where it brought nothing, a question stays open for others."""
    if name in run.forms:
        await _take_form(offer, run, asker, name, said)
    elif name in run.open and (waiting := await question(offer.store, name)) is not None:
        answer = ladder.decided(waiting, said)
        if answer.option is not None:
            await respond(offer.store, name, answer.option, f"a form in {asker.name}", answer.note)
        else:
            run.put_aside.add(name)
            if answer.nobody:
                asker.connection.asks_people = False
    while name in (run.open.keys() | run.forms.keys()) - run.put_aside:
        if not await offer.runs.change(run, 1.0, run.version):
            break


async def _take_form(offer: HermesOffer, run: Run, asker: Asker, name: str, said: ladder.Said) -> None:
    answer = ladder.filled(said)
    if answer is None:
        asker.connection.asks_people = False
        await forms.answer(offer.store, name, run.forms[name], "cancel", why=forms.UNSEEN)
    else:
        await forms.answer(offer.store, name, run.forms[name], answer.action, answer.content)


def outcome(run: Run, cursor: int, approvals: Sequence[JsonObject] = ()) -> CallResult:
    """How a run stands, with what is new since a cursor, and what waits for a yes or a no."""
    words, deeds = run.words(cursor), run.deeds(cursor)
    log = [LinkBlock(f"hermes://run/{run.id}/log", "log")] if len(words) > MOST or len(deeds) > STEPS else []
    structured: JsonObject = {
        "session_id": run.session_id,
        "run_id": run.id,
        "status": run.status,
        "text": short(words),
        "steps": [*deeds[-STEPS:]],
        "approvals": [*approvals],
        "notices": [*run.notices],
        "files_changed": [*run.files],
        "error": run.error,
        "usage": {**run.tokens()},
        "cursor": len(run.steps),
    }
    return told(structured, spoken(run, words, deeds), log)


def spoken(run: Run, words: str, deeds: list[str]) -> str:
    """The same in words, for a model whose client passes on nothing else."""
    lines = [f"Status: {run.status}. session_id: {run.session_id} run_id: {run.id} cursor: {len(run.steps)}"]
    if run.error:
        lines.append(f"Ended by: {run.error}")
    lines += [
        f"Needs approval {name}: {one['title']} ({one['why']}) "
        + (PERSON.format(name=name) if one.get("high_risk") else ASK)
        for name, one in run.open.items()
    ]
    lines += [
        f"Asks the user in a form: {forms.params_of(one).get('message')} (agent_wait shows it)"
        for one in run.forms.values()
    ]
    lines += run.notices
    if run.files:
        lines.append(f"Changed: {', '.join(run.files)}")
    if deeds:
        lines.append("Did: " + "; ".join(deeds[-20:]))
    return "\n".join(lines) + (f"\n\n{words}" if words else "")
