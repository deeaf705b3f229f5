"""Runs as tasks of 2025-11-25; the types of the SDK say what the answers must be."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from mcp_types import CancelTaskResult, CreateTaskResult, GetTaskResult, ListTasksResult

from support.mcp.lines import HELLO, ask, end, greeted, started
from support.mcp.serving import WRITE, Desk

RELATED = "io.modelcontextprotocol/related-task"


def begun(process: subprocess.Popen[bytes], number: int, name: str = "agent_run") -> dict[str, Any]:
    """The answer to a call that is to be a task."""
    call = {"name": name, "arguments": {"prompt": "go"} if name == "agent_run" else {}, "task": {"ttl": 60_000}}
    return ask(process, number, "tools/call", call)


def test_a_run_is_a_task_whose_result_is_waited_for(desk: Desk) -> None:
    desk.script([{"pause": 0.3}, {"text": "Done."}])
    process = started(desk, "--allow-run")
    hello = ask(process, 1, "initialize", HELLO)["result"]
    tools = ask(process, 2, "tools/list", {})["result"]["tools"]
    task = begun(process, 3)["result"]
    created = CreateTaskResult.model_validate(task).task
    result = ask(process, 4, "tasks/result", {"taskId": created.task_id})["result"]
    got = ask(process, 5, "tasks/get", {"taskId": created.task_id})["result"]
    listed = ask(process, 6, "tasks/list", {})["result"]
    again = ask(process, 7, "tasks/cancel", {"taskId": created.task_id})
    end(process)

    assert hello["capabilities"]["tasks"] == {"list": {}, "cancel": {}, "requests": {"tools": {"call": {}}}}
    assert [tool["name"] for tool in tools if "execution" in tool] == ["agent_run"]
    assert created.status == "working"
    assert (result["structuredContent"]["status"], result["structuredContent"]["text"]) == ("completed", "Done.")
    assert result["_meta"] == {RELATED: {"taskId": created.task_id}}
    assert GetTaskResult.model_validate(got).status == "completed"
    assert [one.task_id for one in ListTasksResult.model_validate(listed).tasks] == [created.task_id]
    assert again["error"]["code"] == -32602, "what is over cannot be ended"


def test_what_a_task_asks_is_asked_on_the_request_for_its_result(desk: Desk) -> None:
    desk.script([WRITE], [{"text": "Written."}])
    process = started(desk, "--allow-run")
    assert process.stdin is not None and process.stdout is not None
    ask(process, 1, "initialize", {**HELLO, "capabilities": {"elicitation": {}}})
    task = begun(process, 2)["result"]["task"]

    def send(message: dict[str, Any]) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        process.stdin.flush()

    send({"id": 3, "method": "tasks/result", "params": {"taskId": task["taskId"]}})
    while (message := json.loads(process.stdout.readline())).get("method") != "elicitation/create":
        assert message.get("id") != 3
    waiting = ask(process, 4, "tasks/get", {"taskId": task["taskId"]})["result"]
    send({"id": message["id"], "result": {"action": "accept", "content": {"decision": "once"}}})
    while (message := json.loads(process.stdout.readline())).get("id") != 3:
        pass
    end(process)
    assert waiting["status"] == "input_required"
    assert message["result"]["structuredContent"]["text"] == "Written."
    assert (desk.work / "new.txt").exists()


def test_a_task_is_ended(desk: Desk) -> None:
    desk.script([{"pause": 60}])
    process = greeted(desk, "--allow-run")
    task = begun(process, 2)["result"]["task"]
    ended = CancelTaskResult.model_validate(ask(process, 3, "tasks/cancel", {"taskId": task["taskId"]})["result"])
    end(process)
    assert (ended.task_id, ended.status) == (task["taskId"], "cancelled")


def test_other_tools_are_no_tasks_and_unknown_ones_are_told(desk: Desk) -> None:
    process = greeted(desk, "--allow-run")
    other = begun(process, 2, "conversations_list")
    unknown = ask(process, 3, "tasks/get", {"taskId": "nothing"})
    update = ask(process, 4, "tasks/update", {"taskId": "nothing"})
    end(process)
    assert [answer["error"]["code"] for answer in (other, unknown, update)] == [-32601, -32602, -32601]


@pytest.mark.parametrize(("version", "flags"), [("2025-06-18", ("--allow-run",)), ("2025-11-25", ())])
def test_there_are_no_tasks_in_older_revisions_and_where_nothing_can_run(
    desk: Desk, version: str, flags: tuple[str, ...]
) -> None:
    process = started(desk, *flags)
    hello = ask(process, 1, "initialize", {**HELLO, "protocolVersion": version})["result"]
    answer = ask(process, 2, "tasks/list", {})
    tools = ask(process, 3, "tools/list", {})["result"]["tools"]
    end(process)
    assert ("tasks" in hello["capabilities"], answer["error"]["code"]) == (False, -32601)
    assert not [tool for tool in tools if "execution" in tool]
