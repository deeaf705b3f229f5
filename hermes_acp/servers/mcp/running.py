"""The tools that run the agent."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.turns import Prompt
from hermes_acp.errors import UserError
from hermes_acp.models.message import Text
from hermes_acp.servers.mcp import rooted, workspace
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.offer import Started
from hermes_acp.servers.mcp.run import Run
from hermes_acp.servers.mcp.runs import UNKNOWN, Wanted
from hermes_acp.servers.mcp.tasks import started
from hermes_acp.servers.mcp.terms import MODES
from hermes_acp.servers.mcp.told import failed, told
from hermes_acp.servers.mcp.waiting import take_up, wait
from hermes_acp_protocol.mcp.results import CallResult, InputRequired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonValue

SETTINGS = ("mode", "permissions", "model", "mcp")
"""Slash commands that change what may be done; those are the person's, and never come from another model."""


async def agent_run(
    offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker
) -> CallResult | InputRequired | Started:
    """Start a run, and wait for it as long as is allowed."""
    deadline = _deadline(offer, given)
    taken = await take_up(offer, asker)
    if taken is not None:
        return await wait(offer, taken[0], asker, deadline, taken[1])
    run = await begun(offer, given, asker)
    return started(run, asker) or await wait(offer, run, asker, deadline)


async def begun(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> Run:
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
        wish = cast("str | None", given.get("cwd"))
        theirs = await rooted.roots(offer, asker) if wish is None else ()
        cwd = await asyncio.to_thread(workspace.chosen, offer.terms, wish, theirs)
    else:
        cwd = await offer.cwd_of(session_id)
    wanted = MODES[str(mode)] if mode is not None else None
    able = asker.abilities
    return await offer.runs.begin(Wanted(prompt, session_id, cwd, wanted, model, able.forms, able.links))


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
    """Wait for a run, whichever process has it."""
    taken = await take_up(offer, asker)
    cursor = cast("int", given.get("cursor") or 0)
    if (run := taken[0] if taken else await offer.runs.get(str(given["run_id"]))) is None:
        return failed(UNKNOWN.format(id=given["run_id"]))
    return await wait(offer, run, asker, _deadline(offer, given), taken[1] if taken else cursor)


async def agent_steer(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """Say something to a run that is under way."""
    run = await offer.runs.get(str(given["run_id"]))
    if run is None:
        return failed(UNKNOWN.format(id=given["run_id"]))
    if not await offer.runs.steer(run, str(given["message"])):
        return failed("The run reads nothing more. Say it with agent_run and its session_id.")
    return told({"run_id": run.id, "taken": True}, "It reads that at its next step.")


async def agent_cancel(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """End a run."""
    run = await offer.runs.get(str(given["run_id"]))
    if run is None:
        return failed(UNKNOWN.format(id=given["run_id"]))
    await offer.runs.cancel(run)
    return told({"run_id": run.id, "status": run.status}, f"The run is {run.status}.")


async def messages_send(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """Say something to a session: steer what runs here, or begin a turn."""
    platform, _, session_id = str(given["target"]).partition(":")
    if platform != "hermes" or not session_id:
        return failed("A target is hermes:SESSION; channels_list names them.")
    prompt = prompt_of({"prompt": given["message"]})
    running = await offer.runs.under_way(session_id)
    target = f"hermes:{session_id}"
    if running is not None and await offer.runs.steer(running, prompt.shown):
        return told({"target": target, "run_id": running.id, "status": "steered"}, "The running turn reads it next.")
    cwd = await offer.cwd_of(session_id)
    able = asker.abilities
    run = await offer.runs.begin(Wanted(prompt, session_id, cwd, None, None, able.forms, able.links))
    return told({"target": target, "run_id": run.id, "status": "running"}, f"It began a turn: run_id {run.id}.")


def _deadline(offer: HermesOffer, given: Mapping[str, JsonValue]) -> float:
    """Until when the call may wait, by the monotonic clock."""
    seconds, most = given.get("wait_seconds"), offer.terms.max_wait
    return time.monotonic() + (min(float(seconds), most) if isinstance(seconds, int | float) else most)
