"""What a server of tools asks during a run reaches the person behind the MCP client that began the run."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest
from mcp_types import ElicitResult

from hermes_acp.agent.events import CallFinished
from hermes_acp.agent.history import to_events
from hermes_acp.store.sqlite import SqliteStore
from support.mcp.servers import PROGRAM
from support.mcp.serving import Desk, told

ASK: dict[str, Any] = {"call": {"name": "mcp_small_ask", "arguments": {}}}


@pytest.fixture
def asking(desk: Desk) -> Desk:
    """A desk whose agent has a server of tools that asks for a color."""
    home = desk.home / ".hermes"
    home.mkdir(exist_ok=True)
    servers = {"small": {"command": sys.executable, "args": [PROGRAM]}}
    (home / "config.yaml").write_text(json.dumps({"mcp_servers": servers}))
    desk.script([ASK], [{"text": "Thank you."}])
    return desk


async def heard(desk: Desk, run: dict[str, Any]) -> str:
    """What the server of tools said in the end, as the agent read it."""
    store = SqliteStore(str(desk.home / ".hermes" / "acp.db"))
    try:
        entries = await store.read(run["session_id"])
    finally:
        await store.close()
    (end,) = [e for e in to_events(entries) if isinstance(e, CallFinished) and e.message.name == "mcp_small_ask"]
    return end.message.text


@pytest.mark.parametrize("action", ["accept", "decline"])
async def test_a_form_of_a_server_is_shown_by_the_client(asking: Desk, era: str, action: str) -> None:
    shown: list[Any] = []

    async def answer(context: Any, params: Any) -> ElicitResult:
        shown.append(params)
        if "decision" in params.requested_schema["properties"]:
            return ElicitResult(action="accept", content={"decision": "once"})
        await asyncio.sleep(0.55 if action == "decline" else 0)  # sooner than that it is no person's no
        return ElicitResult(action=action, content={"color": "blue"} if action == "accept" else None)  # type: ignore[arg-type]

    async with asyncio.timeout(25), asking.process(era, "--allow-run", answers=answer) as client:
        run = told(await client.call_tool("agent_run", {"prompt": "which color?"}))
    assert (run["status"], run["text"]) == ("completed", "Thank you.")
    assert [list(one.requested_schema["properties"]) for one in shown] == [["decision", "note"], ["color"]]
    assert "small asks: Which color?" in shown[1].message
    assert ("blue" in await heard(asking, run)) is (action == "accept")


async def test_a_client_without_forms_is_asked_to_choose(asking: Desk, era: str) -> None:
    async with asyncio.timeout(25), asking.client(era, "--allow-run") as client:
        run = told(await client.call_tool("agent_run", {"prompt": "which color?"}))
        (leave,) = run["approvals"]
        await client.call_tool("permissions_respond", {"id": leave["id"], "decision": "allow-once"})
        run = told(await client.call_tool("agent_wait", {"run_id": run["run_id"], "cursor": run["cursor"]}))
        (choice,) = run["approvals"]
        unclear = await client.call_tool("permissions_respond", {"id": choice["id"], "decision": "allow-once"})
        blue = next(option["id"] for option in choice["options"] if option["name"] == "blue")
        chosen = {"id": choice["id"], "decision": "allow-once", "option_id": blue}
        answer = told(await client.call_tool("permissions_respond", chosen))
        end = told(await client.call_tool("agent_wait", {"run_id": run["run_id"]}))
    assert (choice["high_risk"], unclear.is_error, answer["outcome"]) == (False, True, "resolved")
    assert (end["status"], "blue" in await heard(asking, run)) == ("completed", True)


async def test_a_form_that_software_answers_is_asked_as_a_choice(asking: Desk) -> None:
    async def answer(context: Any, params: Any) -> ElicitResult:
        if "decision" in params.requested_schema["properties"]:
            return ElicitResult(action="accept", content={"decision": "once"})
        return ElicitResult(action="decline")

    async with asyncio.timeout(25), asking.client("legacy", "--allow-run", answers=answer) as client:
        run = told(await client.call_tool("agent_run", {"prompt": "which color?"}))
        await client.call_tool("agent_cancel", {"run_id": run["run_id"]})
    assert run["status"] == "needs_approval"
    assert [option["name"] for option in run["approvals"][0]["options"]] == ["red", "blue", "None of these"]


async def test_an_address_of_a_server_is_opened_by_the_client(asking: Desk, era: str) -> None:
    asking.script([{"call": {"name": "mcp_small_send_away", "arguments": {}}}], [{"text": "Thank you."}])
    shown: list[str] = []

    async def answer(context: Any, params: Any) -> ElicitResult:
        if params.mode == "url":
            shown.append(params.url)
            return ElicitResult(action="accept")
        return ElicitResult(action="accept", content={"decision": "once"})

    async with asyncio.timeout(25), asking.process(era, "--allow-run", answers=answer) as client:
        run = told(await client.call_tool("agent_run", {"prompt": "go there"}))
    assert (run["status"], run["text"], shown) == ("completed", "Thank you.", ["https://example.org/in"])
