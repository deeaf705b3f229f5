"""Calls that are wrong in themselves: what is taken all the same, what is asked back, and when it is enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.agent.events import CallFinished, Notice
from hermes_acp.agent.synonyms import as_meant
from hermes_acp.agent.understanding import find_tool
from hermes_acp.models.message import Text, ToolCall
from hermes_acp_tools.builtin import builtin_tools
from hermes_acp_tools.result import NotUnderstood
from hermes_acp_tools.toolset import Toolset
from support.agent import Listener, Says, Workplace, call, reply, says


async def test_three_replies_that_cannot_be_understood_end_the_turn(home: Path, tmp_path: Path) -> None:
    broken = [ToolCall("c1", "read_file", "{"), ToolCall("c2", "nonsense", "{}"), ToolCall("c3", "read_file", "[]")]
    model = Says([*(reply(call) for call in broken), reply(Text("Sorry."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("read"))

    said = "The tool calls of 3 replies in a row could not be understood."
    assert [event.status for event in editor.of(CallFinished)] == ["failed"] * 3
    assert Notice("warning", "Stopped", said) in editor.events


async def test_many_wrong_calls_of_one_reply_leave_the_model_its_next_one(home: Path, tmp_path: Path) -> None:
    wrong = [call("read_file", f"c{n}", lines=n) for n in range(4)]
    model = Says([reply(*wrong), reply(Text("I see."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("read"))

    assert [event.status for event in editor.of(CallFinished)] == ["failed"] * 4
    assert not editor.of(Notice)


async def test_looking_for_files_that_are_not_there_is_no_misunderstanding(home: Path, tmp_path: Path) -> None:
    names = ["README.md", "CONTRIBUTING.md", "AGENTS.md", "Makefile"]
    model = Says([*(reply(call("read_file", name, path=name)) for name in names), reply(Text("None of them."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("read"))

    assert [event.status for event in editor.of(CallFinished)] == ["failed"] * 4
    assert not editor.of(Notice)


@pytest.mark.parametrize(
    ("tool", "given", "meant"),
    [
        ("read_file", {"file_path": "a", "limit": 3}, {"path": "a", "limit": 3}),
        (
            "edit_file",
            {"path": "a", "old_string": "b", "new_string": "c"},
            {"path": "a", "old_text": "b", "new_text": "c"},
        ),
        ("shell", {"cmd": "ls"}, {"command": "ls"}),
        ("search_files", {"query": "a", "include": "*.py"}, {"pattern": "a", "glob": "*.py"}),
        ("read_file", {"path": "a", "file_path": "b"}, {"path": "a", "file_path": "b"}),
        ("read_file", {"file_path": "a", "file": "b"}, {"path": "a", "file": "b"}),
        ("list_files", {"pattern": "*.py", "query": "x"}, {"pattern": "*.py", "query": "x"}),
    ],
)
def test_an_argument_by_the_name_it_has_elsewhere_is_taken(
    tool: str, given: dict[str, object], meant: dict[str, object]
) -> None:
    found = Toolset(builtin_tools()).get(tool)
    assert found and as_meant(given, found.schema) == meant


def test_where_a_tool_takes_more_than_it_names_no_argument_is_renamed() -> None:
    given = {"file_path": "a"}
    assert as_meant(given, {"type": "object", "properties": {"path": {"type": "string"}}}) is given


@pytest.mark.parametrize(("theirs", "ours"), [("bash", "shell"), ("Grep", "search_files"), ("TodoWrite", "")])
def test_a_tool_by_the_name_it_has_elsewhere_is_pointed_out(theirs: str, ours: str) -> None:
    with pytest.raises(NotUnderstood, match=f"Did you mean {ours}\\?" if ours else "The tools are: "):
        find_tool(Toolset(builtin_tools()), theirs)
