"""A question of an editor's session, answered by an MCP client: one of the two has answered, and both know."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from hermes_acp.models.message import Text, ToolCall
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue
from support.acp import joined_editor
from support.agent import Says, Workplace, reply
from support.mcp.serving import Desk, told


async def test_an_mcp_client_answers_what_an_editor_was_asked(desk: Desk, home: Path) -> None:
    call = ToolCall("c1", "write_file", json.dumps({"path": "new.txt", "content": "new\n"}))
    model = Says([reply(call), reply(Text("Done."))])
    store = SqliteStore(str(home / ".hermes" / "acp.db"))
    shown = asyncio.Event()

    async def never(params: JsonObject) -> JsonValue:
        shown.set()
        return await asyncio.Future()  # a dialog that nobody looks at

    async with asyncio.timeout(20):
        async with joined_editor(Workplace(model, home, desk.work, store=store).sessions) as editor:
            editor.answers["session/request_permission"] = never
            turn = asyncio.create_task(editor.prompt(await editor.new(desk.work), "write"))
            await shown.wait()
            async with desk.client("2026-07-28", "--allow-run") as client:
                (asked,) = told(await client.call_tool("permissions_list_open", {}))["approvals"]
                decided = {"id": asked["id"], "decision": "allow-once"}
                answer = told(await client.call_tool("permissions_respond", decided))
            ended = await turn
        await store.close()

    assert (answer["outcome"], answer["decision"]) == ("resolved", "allow-once")
    assert ended["stopReason"] == "end_turn"
    assert (desk.work / "new.txt").read_text() == "new\n"
