"""A question of a session, answered by its own client or by another process of this machine, never by both."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hermes_acp.agent.answering import Outcome, answer, waiting_questions
from hermes_acp.agent.events import CallFinished, QuestionAsked, QuestionSettled
from hermes_acp.agent.session import Session
from hermes_acp.agent.waiting import SCOPE
from hermes_acp.approval.questions import Reply
from hermes_acp.models.message import Text, ToolCall
from hermes_acp.store.sqlite import SqliteStore
from support.agent import Listener, Says, Workplace, reply, says


async def opened(home: Path, work: Path, client: Listener) -> Session:
    call = ToolCall("c1", "write_file", json.dumps({"path": "a.txt", "content": "new\n"}))
    model = Says([reply(call), reply(Text("Done."))])
    return await Workplace(model, home, work, store=SqliteStore(str(home / "acp.db"))).open(client)


async def the_question(session: Session) -> str:
    """The id of what it waits for, once it waits."""
    async with asyncio.timeout(5):
        while not (found := await waiting_questions(session.services.store)):  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0)
    (question_id,) = found
    return question_id


async def closed(session: Session) -> None:
    await session.close()
    await session.services.store.close()


@pytest.mark.parametrize(("option", "written"), [("yes", True), ("no", False)])
async def test_another_process_answers_what_a_session_waits_for(
    home: Path, tmp_path: Path, option: str, written: bool
) -> None:
    client = Listener()
    session = await opened(home, tmp_path, client)
    turn = asyncio.create_task(session.prompt(says("write")))
    question_id = await the_question(session)
    other = SqliteStore(str(home / "acp.db"))
    outcome = await answer(other, question_id, option, "somebody else", "because")
    again = await answer(other, question_id, "no", "too late")
    await turn
    await other.close()
    (finished,) = client.of(CallFinished)
    settled = client.of(QuestionSettled)
    await closed(session)

    assert outcome.result == "resolved"
    assert (again.result, again.question and again.question["by"]) == ("already_resolved", "somebody else")
    assert (tmp_path / "a.txt").exists() is written
    assert (finished.status == "completed") is written
    assert settled == [QuestionSettled(question_id, "c1", option, "somebody else")]


async def test_what_the_own_client_answered_first_stands(home: Path, tmp_path: Path) -> None:
    client = Listener()
    session = await opened(home, tmp_path, client)
    turn = asyncio.create_task(session.prompt(says("write")))
    question_id = await the_question(session)
    await client.answers.put(Reply("yes"))
    await turn
    outcome = await answer(session.services.store, question_id, "no", "too late")
    (asked,) = client.of(QuestionAsked)
    await closed(session)
    assert outcome.result == "already_resolved"
    assert (tmp_path / "a.txt").exists()
    assert (asked.question_id, asked.call_id) == (question_id, "c1")


async def test_of_two_who_answer_at_once_one_has_answered_and_the_other_learns_who(home: Path, tmp_path: Path) -> None:
    session = await opened(home, tmp_path, Listener())
    turn = asyncio.create_task(session.prompt(says("write")))
    question_id = await the_question(session)
    store = session.services.store
    outcomes = await asyncio.gather(answer(store, question_id, "yes", "A"), answer(store, question_id, "no", "B"))
    await turn
    await closed(session)
    results = sorted(outcome.result for outcome in outcomes)
    assert results == ["already_resolved", "resolved"]
    (winner,) = [outcome for outcome in outcomes if outcome.result == "resolved"]
    assert (tmp_path / "a.txt").exists() is (winner.question is not None and winner.question["by"] == "A")


async def test_a_cancelled_turn_waits_no_longer(home: Path, tmp_path: Path) -> None:
    session = await opened(home, tmp_path, Listener())
    turn = asyncio.create_task(session.prompt(says("write")))
    question_id = await the_question(session)
    session.cancel()
    await turn
    store = session.services.store
    outcome, left = await answer(store, question_id, "yes", "late"), await waiting_questions(store)
    await closed(session)
    assert (outcome.result, left) == ("expired", {})
    assert not (tmp_path / "a.txt").exists()


async def test_a_question_whose_process_is_gone_is_not_open_any_more(home: Path, tmp_path: Path) -> None:
    session = await opened(home, tmp_path, Listener())
    turn = asyncio.create_task(session.prompt(says("write")))
    question_id = await the_question(session)
    store = session.services.store
    kept = (await store.recall(SCOPE))[question_id]
    dead = {**kept, "holder": {"pid": 1, "started": "never", "boot": "another", "space": "", "beat": 0.0}}
    await store.remember(SCOPE, "dead", dead)
    assert list(await waiting_questions(store)) == [question_id]
    assert await answer(store, "dead", "yes", "late") == Outcome("expired", dead)
    session.cancel()
    await turn
    await closed(session)


async def test_others_see_what_would_be_done(home: Path, tmp_path: Path) -> None:
    session = await opened(home, tmp_path, Listener())
    turn = asyncio.create_task(session.prompt(says("write")))
    question_id = await the_question(session)
    kept = (await session.services.store.recall(SCOPE))[question_id]
    session.cancel()
    await turn
    await closed(session)
    assert kept["diff"] == f"--- /dev/null\n+++ b/{str(tmp_path).lstrip('/')}/a.txt\n@@ -0,0 +1 @@\n+new\n"
    assert (kept["session"], kept["kind"], kept["high_risk"]) == (session.id, "edit", False)
