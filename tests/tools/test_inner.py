"""Tools made of a function that touches nothing outside the session."""

from __future__ import annotations

import pytest

from hermes_acp_tools.action import Action
from hermes_acp_tools.inner import InnerTool, Texts
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call
from support.workbench import Bench


async def echo(given: Texts) -> ToolResult:
    return ToolResult(f"{given['word']}{given['end']}")


ECHO = InnerTool("echo", "Say it again.", echo, lambda given: f"Say {given['word']}", needs=("word",), takes=("end",))


def test_its_schema_is_made_of_its_arguments() -> None:
    texts = {"word": {"type": "string"}, "end": {"type": "string"}}

    assert ECHO.schema == {"type": "object", "properties": texts, "required": ["word"]}


async def test_it_says_what_it_does_and_does_it(at: Bench) -> None:
    prepared = await ECHO.prepare({"word": "hi", "end": "!"}, Call("c1", at.bench, at.live.append))

    assert (prepared.title, prepared.kind) == ("Say hi", "read")
    assert prepared.action == Action("echo", "internal", arguments={"word": "hi", "end": "!"})
    assert await prepared.run() == ToolResult("hi!")


@pytest.mark.parametrize(
    ("arguments", "said"), [({}, "word must be given"), ({"word": " "}, "word must be given"), ({"word": 1}, "a text")]
)
async def test_what_is_missing_or_no_text_is_told(at: Bench, arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ToolError, match=said):
        await ECHO.prepare(arguments, Call("c1", at.bench, at.live.append))
