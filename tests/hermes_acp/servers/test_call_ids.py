"""What an editor draws of a model that gives its calls the same ids in every reply."""

from __future__ import annotations

from pathlib import Path

from hermes_acp.models.message import Text
from support.acp import joined_editor
from support.agent import Says, Workplace, call, reply


async def test_each_call_is_drawn_by_itself_and_again_after_loading(home: Path, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(f"{name}\n")
    look = [reply(call("read_file", "call_0", path=name)) for name in "ab"]
    place = Workplace(Says([*look, reply(Text("Read."))]), home, tmp_path)
    async with joined_editor(place.sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "go")
        drawn = [update["toolCallId"] for update in editor.of("tool_call")]
        ended = [each["toolCallId"] for each in editor.of("tool_call_update") if each.get("status") == "completed"]
        editor.updates.clear()
        await editor.call("session/load", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])

    assert len(set(drawn)) == 2
    assert ended == drawn
    assert [(each["toolCallId"], each["rawInput"]) for each in editor.of("tool_call")] == [
        (drawn[0], {"path": "a"}),
        (drawn[1], {"path": "b"}),
    ]
