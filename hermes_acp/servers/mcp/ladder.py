"""The ladder to a person: a form of the client where it truly shows forms, else the question stays open for others.

Software answers forms too: a client may decline everything at once, answer with an error, or never answer. Such an
answer is no person's no. It only means that this way leads to nobody, and the question stays as it is.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.agent.waiting import option_of
from hermes_acp.servers.mcp import forms
from hermes_acp.servers.mcp.asker import QUICK, Asker
from hermes_acp.servers.mcp.told import short
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp.fields import Misread
from hermes_acp_protocol.mcp.methods import ELICIT
from hermes_acp_protocol.mcp.questions import ElicitAnswer, Form, read_elicit_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.agent.waiting import Waiting
    from hermes_acp.servers.mcp.run import Run
    from hermes_acp.servers.mcp.runs import Runs
    from hermes_acp_protocol.framing import JsonObject, JsonValue

TITLED = "2025-11-25"
"""The first revision whose choices have titles of their own."""
USUAL = {"allow_once": ("once", "Allow once"), "reject_once": ("deny", "Deny")}
"""A kind of option → the word it has in a form, and its title."""
READING = 20.0
"""Seconds in which a person reads a form and answers, if there is one."""
SESSION = ("session", "Allow for this session")


class Asked(NamedTuple):
    """What a client is to show."""

    id: str
    params: JsonObject
    """Of ``elicitation/create``."""


class Said(NamedTuple):
    """What came back."""

    answer: JsonValue
    """The result of ``elicitation/create``; None when there was none."""
    seconds: float
    """How long it took."""
    early: bool = False
    """Whether the time was over before a person could have read it."""


class Decided(NamedTuple):
    """What it means for a question that waits for a yes or a no."""

    option: str | None
    """The id of the option; None when nothing was decided."""
    note: str = ""
    nobody: bool = False
    """Whether no person saw it; else they closed it."""


def showable(run: Run, asker: Asker) -> list[Asked]:
    """What this client can show of what a run waits for."""
    found: list[Asked] = []
    if asker.abilities.forms:
        found += [Asked(name, _form(form(waiting, asker.version).json(), asker)) for name, waiting in run.open.items()]
    for name, kept in run.forms.items():
        params = forms.params_of(kept)
        if asker.abilities.links if params.get("mode") == "url" else asker.abilities.forms:
            found.append(Asked(name, _form(params, asker)))
    return found


def _form(params: JsonObject, asker: Asker) -> JsonObject:
    """The params as the client's revision has them: before addresses could be shown, there was one mode."""
    return params if asker.version >= TITLED else {name: params[name] for name in params if name != "mode"}


def next_question(run: Run, asker: Asker) -> Asked | None:
    """What is to be shown next: what was not shown in vain, to a client behind whose forms a person is."""
    if not asker.connection.asks_people:
        return None
    return next((asked for asked in showable(run, asker) if asked.id not in run.put_aside), None)


def choices(waiting: Waiting) -> dict[str, tuple[str, str]]:
    """The answers a form offers: its word → the title, and the id of the option it means.

    A question for leave has the usual three. Any other has its own options, by their ids.
    """
    options = cast("list[Mapping[str, str | None]]", waiting.get("options") or [])
    once = [option for option in options if option["kind"] == "allow_once"]
    leave = len(once) == 1 and all(option.get("scope") for option in options if option["kind"] == "allow_always")
    if not leave:
        return {str(option["id"]): (str(option["name"]), str(option["id"])) for option in options}
    found: dict[str, tuple[str, str]] = {}
    for option in options:
        word, title = USUAL.get(str(option["kind"]), ("", ""))
        if option["kind"] == "allow_always" and option.get("scope") == "session":
            word, title = SESSION
        if word and word not in found:
            found[word] = (title, str(option["id"]))
    return found


def form(waiting: Waiting, version: str) -> Form:
    """The question as a form; a choice and a note."""
    parts = (str(waiting.get("title")), str(waiting.get("why")), short(str(waiting.get("diff") or ""), 2_000))
    titles = {word: title for word, (title, _) in choices(waiting).items()}
    decision: JsonObject = {"type": "string", "title": "Decision"}
    if version >= TITLED:
        decision["oneOf"] = [{"const": name, "title": title} for name, title in titles.items()]
    else:
        decision |= {"enum": [*titles], "enumNames": [*titles.values()]}
    schema: JsonObject = {
        "type": "object",
        "properties": {
            "decision": decision,
            "note": {"type": "string", "title": "Note", "description": "What Hermes should know; may stay empty"},
        },
        "required": ["decision"],
    }
    about = "\n\n".join(filter(None, parts))
    return Form(f"Hermes asks for your permission.\n\n{about}", schema)


def decided(waiting: Waiting, said: Said) -> Decided:
    """What the answer to a question's form means. What only a person may allow is not taken in a blink."""
    answer, words = _read(said), choices(waiting)
    slow = said.seconds > QUICK
    match answer:
        case ElicitAnswer("accept", {"decision": str(word)}) if word in words:
            if waiting.get("high_risk") is True and not slow and not _refuses(waiting, words[word][1]):
                return Decided(None, nobody=True)
            note = (answer.content or {}).get("note")
            return Decided(words[word][1], note if isinstance(note, str) else "")
        case ElicitAnswer("decline") if slow:
            return Decided(_refusal(waiting))
        case ElicitAnswer("cancel") if slow:
            return Decided(None)
        case _:
            return Decided(None, nobody=True)


def filled(said: Said) -> ElicitAnswer | None:
    """What the answer to another server's form means; None when no person saw it."""
    answer = _read(said)
    if answer is None or (answer.action != "accept" and said.seconds <= QUICK):
        return None
    return answer


async def show(runs: Runs, asker: Asker, run: Run, asked: Asked, seconds: float) -> Said:
    """Show a form to a legacy client, until it is answered, the time is over, or another face has answered."""
    started = time.monotonic()
    asking = asyncio.create_task(asker.ask_back(ELICIT, asked.params))
    try:
        while asked.id in run.open or asked.id in run.forms:
            if asking.done() or (left := started + seconds - time.monotonic()) <= 0:
                break
            changed = asyncio.create_task(runs.change(run, left, run.version))
            await asyncio.wait([asking, changed], return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
        took = time.monotonic() - started
        return Said(asking.result(), took) if asking.done() else Said(None, took, took < READING)
    except (RpcError, ConnectionClosed):
        return Said(None, time.monotonic() - started)
    finally:
        asking.cancel()
        await asyncio.wait([asking])


def _read(said: Said) -> ElicitAnswer | None:
    try:
        return read_elicit_answer(said.answer)
    except Misread:
        return None


def _refuses(waiting: Waiting, option_id: str) -> bool:
    option = option_of(waiting, option_id)
    return option is not None and str(option.get("kind")).startswith("reject")


def _refusal(waiting: Waiting) -> str | None:
    options = cast("list[Mapping[str, str]]", waiting.get("options") or [])
    return next((option["id"] for option in options if option["kind"] == "reject_once"), None)
