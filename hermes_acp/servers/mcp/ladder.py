"""The ladder to a person: a form of the client where it truly shows forms, else the question stays open for others.

Software answers forms too: a client may decline everything at once, answer with an error, or never answer. Such an
answer is no person's no. It only means that this way leads to nobody, and the question stays as it is.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from hermes_acp.agent.waiting import diff_of
from hermes_acp.servers.mcp.asker import QUICK, Asker
from hermes_acp.servers.mcp.told import short
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.mcp.fields import Misread
from hermes_acp_protocol.mcp.methods import ELICIT
from hermes_acp_protocol.mcp.questions import ElicitAnswer, Form, read_elicit_answer

if TYPE_CHECKING:
    from hermes_acp.approval.questions import Question
    from hermes_acp.servers.mcp.run import Run
    from hermes_acp_protocol.framing import JsonObject, JsonValue

TITLED = "2025-11-25"
"""The first revision whose choices have titles of their own."""
CHOICES = {"once": "Allow once", "session": "Allow for this session", "deny": "Deny"}
DECISIONS = {"once": "allow-once", "session": "allow-session", "deny": "deny"}


class Said(NamedTuple):
    """What came back of a form."""

    kind: Literal["decided", "dismissed", "nobody"]
    """``dismissed``: a person closed it; ``nobody``: no person saw it."""
    decision: str = ""
    note: str = ""


def usable(asker: Asker) -> bool:
    """Whether there is a person behind this client's forms, as far as we know."""
    return asker.abilities.forms and asker.connection.asks_people


def form(question: Question, version: str) -> Form:
    """The question as a form; a choice and a note."""
    diff = diff_of(question)
    about = "\n\n".join(filter(None, (question.title, question.why, short(diff, 2_000) if diff else "")))
    session = any(option.kind == "allow_always" and option.scope == "session" for option in question.options)
    choices = {name: title for name, title in CHOICES.items() if session or name != "session"}
    decision: JsonObject = {"type": "string", "title": "Decision"}
    if version >= TITLED:
        decision["oneOf"] = [{"const": name, "title": title} for name, title in choices.items()]
    else:
        decision |= {"enum": [*choices], "enumNames": [*choices.values()]}
    schema: JsonObject = {
        "type": "object",
        "properties": {
            "decision": decision,
            "note": {"type": "string", "title": "Note", "description": "What Hermes should know; may stay empty"},
        },
        "required": ["decision"],
    }
    return Form(f"Hermes asks for your permission.\n\n{about}", schema)


def read(answer: JsonValue, seconds: float) -> Said:
    """What a form's answer means that took so long."""
    try:
        said = read_elicit_answer(answer)
    except Misread:
        return Said("nobody")
    match said:
        case ElicitAnswer("accept", {"decision": str(choice)}) if choice in DECISIONS:
            note = (said.content or {}).get("note")
            return Said("decided", DECISIONS[choice], note if isinstance(note, str) else "")
        case ElicitAnswer("decline"):
            return Said("decided", "deny") if seconds > QUICK else Said("nobody")
        case ElicitAnswer("cancel"):
            return Said("dismissed") if seconds > QUICK else Said("nobody")
        case _:
            return Said("nobody")


async def show(asker: Asker, run: Run, question: Question, seconds: float) -> Said:
    """Show a form to a legacy client, until it is answered, the time is over, or another face has answered."""
    started = time.monotonic()
    asking = asyncio.create_task(asker.ask_back(ELICIT, form(question, asker.version).json()))
    try:
        while question.id in run.open and not asking.done() and (left := started + seconds - time.monotonic()) > 0:
            changed = asyncio.create_task(run.change(left))
            await asyncio.wait([asking, changed], return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
        if not asking.done():
            return Said("dismissed") if question.id not in run.open else Said("nobody")
        return read(asking.result(), time.monotonic() - started)
    except (RpcError, ConnectionClosed):
        return Said("nobody")
    finally:
        asking.cancel()
        await asyncio.wait([asking])


def sealed_question(run: Run, question: Question, cursor: int) -> dict[str, object]:
    """What must come back with a modern client's answer."""
    return {"run": run.id, "question": question.id, "cursor": cursor, "shown": time.time()}


def read_answer(answers: JsonObject, state: dict[str, object]) -> Said:
    """What a modern client answered."""
    if "approval" not in answers:
        return Said("nobody")
    return read(answers["approval"], time.time() - cast("float", state["shown"]))
