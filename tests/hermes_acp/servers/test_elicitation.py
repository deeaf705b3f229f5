"""Forms and addresses: put where the editor offers to show them, and nowhere else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hermes_acp.agent.client import Client
from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue, RpcError
from support.acp import BARE, joined_editor, offering
from support.agent import Says, Workplace

NAME = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
ASKED = Form("Who are you?", NAME, call_id="c1")
VISIT = Visit("Sign in.", "https://example.invalid/login", "e1")
OFFERED = offering(elicitation={"form": {}, "url": {}})


async def client_of(work: Workplace, session_id: str) -> Client:
    return (await work.sessions.live(session_id)).client


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"action": "accept", "content": {"name": "Ann"}}, Elicited("accept", {"name": "Ann"})),
        ({"action": "accept", "content": {"tags": ["a", "b"], "odd": {}}}, Elicited("accept", {"tags": ("a", "b")})),
        ({"action": "accept"}, Elicited("accept")),
        ({"action": "decline"}, Elicited("decline")),
        ({"action": "cancel"}, Elicited("cancel")),
        ({"action": "dance"}, Elicited("cancel")),
        (None, Elicited("cancel")),
    ],
)
async def test_a_form_is_put_and_its_answer_read(
    home: Path, tmp_path: Path, answer: JsonValue, expected: Elicited
) -> None:
    async def fill(params: JsonObject) -> JsonValue:
        return answer

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions, OFFERED) as editor:
        editor.answers["elicitation/create"] = fill
        session_id = await editor.new(tmp_path)
        filled = await (await client_of(work, session_id)).elicit(session_id, ASKED)

    asked = {"message": "Who are you?", "mode": "form", "requestedSchema": NAME, "toolCallId": "c1"}
    assert editor.requests == [("elicitation/create", {"sessionId": session_id, **asked})]
    assert filled == expected


async def test_an_address_is_put_and_its_end_is_told(home: Path, tmp_path: Path) -> None:
    async def visit(params: JsonObject) -> JsonValue:
        return {"action": "accept"}

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions, OFFERED) as editor:
        editor.answers["elicitation/create"] = visit
        session_id = await editor.new(tmp_path)
        client = await client_of(work, session_id)
        went = await client.elicit(session_id, VISIT)
        await client.finished(session_id, VISIT)
        await editor.until(lambda e: e.told)

    address = {"message": "Sign in.", "mode": "url", "url": "https://example.invalid/login", "elicitationId": "e1"}
    assert editor.requests == [("elicitation/create", {"sessionId": session_id, **address})]
    assert (went, editor.told) == (Elicited("accept"), [("elicitation/complete", {"elicitationId": "e1"})])


@pytest.mark.parametrize("hello", [BARE, offering(elicitation={})])
async def test_who_offers_nothing_is_asked_nothing(home: Path, tmp_path: Path, hello: JsonObject) -> None:
    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions, hello) as editor:
        session_id = await editor.new(tmp_path)
        client = await client_of(work, session_id)
        answers = [await client.elicit(session_id, ASKED), await client.elicit(session_id, VISIT)]
        await client.finished(session_id, VISIT)

    assert [(answer.action, bool(answer.why)) for answer in answers] == [("cancel", True)] * 2
    assert (editor.requests, editor.told) == ([], [])


async def test_an_editor_that_fails_to_ask_has_not_asked(home: Path, tmp_path: Path) -> None:
    async def fail(params: JsonObject) -> JsonValue:
        raise RpcError(-32603, "no window")

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions, OFFERED) as editor:
        editor.answers["elicitation/create"] = fail
        session_id = await editor.new(tmp_path)
        answer = await (await client_of(work, session_id)).elicit(session_id, ASKED)

    assert answer == Elicited("cancel", why="no window")


async def test_whoever_stops_waiting_for_a_form_takes_the_question_back(home: Path, tmp_path: Path) -> None:
    withdrawn = asyncio.Event()

    async def never(params: JsonObject) -> JsonValue:
        try:
            await asyncio.Event().wait()
        finally:
            withdrawn.set()
        return None

    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions, OFFERED) as editor:
        editor.answers["elicitation/create"] = never
        session_id = await editor.new(tmp_path)
        asking = asyncio.create_task((await client_of(work, session_id)).elicit(session_id, ASKED))
        await editor.until(lambda e: e.requests)
        asking.cancel()
        await withdrawn.wait()
        await asyncio.wait([asking])

    assert asking.cancelled()
