"""The tools that run the agent."""

from __future__ import annotations

import asyncio
import re
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

FREE = ("compact", "context", "usage", "skills", "plan", "tools", "memory", "title", "version", "help")
"""Slash commands that another model may say too; the rest change what may be done, files or the conversation."""
QUOTES = "\"'`\\"
"""A name that has one of these is quoted already."""
RANGE = re.compile(r"(.*?)(:\d+(?:-\d+)?)?", re.DOTALL)
"""A name in a reference, and the lines that are meant."""


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
    if words.startswith("/") and (command := words[1:].split(maxsplit=1)[0:1]) and command[0] in _persons():
        raise UserError(f"/{command[0]} is for the person to say, in their editor or terminal.")
    references = " ".join(map(reference, cast("list[str]", given.get("context") or [])))
    whole = f"{words}\n\n{references}" if references else words
    return Prompt((Text(whole),), whole)


def reference(item: str) -> str:
    """An item of ``context`` as it is written in a prompt: names with blanks are quoted."""
    kind, colon, name = item.removeprefix("@").partition(":")
    if not (colon and kind.isalpha()):
        kind, colon, name = "", "", item.removeprefix("@")
    if not any(map(str.isspace, name)) or any(mark in name for mark in QUOTES):
        return f"@{kind}{colon}{name}"
    match = RANGE.fullmatch(name)
    plain, lines = match.groups() if match else (name, None)
    return f'@{kind}{colon}"{plain}"{lines or ""}'


def _persons() -> set[str]:
    from hermes_acp.commands.builtin import builtin_commands

    return {command.name for command in builtin_commands()} - {*FREE}


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
    await offer.cwd_of(run.session_id)
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
    cwd, target = await offer.cwd_of(session_id), f"hermes:{session_id}"
    running = await offer.runs.under_way(session_id)
    if running is not None and await offer.runs.steer(running, prompt.shown):
        return told({"target": target, "run_id": running.id, "status": "steered"}, "The running turn reads it next.")
    able = asker.abilities
    run = await offer.runs.begin(Wanted(prompt, session_id, cwd, None, None, able.forms, able.links))
    return told({"target": target, "run_id": run.id, "status": "running"}, f"It began a turn: run_id {run.id}.")


def _deadline(offer: HermesOffer, given: Mapping[str, JsonValue]) -> float:
    """Until when the call may wait, by the monotonic clock."""
    seconds, most = given.get("wait_seconds"), offer.terms.max_wait
    return time.monotonic() + (min(float(seconds), most) if isinstance(seconds, int | float) else most)
