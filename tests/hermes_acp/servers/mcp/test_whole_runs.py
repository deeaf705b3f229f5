"""Whole runs of the agent, with their questions, as clients of the official SDK have them in both eras."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from mcp.client.session import ElicitationFnT
from mcp_types import ElicitResult

from support.mcp.serving import WRITE, Desk, told, words

DONE = [{"text": "It is written."}]


def answering(action: str, seconds: float, **content: Any) -> ElicitationFnT:
    """A client that answers forms, and takes its time."""

    async def answer(context: Any, params: Any) -> ElicitResult:
        await asyncio.sleep(seconds)
        return ElicitResult(action=action, content=content or None)  # type: ignore[arg-type]

    return answer


async def test_a_run_is_done_within_one_call(desk: Desk, era: str) -> None:
    async with asyncio.timeout(20), desk.client(era, "--allow-run") as client:
        run = told(await client.call_tool("agent_run", {"prompt": "say hello"}))
    assert (run["status"], run["text"], run["approvals"], run["error"]) == ("completed", "Hello.", [], None)


async def test_a_question_is_answered_by_a_second_tool_when_the_client_shows_no_forms(desk: Desk, era: str) -> None:
    desk.script([WRITE], DONE)
    async with asyncio.timeout(20), desk.client(era, "--allow-run") as client:
        run = told(await client.call_tool("agent_run", {"prompt": "write it"}))
        (asked,) = run["approvals"]
        listed = told(await client.call_tool("permissions_list_open", {}))
        before = (desk.work / "new.txt").exists()
        answer = told(await client.call_tool("permissions_respond", {"id": asked["id"], "decision": "allow-once"}))
        again = told(await client.call_tool("permissions_respond", {"id": asked["id"], "decision": "deny"}))
        end = told(await client.call_tool("agent_wait", {"run_id": run["run_id"], "cursor": run["cursor"]}))
        diff = told(await client.call_tool("agent_diff", {"run_id": run["run_id"]}))

    assert (run["status"], asked["kind"], "+new" in asked["diff"], before) == ("needs_approval", "edit", True, False)
    assert listed == {"count": 1, "approvals": [asked]}
    assert (answer["outcome"], answer["decision"]) == ("resolved", "allow-once")
    assert (again["outcome"], again["decision"]) == ("already_resolved", "allow-once")
    assert (end["status"], end["text"], end["files_changed"]) == ("completed", "It is written.", ["new.txt"])
    assert (desk.work / "new.txt").read_text() == "new\n"
    assert diff["diff"] == "--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1 @@\n+new\n"


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        (answering("accept", 0.0, decision="once"), True),
        (answering("accept", 0.0, decision="deny", note="not now"), False),
        (answering("decline", 0.55), False),
    ],
    ids=["yes", "no", "closed with no"],
)
async def test_a_person_answers_in_a_form_in_the_middle_of_the_call(
    desk: Desk, era: str, answers: ElicitationFnT, written: bool
) -> None:
    desk.script([WRITE], DONE)
    async with asyncio.timeout(20), desk.process(era, "--allow-run", answers=answers) as client:
        run = told(await client.call_tool("agent_run", {"prompt": "write it"}))
    assert (run["status"], run["approvals"]) == ("completed", [])
    assert (desk.work / "new.txt").exists() is written


@pytest.mark.parametrize(
    "answers",
    [answering("decline", 0.0), answering("cancel", 0.0), answering("accept", 0.0, odd=True)],
    ids=["declines at once", "cancels at once", "accepts nothing"],
)
async def test_what_software_answers_is_no_persons_no(desk: Desk, era: str, answers: ElicitationFnT) -> None:
    desk.script([WRITE], DONE)
    async with asyncio.timeout(20), desk.client(era, "--allow-run", answers=answers) as client:
        run = told(await client.call_tool("agent_run", {"prompt": "write it"}))
        (asked,) = run["approvals"]
        await client.call_tool("permissions_respond", {"id": asked["id"], "decision": "allow-once"})
        end = await client.call_tool("agent_wait", {"run_id": run["run_id"]})
    assert run["status"] == "needs_approval"
    assert told(end)["status"] == "completed", words(end)
    assert (desk.work / "new.txt").exists()


async def test_a_form_that_nobody_had_time_for_is_shown_again(desk: Desk) -> None:
    desk.script([WRITE], DONE)
    shown: list[float] = []

    async def answer(context: Any, params: Any) -> ElicitResult:
        shown.append(time.monotonic())
        if len(shown) == 1:
            await asyncio.Future()
        return ElicitResult(action="accept", content={"decision": "once"})

    async with asyncio.timeout(25), desk.process("legacy", "--allow-run", answers=answer) as client:
        begun = told(await client.call_tool("agent_run", {"prompt": "write it", "wait_seconds": 0}))
        while begun["status"] == "running":
            begun = told(await client.call_tool("agent_wait", {"run_id": begun["run_id"], "wait_seconds": 0.1}))
        first = told(await client.call_tool("agent_wait", {"run_id": begun["run_id"], "wait_seconds": 1.1}))
        at_once = told(await client.call_tool("agent_wait", {"run_id": first["run_id"], "wait_seconds": 0}))
        end = told(await client.call_tool("agent_wait", {"run_id": first["run_id"]}))
    assert first["status"] == at_once["status"] == "needs_approval"
    assert (end["status"], len(shown)) == ("completed", 2)


async def test_a_run_goes_on_in_its_session_and_in_another_process(desk: Desk, era: str) -> None:
    async with asyncio.timeout(30):
        async with desk.client(era, "--allow-run") as client:
            first = told(await client.call_tool("agent_run", {"prompt": "say hello"}))
        async with desk.client(era, "--allow-run") as client:
            earlier = told(await client.call_tool("agent_wait", {"run_id": first["run_id"]}))
            second = told(await client.call_tool("agent_run", {"prompt": "again", "session_id": first["session_id"]}))
            read = told(await client.call_tool("messages_read", {"session_key": first["session_id"]}))
    assert (earlier["status"], earlier["text"]) == ("completed", "Hello.")
    assert second["session_id"] == first["session_id"]
    assert [(said["role"], said["content"]) for said in read["messages"]] == [
        ("user", "say hello"),
        ("assistant", "Hello."),
        ("user", "again"),
        ("assistant", "Hello."),
    ]


async def test_a_long_run_is_started_waited_for_steered_and_ended(desk: Desk, era: str) -> None:
    desk.script([{"text": "I begin. "}, {"pause": 60}])
    async with asyncio.timeout(20), desk.client(era, "--allow-run") as client:
        heard: list[str | None] = []

        async def hear(progress: float, total: float | None, message: str | None) -> None:
            heard.append(message)

        run = told(await client.call_tool("agent_run", {"prompt": "go", "wait_seconds": 0.5}, progress_callback=hear))
        steered = told(await client.call_tool("agent_steer", {"run_id": run["run_id"], "message": "be quick"}))
        more = told(
            await client.call_tool("agent_wait", {"run_id": run["run_id"], "cursor": run["cursor"], "wait_seconds": 0})
        )
        ended = told(await client.call_tool("agent_cancel", {"run_id": run["run_id"]}))
        twice = told(await client.call_tool("agent_cancel", {"run_id": run["run_id"]}))
    assert run["status"] == more["status"] == "running"
    assert heard
    assert steered["taken"] is True
    assert ended == twice == {"run_id": run["run_id"], "status": "cancelled"}


async def test_two_runs_of_one_session_go_one_after_the_other(desk: Desk) -> None:
    desk.script([{"pause": 0.5}, {"text": "One."}], [{"text": "Two."}])
    async with asyncio.timeout(20), desk.client("2026-07-28", "--allow-run") as client:
        first = told(await client.call_tool("agent_run", {"prompt": "one", "wait_seconds": 0}))
        second = told(await client.call_tool("agent_run", {"prompt": "two", "session_id": first["session_id"]}))
        one = told(await client.call_tool("agent_wait", {"run_id": first["run_id"]}))
    assert (one["text"], second["text"]) == ("One.", "Two.")


async def test_no_call_waits_longer_than_its_server_lets_it(desk: Desk) -> None:
    desk.script([{"pause": 60}])
    flags = ("--allow-run", "--end-runs", "--max-wait", "0.3")
    async with asyncio.timeout(30), desk.client("legacy", *flags) as client:
        run = told(await client.call_tool("agent_run", {"prompt": "go"}))
        begun = time.monotonic()
        again = told(await client.call_tool("agent_wait", {"run_id": run["run_id"], "wait_seconds": 50}))
        place = told(await client.call_tool("events_poll", {"limit": 200}))["next_cursor"]
        event = told(await client.call_tool("events_wait", {"after_cursor": place, "timeout_ms": 300_000}))
        took = time.monotonic() - begun
    assert run["status"] == again["status"] == "running"
    assert (event["event"], event["reason"]) == (None, "timeout")
    assert took < 5
