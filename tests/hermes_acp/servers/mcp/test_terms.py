"""What a server lets its clients do, and what it refuses with words that help."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from mcp.shared.exceptions import MCPError

from hermes_acp.cli import permissions
from hermes_acp.cli.mcp_serve import parser, terms_of
from hermes_acp.errors import UserError
from hermes_acp.references.parse import parse
from hermes_acp.servers.mcp import workspace
from hermes_acp.servers.mcp.running import reference
from hermes_acp.servers.mcp.terms import Terms
from support.mcp.serving import Desk, words

RUNNING = {"agent_run", "agent_wait", "agent_steer", "agent_cancel", "permissions_respond", "messages_send"}


async def names(desk: Desk, *arguments: str) -> set[str]:
    async with asyncio.timeout(20), desk.client("2026-07-28", *arguments) as client:
        return {tool.name for tool in (await client.list_tools()).tools}


async def test_a_server_only_reads_unless_more_is_allowed(desk: Desk) -> None:
    reading = await names(desk)
    assert not reading & RUNNING
    assert await names(desk, "--allow-run") == reading | RUNNING


async def test_a_tool_that_is_not_allowed_says_what_would_allow_it(desk: Desk) -> None:
    async with asyncio.timeout(20), desk.client("2026-07-28") as client:
        refused = await client.call_tool("agent_run", {"prompt": "go"})
        with pytest.raises(MCPError, match="no tool"):
            await client.call_tool("nothing", {})
    assert refused.is_error and "--allow-run" in words(refused)


async def test_more_of_our_tools_are_offered_by_name(desk: Desk) -> None:
    usual = await names(desk)
    assert await names(desk, "--expose-tools", "all") - usual == {"read_file", "list_files", "search_files"}
    assert await names(desk, "--expose-tools", "shell,edit_file", "--allow-write") - usual - RUNNING == {
        "shell",
        "edit_file",
    }


@pytest.mark.parametrize(("exposed", "word"), [("shell", "--allow-write"), ("nothing", "no tool")])
def test_a_tool_that_may_not_be_offered_is_refused_at_the_start(exposed: str, word: str) -> None:
    with pytest.raises(UserError, match=word):
        terms_of(parser().parse_args(["--expose-tools", exposed]))


async def test_every_tool_says_what_it_does_and_gives_objects(desk: Desk) -> None:
    async with asyncio.timeout(20), desk.client("2026-07-28", "--allow-write", "--expose-tools", "all") as client:
        tools = (await client.list_tools()).tools
        again = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == [tool.name for tool in again]
    for tool in tools:
        assert tool.output_schema is not None and tool.output_schema["type"] == "object", tool.name
        assert tool.input_schema["type"] == "object"
        assert tool.title and tool.description and tool.annotations is not None
        assert tool.annotations.read_only_hint is not None and tool.annotations.destructive_hint is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "prompt is missing."),
        ({"prompt": "  "}, "The prompt is empty."),
        ({"prompt": "go", "mode": "edit"}, "needs it to be started with --allow-write"),
        ({"prompt": "go", "mode": "bypass"}, "mode must be one of: plan, ask, edit."),
        ({"prompt": "go", "odd": 1}, "There is no argument 'odd'"),
        ({"prompt": "go", "wait_seconds": 600}, "wait_seconds must be from 0 to 50."),
        ({"prompt": "/mode bypass"}, "/mode is for the person to say"),
        ({"prompt": " / mode bypass"}, "/mode is for the person to say"),
        ({"prompt": "/permissions"}, "/permissions is for the person to say"),
        ({"prompt": "/undo"}, "/undo is for the person to say"),
        ({"prompt": "go", "cwd": "/"}, "outside of this server's workspaces"),
        ({"prompt": "go", "session_id": "0" * 32}, "There is no session"),
    ],
)
async def test_what_may_not_be_asked_is_refused_with_a_reason(desk: Desk, arguments: dict[str, Any], said: str) -> None:
    async with asyncio.timeout(20), desk.client("legacy", "--allow-run") as client:
        result = await client.call_tool("agent_run", arguments)
    assert result.is_error
    assert said in words(result)


def test_a_home_or_the_root_is_no_workspace_unless_somebody_says_so(home: Any, tmp_path: Any) -> None:
    for place in ("/", str(home), str(home.parent)):
        with pytest.raises(workspace.NoWorkspace, match='"--workspace", "/path/to/project" to "args"'):
            workspace.roots(Terms(here=place))
        with pytest.raises(workspace.NoWorkspace):
            workspace.chosen(Terms(here=str(tmp_path / "elsewhere")), place)
    assert workspace.roots(Terms((str(home),))) == (str(home.resolve()),)
    assert workspace.chosen(Terms((str(home),)), str(home)) == str(home.resolve())
    (tmp_path / "work").mkdir()
    assert workspace.roots(Terms(here=str(tmp_path / "work"))) == (str((tmp_path / "work").resolve()),)


async def test_a_server_started_in_a_home_says_which_key_to_set(desk: Desk) -> None:
    desk.work = desk.home
    async with asyncio.timeout(20), desk.client("legacy", "--allow-run", workspace=False) as client:
        result = await client.call_tool("agent_run", {"prompt": "go"})
        looked = await client.call_tool("workspace_search", {"pattern": "x"})
    for refused in (result, looked):
        assert refused.is_error
        assert '"--workspace", "/path/to/project" to "args"' in words(refused)


@pytest.mark.parametrize(
    ("item", "written", "value"),
    [
        ("a.py", "@a.py", "a.py"),
        ("@diff", "@diff", ""),
        ("@file:a.py:1-20", "@file:a.py:1-20", "a.py"),
        ("my notes.txt", '@"my notes.txt"', "my notes.txt"),
        ("@my notes.txt:3-4", '@"my notes.txt":3-4', "my notes.txt"),
        ("@folder:my things", '@folder:"my things"', "my things"),
        ('@"my notes.txt"', '@"my notes.txt"', "my notes.txt"),
        ("@url:https://example.org/a", "@url:https://example.org/a", "https://example.org/a"),
    ],
)
def test_what_is_attached_is_written_so_that_it_is_found(item: str, written: str, value: str) -> None:
    assert reference(item) == written
    assert [found.value for found in parse(f"see {written}")] == [value]


async def test_a_tool_is_ended_when_its_time_is_over(desk: Desk) -> None:
    assert await asyncio.to_thread(permissions.run, ["add", "shell(tail -f /dev/null)"]) == 0
    flags = ("--allow-write", "--expose-tools", "shell", "--max-wait", "0.2")
    begun = time.monotonic()
    async with asyncio.timeout(20), desk.client("legacy", *flags) as client:
        result = await client.call_tool("shell", {"command": "tail -f /dev/null"})
    assert result.is_error and "longer than 0.2 seconds" in words(result), words(result)
    assert time.monotonic() - begun < 10
