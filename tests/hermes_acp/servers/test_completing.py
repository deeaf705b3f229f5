"""``_hermes/complete``: proposals while somebody types behind an ``@``."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.servers.acp.completing import METHOD
from hermes_acp.servers.acp.handshake import Editor, initialize
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RESOURCE_NOT_FOUND, JsonValue, RpcError
from support.acp import joined_editor
from support.agent import Says, Workplace


async def test_files_are_proposed_with_what_replaces_the_typed_token(home: Path, tmp_path: Path) -> None:
    (tmp_path / "my notes.txt").write_text("x")
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        answer = await editor.call(METHOD, sessionId=await editor.new(tmp_path), prefix="note", limit=1)
    assert answer == {"items": [{"text": '@"my notes.txt"', "label": "my notes.txt", "detail": ""}]}


async def test_files_open_in_the_editor_come_first(home: Path, tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c d.py"):
        (tmp_path / name).write_text("x")
    opened: list[JsonValue] = [f"file://{tmp_path}/c%20d.py", "file://elsewhere/x"]
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        answer = await editor.call(METHOD, sessionId=session_id, prefix="file:", limit=1, openFiles=opened)
    assert answer == {"items": [{"text": '@file:"c d.py"', "label": "c d.py", "detail": ""}]}


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"prefix": ""}, "sessionId"),
        ({"sessionId": "s"}, "prefix"),
        ({"sessionId": "s", "prefix": "x" * 1001}, "prefix"),
        ({"sessionId": "s", "prefix": "", "limit": 0}, "limit"),
        ({"sessionId": "s", "prefix": "", "limit": True}, "limit"),
    ],
)
async def test_what_cannot_be_used_is_named(
    home: Path, tmp_path: Path, params: dict[str, JsonValue], path: str
) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        with pytest.raises(RpcError) as refused:
            await editor.call(METHOD, **params)
    assert refused.value.code == INVALID_PARAMS
    assert refused.value.data == {"reason": "invalid_params", "path": path}


async def test_an_unknown_session_is_not_found(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        with pytest.raises(RpcError) as refused:
            await editor.call(METHOD, sessionId="none", prefix="")
    assert refused.value.code == RESOURCE_NOT_FOUND


def test_editors_are_told_that_it_is_there() -> None:
    answer = initialize(Editor(), "hermes")
    capabilities = answer["agentCapabilities"]
    assert isinstance(capabilities, dict)
    assert METHOD in capabilities["_meta"]["hermes"]["methods"]  # type: ignore[index,call-overload,operator]
