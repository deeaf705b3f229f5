"""Runs as tasks, for clients that declare the extension; the SDK's client does not, so lines are written by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hermes_acp_protocol.mcp.meta import CAPABILITIES, VERSION
from support.mcp.serving import WRITE, Desk

EXTENSION = "io.modelcontextprotocol/tasks"


class Raw:
    """A modern client that writes lines."""

    def __init__(self, process: asyncio.subprocess.Process, capabilities: dict[str, object]) -> None:
        self._process = process
        self._capabilities = capabilities
        self._number = 0

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """A request and its answer; notifications before it are passed over."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._number += 1
        meta = {VERSION: "2026-07-28", CAPABILITIES: self._capabilities}
        body = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": {**params, "_meta": meta}}
        self._process.stdin.write(json.dumps(body).encode() + b"\n")
        while (answer := json.loads(await self._process.stdout.readline())).get("id") != self._number:
            pass
        return answer.get("result") or answer

    async def call(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool."""
        return await self.ask("tools/call", name=name, arguments=arguments)

    async def until(self, task: str, status: str) -> dict[str, Any]:
        """The task once it stands like that."""
        while (state := await self.ask("tasks/get", taskId=task))["status"] != status:  # noqa: ASYNC110  polling is what is tested
            await asyncio.sleep(0.02)
        return state


@asynccontextmanager
async def raw(desk: Desk, **capabilities: object) -> AsyncGenerator[Raw]:
    """A client with these capabilities."""
    command = desk.command("--allow-run")
    process = await asyncio.create_subprocess_exec(
        command.command,
        *command.args,
        env=command.env,
        cwd=command.cwd,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(20):
            yield Raw(process, dict(capabilities))
    finally:
        process.terminate()
        await process.wait()


async def test_a_run_is_a_task_whose_question_is_answered_with_an_update(desk: Desk) -> None:
    desk.script([WRITE], [{"text": "It is written."}])
    async with raw(desk, extensions={EXTENSION: {}}, elicitation={"form": {}}) as client:
        discovered = await client.ask("server/discover")
        task = await client.call("agent_run", prompt="write")
        asking = await client.until(task["taskId"], "input_required")
        ((key, asked),) = asking["inputRequests"].items()
        answer = {"action": "accept", "content": {"decision": "once"}}
        taken = await client.ask("tasks/update", taskId=task["taskId"], inputResponses={key: answer, "odd": answer})
        done = await client.until(task["taskId"], "completed")

    assert EXTENSION in discovered["capabilities"]["extensions"]
    assert (task["resultType"], task["status"]) == ("task", "working")
    assert asked["method"] == "elicitation/create" and "decision" in asked["params"]["requestedSchema"]["properties"]
    assert taken["resultType"] == done["resultType"] == "complete"
    assert done["result"]["structuredContent"]["status"] == "completed"
    assert (desk.work / "new.txt").read_text() == "new\n"


async def test_a_task_is_cancelled(desk: Desk) -> None:
    desk.script([{"pause": 60}])
    async with raw(desk, extensions={EXTENSION: {}}) as client:
        task = await client.call("agent_run", prompt="go")
        await client.ask("tasks/cancel", taskId=task["taskId"])
        state = await client.ask("tasks/get", taskId=task["taskId"])
    assert state["status"] == "cancelled"


@pytest.mark.parametrize(("capabilities", "code"), [({}, -32021), ({"extensions": {EXTENSION: {}}}, -32602)])
async def test_tasks_are_for_those_who_declare_them_and_know_one(
    desk: Desk, capabilities: dict[str, object], code: int
) -> None:
    async with raw(desk, **capabilities) as client:
        answer = await client.ask("tasks/get", taskId="unknown")
        run = await client.call("agent_run", prompt="hello")
    assert answer["error"]["code"] == code
    assert run["resultType"] == ("complete" if code == -32021 else "task")


async def test_a_state_that_was_not_ours_is_refused(desk: Desk) -> None:
    async with raw(desk, elicitation={"form": {}}) as client:
        made_up = {"arguments": {"prompt": "x"}, "requestState": "bWFkZSB1cA=="}
        answer = await client.ask("tools/call", name="agent_run", **made_up)
    assert answer["error"]["code"] == -32602
