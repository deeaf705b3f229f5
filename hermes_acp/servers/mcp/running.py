"""The tools that run the agent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.turns import Prompt
from hermes_acp.errors import UserError
from hermes_acp.models.message import Text
from hermes_acp.servers.mcp import workspace
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.offer import Started
from hermes_acp.servers.mcp.run import Run
from hermes_acp.servers.mcp.tasks import as_task, state_of
from hermes_acp.servers.mcp.terms import MODES
from hermes_acp.servers.mcp.told import failed, told
from hermes_acp.servers.mcp.waiting import outcome, take_up, wait
from hermes_acp_protocol.mcp.results import CallResult, InputRequired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonValue

SETTINGS = ("mode", "permissions", "model", "mcp")
"""Slash commands that change what may be done; those are the person's, and never come from another model."""
UNKNOWN_RUN = "There is no run {id!r} here. permissions_list_open and conversations_list show what there is."


async def agent_run(
    offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker
) -> CallResult | InputRequired | Started:
    """Start a run, and wait for it as long as is allowed."""
    seconds = _seconds(offer, given)
    taken = await take_up(offer, asker)
    if taken is not None:
        return await wait(offer, taken[0], asker, seconds, taken[1])
    run = await begun(offer, given)
    if as_task(asker):
        return Started(state_of(run))
    return await wait(offer, run, asker, seconds)


async def begun(offer: HermesOffer, given: Mapping[str, JsonValue]) -> Run:
    """A run as the arguments want it. UserError, HermesError."""
    prompt = prompt_of(given)
    mode = given.get("mode")
    if mode is not None and mode not in offer.terms.modes:
        allowed = ", ".join(offer.terms.modes)
        raise UserError(f"This server allows the modes {allowed}; {mode!r} needs it to be started with --allow-write.")
    session_id, model = cast("str | None", given.get("session_id")), cast("str | None", given.get("model"))
    if session_id is not None and given.get("cwd") is not None:
        raise UserError("A session stays in its directory: give session_id or cwd, not both.")
    if session_id is None:
        cwd = await asyncio.to_thread(workspace.chosen, offer.terms, cast("str | None", given.get("cwd")))
    else:
        cwd = await offer.cwd_of(session_id)
    wish = Wish(cwd, model=model, mode=MODES[str(mode)] if mode is not None else None)
    return offer.runs.start(await offer.runs.session(session_id, wish), prompt)


def prompt_of(given: Mapping[str, JsonValue]) -> Prompt:
    """What the agent is told. UserError."""
    words = str(given["prompt"]).strip()
    if not words:
        raise UserError("The prompt is empty.")
    if words.startswith("/") and words[1:].split(maxsplit=1)[:1] in ([name] for name in SETTINGS):
        raise UserError(f"{words.split()[0]} changes what may be done, which only the person does, in their editor.")
    context = cast("list[str]", given.get("context") or [])
    references = " ".join(item if item.startswith("@") else f"@{item}" for item in context)
    whole = f"{words}\n\n{references}" if references else words
    return Prompt((Text(whole),), whole)


async def agent_wait(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult | InputRequired:
    """Wait for a run; one of an earlier process is told from its session."""
    taken = await take_up(offer, asker)
    cursor = cast("int", given.get("cursor") or 0)
    if (run := taken[0] if taken else offer.runs.get(str(given["run_id"]))) is None:
        from hermes_acp.servers.mcp.earlier import earlier_run

        run = await earlier_run(offer.store, str(given["run_id"]))
        return failed(UNKNOWN_RUN.format(id=given["run_id"])) if run is None else outcome(run, cursor)
    return await wait(offer, run, asker, _seconds(offer, given), cursor)


async def agent_steer(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """Say something to a run that is under way."""
    run = offer.runs.get(str(given["run_id"]))
    if run is None:
        return failed(UNKNOWN_RUN.format(id=given["run_id"]))
    words = str(given["message"])
    session = await offer.sessions.live(run.session_id) if not run.over else None
    taken = session is not None and await session.steer(Prompt((Text(words),), words))
    if not taken:
        return failed("The run reads nothing more. Say it with agent_run and its session_id.")
    return told({"run_id": run.id, "taken": True}, "It reads that at its next step.")


async def agent_cancel(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """End a run."""
    run = offer.runs.get(str(given["run_id"]))
    if run is None:
        return failed(UNKNOWN_RUN.format(id=given["run_id"]))
    await offer.runs.cancel(run)
    return told({"run_id": run.id, "status": run.status}, f"The run is {run.status}.")


async def messages_send(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """Say something to a session: steer what runs here, or begin a turn."""
    platform, _, session_id = str(given["target"]).partition(":")
    if platform != "hermes" or not session_id:
        return failed("A target is hermes:SESSION; channels_list names them.")
    prompt = prompt_of({"prompt": given["message"]})
    running = next((run for run in offer.runs.under_way if run.session_id == session_id), None)
    target = f"hermes:{session_id}"
    if running is not None and await (await offer.sessions.live(session_id)).steer(prompt):
        return told({"target": target, "run_id": running.id, "status": "steered"}, "The running turn reads it next.")
    cwd = await offer.cwd_of(session_id)
    run = offer.runs.start(await offer.runs.session(session_id, Wish(cwd)), prompt)
    return told({"target": target, "run_id": run.id, "status": "running"}, f"It began a turn: run_id {run.id}.")


def _seconds(offer: HermesOffer, given: Mapping[str, JsonValue]) -> float:
    seconds = given.get("wait_seconds")
    return min(float(seconds), offer.terms.max_wait) if isinstance(seconds, int | float) else offer.terms.max_wait
