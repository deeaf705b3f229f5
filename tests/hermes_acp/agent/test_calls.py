"""The calls of one reply: what runs side by side, what is mended, what is said about going in circles."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from hermes_acp.agent.circles import Circles
from hermes_acp.agent.effects import apart
from hermes_acp.agent.events import CallFinished, Notice
from hermes_acp.agent.history import messages
from hermes_acp.agent.understanding import find_tool, parse_arguments, plain
from hermes_acp.models.message import Text, ToolMessage, UserMessage
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.toolset import Toolset
from support.agent import Listener, Says, Workplace, call, chooses, reply, says
from support.tools import Doing


def writes(*paths: str) -> Action:
    return Action("edit", "write", tuple(PathUse(path, path, "write") for path in paths))


def reads(*paths: str) -> Action:
    return Action("look", "read", tuple(PathUse(path, path, "read") for path in paths))


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (reads("/w/a"), reads("/w/a"), True),
        (writes("/w/a"), writes("/w/b"), True),
        (writes("/w/a"), reads("/w/b"), True),
        (writes("/w/a"), Action("page", "fetch", url="https://a.example"), True),
        (writes("/w/a"), writes("/w/a"), False),
        (writes("/w/a"), reads("/w"), False),
        (writes("/w/ab"), reads("/w/a"), True),
        (writes(), reads("/w/a"), False),
        (Action("sh", "execute", command="make"), reads("/w/a"), False),
        (Action("sh", "execute", command="make"), Action("plan", "internal"), True),
        (Action("s__t", "mcp", server="s"), Action("s__u", "mcp", server="s"), False),
        (Action("s__t", "mcp", side_by_side=True), Action("o__t", "mcp", side_by_side=True), True),
        (Action("s__t", "mcp", side_by_side=True), Action("o__t", "mcp"), False),
        (Action("s__t", "mcp", side_by_side=True), reads("/w/a"), False),
        (Action("s__t", "mcp", server="s"), Action("page", "fetch", url="https://a.example"), False),
    ],
)
def test_calls_run_side_by_side_when_their_effects_cannot_meet(one: Action, other: Action, may: bool) -> None:
    assert apart(one, other) is may
    assert apart(other, one) is may


async def test_edits_of_different_files_run_at_the_same_time(home: Path, tmp_path: Path) -> None:
    both = asyncio.Barrier(2)

    async def meet(arguments: Mapping[str, object]) -> str:
        await both.wait()
        return "met"

    model = Says([reply(call("edit", "c1", paths=["/a"]), call("edit", "c2", paths=["/b"])), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path, [Doing("edit", "write", meet)]).open(Listener(chooses("yes")))
    async with asyncio.timeout(5):
        await session.prompt(says("edit both"))

    assert [m.text for m in model.requests[1].messages if isinstance(m, ToolMessage)] == ["met", "met"]


async def test_at_most_eight_calls_run_at_once_and_answers_keep_the_order(home: Path, tmp_path: Path) -> None:
    running, most = 0, 0

    async def count(arguments: Mapping[str, object]) -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(20):
            await asyncio.sleep(0)
        running -= 1
        return str(arguments["n"])

    model = Says([reply(*(call("look", f"c{n}", n=n) for n in range(20))), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path, [Doing("look", "read", count)]).open(Listener())
    async with asyncio.timeout(5):
        await session.prompt(says("look around"))

    answers = [m.text for m in model.requests[1].messages if isinstance(m, ToolMessage)]
    assert answers == [str(n) for n in range(20)]
    assert most == 8


async def test_a_read_of_what_an_earlier_call_writes_waits_for_it(home: Path, tmp_path: Path) -> None:
    calls = [call("write_file", "c1", path="new.txt", content="fresh\n"), call("read_file", "c2", path="new.txt")]
    model = Says([reply(*calls), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener(chooses("yes")))

    await session.prompt(says("write and read"))

    assert "1|fresh" in [m.text for m in model.requests[1].messages if isinstance(m, ToolMessage)][1]


@pytest.mark.parametrize(
    "name", ["Read_File", "read-file", "readFile", "functions.read_file", "read_file<|channel|>commentary"]
)
async def test_a_name_that_is_only_spelled_oddly_is_taken(home: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    model = Says([reply(call(name, path="a.txt")), reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)

    await session.prompt(says("read"))

    assert editor.of(CallFinished)[0].status == "completed"


def test_a_name_that_could_be_two_tools_is_asked_back() -> None:
    tools = Toolset([Doing("read_file"), Doing("readFile")])

    with pytest.raises(ToolError, match="Did you mean read_file"):
        find_tool(tools, "Read-File")
    assert plain("readFile") == plain("Read-File")


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}', ' {"a": 1}\n', '"{\\"a\\": 1}"', '```json\n{"a": 1}\n```'],
    ids=["plain", "blanks", "twice", "fence"],
)
def test_arguments_are_read_however_they_are_wrapped(text: str) -> None:
    assert parse_arguments(text) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [('{"a": ', "not valid JSON"), ("[1]", "must be a JSON object"), ('"words"', "must be a JSON object")],
)
def test_arguments_that_cannot_be_read_are_told_with_the_place(text: str, said: str) -> None:
    with pytest.raises(ToolError, match=said):
        parse_arguments(text)


async def test_a_second_look_at_the_same_is_answered_by_unchanged_until_it_changes(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("a line of words\n" * 40)
    look = [reply(call("read_file", f"c{n}", path="a.txt")) for n in range(2)]
    change = reply(call("edit_file", "c2", path="a.txt", old_text="a line of words", new_text="new", replace_all=True))
    model = Says([*look, change, reply(call("read_file", "c3", path="a.txt")), reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener(chooses("yes")))

    await session.prompt(says("read, read, change, read"))

    first, second, _, third = [m.text for m in model.requests[-1].messages if isinstance(m, ToolMessage)]
    assert first.startswith("1|a line of words")
    assert second.startswith("Unchanged: word for word what your earlier call of read_file with")
    assert third.startswith("1|new")


def test_the_same_look_is_remarked_on_and_the_fifth_in_a_row_ends_the_turn() -> None:
    circles = Circles()
    told = [circles.remark(call("look", a=1), "same", failed=False, looks=True) for _ in range(5)]

    assert told[0] == ""
    assert told[1].startswith("You have made this very call 2 times")
    assert circles.stuck == "The same call of look had the same outcome 5 times in a row."


def test_a_command_that_is_repeated_after_a_change_is_no_circle() -> None:
    circles = Circles()
    for _ in range(6):
        assert circles.remark(call("shell", command="make test"), "1 failed", failed=False) == ""
        assert circles.remark(call("edit_file", path="a"), "Edited a.", failed=False) == ""
    assert circles.stuck == ""


def test_failures_of_one_tool_are_remarked_on() -> None:
    circles = Circles()
    told = [circles.remark(call("edit_file", path=str(n)), f"not found {n}", failed=True) for n in range(3)]

    assert told[:2] == ["", ""]
    assert told[2].startswith("edit_file has failed 3 times in a row")


async def test_a_turn_that_goes_in_circles_is_ended_with_a_notice_and_a_last_word(home: Path, tmp_path: Path) -> None:
    model = Says([*([reply(call("look"))] * 5), reply(Text("I was stuck."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path, [Doing("look")]).open(editor)

    result = await session.prompt(says("look"))

    last = model.requests[-1].messages[-1]
    assert result.stop == "end_turn"
    assert Notice("warning", "Stopped", "The same call of look had the same outcome 5 times in a row.") in editor.events
    assert isinstance(last, UserMessage) and "going in circles" in str(last.parts)
    assert session.history == messages(await session.events())
    assert len(model.requests) == 6
