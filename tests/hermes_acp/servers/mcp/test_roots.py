"""Where a server works that was given no workspace: where its client's user does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from mcp.client.session import ListRootsFnT
from mcp_types import ListRootsResult, Root

from hermes_acp.servers.mcp.rooted import read_roots
from support.mcp.lines import HELLO, ask, end, started
from support.mcp.serving import Desk, told, words


def places(*found: Path, count: list[int] | None = None) -> ListRootsFnT:
    """A client whose user works there."""

    async def answer(context: Any) -> ListRootsResult:
        if count is not None:
            count.append(1)
        return ListRootsResult(roots=[Root(uri=path.as_uri()) for path in found])  # type: ignore[arg-type]

    return answer


@pytest.fixture
def project(tmp_path: Path) -> Path:
    place = tmp_path / "my project"
    place.mkdir()
    (place / "a.py").write_text("total = 1\n")
    return place


async def test_a_clients_roots_are_where_its_calls_work(desk: Desk, era: str, home: Path, project: Path) -> None:
    asked: list[int] = []
    roots = places(home, project, count=asked)
    async with (
        asyncio.timeout(20),
        desk.client(era, "--allow-run", workspace=False, list_roots_callback=roots) as client,
    ):
        read = await client.call_tool("workspace_read", {"path": "a.py"})
        run = told(await client.call_tool("agent_run", {"prompt": "hello"}))
        session = told(await client.call_tool("conversation_get", {"session_key": run["session_id"]}))
        resource = await client.read_resource("hermes://workspace/a.py")
    assert "total = 1" in words(read)
    assert session["cwd"] == str(project), "a home directory is no workspace, so the second root is taken"
    assert resource.contents[0].text == "total = 1\n"  # type: ignore[union-attr]
    assert len(asked) == 1, "they are not asked for again and again"


async def test_a_named_workspace_wins_over_roots(desk: Desk, era: str, project: Path) -> None:
    asked: list[int] = []
    (desk.work / "b.py").write_text("named = 1\n")
    async with asyncio.timeout(20), desk.client(era, list_roots_callback=places(project, count=asked)) as client:
        read = await client.call_tool("workspace_read", {"path": "b.py"})
    assert ("named = 1" in words(read), asked) == (True, [])


@pytest.mark.parametrize("answer", [{"roots": []}, {"roots": [{"uri": "https://example.org/"}]}, {"odd": 1}, None])
def test_roots_that_are_no_directories_are_none(answer: Any) -> None:
    assert read_roots(answer) == ()


def test_a_legacy_client_is_asked_again_when_its_roots_changed(desk: Desk, project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.py").write_text("other = 1\n")
    process = started(desk, workspace=False)
    assert process.stdin is not None and process.stdout is not None
    ask(process, 1, "initialize", {**HELLO, "capabilities": {"roots": {"listChanged": True}}})

    def said(number: int, place: Path) -> str:
        """What a call reads, the client's roots being there."""
        call = {"name": "workspace_read", "arguments": {"path": "a.py"}}
        send({"id": number, "method": "tools/call", "params": call})
        while "result" not in (message := json.loads(process.stdout.readline())):  # type: ignore[union-attr]
            assert message["method"] == "roots/list"
            send({"id": message["id"], "result": {"roots": [{"uri": place.as_uri()}]}})
        return str(message["result"]["structuredContent"]["text"])

    def send(message: dict[str, Any]) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        process.stdin.flush()

    send({"method": "notifications/initialized"})
    first = [said(2, project), said(3, other)]
    send({"method": "notifications/roots/list_changed"})
    then = said(4, other)
    end(process)
    assert ["total" in text for text in first] == [True, True]
    assert "other" in then


async def test_a_client_that_never_says_its_roots_is_not_waited_for(
    desk: Desk, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hermes_acp.servers.mcp.rooted.PATIENCE", 0.1)

    async def never(context: Any) -> ListRootsResult:
        return await asyncio.Future()

    (desk.work / "b.py").write_text("here = 1\n")
    async with asyncio.timeout(20), desk.client("legacy", workspace=False, list_roots_callback=never) as client:
        read = await client.call_tool("workspace_read", {"path": "b.py"})
    assert "here = 1" in words(read)
