"""The model that plays a script."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hermes_acp.errors import ConfigError, ModelError
from hermes_acp.models.message import AssistantMessage, Text, Thought, ToolCall, Usage
from hermes_acp.models.model import CallDelta, Delta, Finished, Request, TextDelta, ThoughtDelta
from hermes_acp.models.scripted import ScriptedModel, read_script

SCRIPT = """\
- - thought: The file first.
  - text: Let me look.
  - call: {name: read_file, arguments: {path: a.txt}}
  - usage: {input: 120, output: 12}
- - text: Half
  - error: {kind: overloaded, message: The provider is busy.}
"""


async def play(model: ScriptedModel) -> list[Delta]:
    return [delta async for delta in model.stream(Request("", ()))]


async def test_a_script_is_played_reply_by_reply_and_says_when_it_is_used_up(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(SCRIPT)
    model = await asyncio.to_thread(read_script, str(path))
    call = ToolCall("scripted-0-2", "read_file", '{"path": "a.txt"}')
    parts = (Thought("The file first."), Text("Let me look."), call)
    whole = AssistantMessage("", parts, model.name, "tool_calls")

    assert await play(model) == [
        ThoughtDelta("The file first."),
        TextDelta("Let me look."),
        CallDelta(call.id, "read_file"),
        Finished(whole, Usage(120, 12)),
    ]
    with pytest.raises(ModelError, match="busy"):
        await play(model)
    with pytest.raises(ModelError, match="no reply for request 3"):
        await play(model)


@pytest.mark.parametrize("text", ["{}", "- 1", "[", "- - nonsense: 1"])
async def test_what_is_no_script_is_told_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(text)

    with pytest.raises(ConfigError, match=r"script\.yaml"):
        await play(await asyncio.to_thread(read_script, str(path)))
