"""List, status, title, archive, fork, delete: what an editor may do with sessions without opening them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.models.message import Text
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RESOURCE_NOT_FOUND, JsonValue, RpcError
from support.acp import JoinedEditor, joined_editor
from support.agent import Says, Workplace, reply


async def listed(editor: JoinedEditor, **filters: JsonValue) -> list[str]:
    """The ids of the first page."""
    page = await editor.call("session/list", **filters)
    return [session["sessionId"] for session in page["sessions"]]  # type: ignore[index,call-overload,union-attr,misc]


async def named(editor: JoinedEditor, cwd: Path) -> str:
    """A new session with a title, which makes it worth listing."""
    session_id = await editor.new(cwd)
    await editor.call("session/set_title", sessionId=session_id, title="Named")
    return session_id


async def test_a_session_is_listed_once_somebody_said_something_in_it(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([reply(Text("Hello."))]), home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.call("session/set_mode", sessionId=session_id, modeId="plan")
        await editor.call("session/close", sessionId=session_id)
        silent = await listed(editor)
        opened = await editor.call("session/load", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])
        await editor.prompt(session_id, "hi")
        spoken = await listed(editor)

    assert opened["modes"]["currentModeId"] == "plan"  # type: ignore[index,call-overload]
    assert (silent, spoken) == ([], [session_id])


async def test_an_archived_session_is_kept_and_listed_only_when_asked_for(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        first, second = await named(editor, tmp_path), await named(editor, tmp_path)
        await editor.call("session/archive", sessionId=first)
        shown = [await listed(editor, archived=how) for how in (None, "exclude", "include", "only")]
        await editor.call("session/unarchive", sessionId=first)
        after = await listed(editor)

    assert shown == [[second], [second], [second, first], [first]]
    assert after == [second, first]


async def test_a_directory_is_found_by_each_of_its_names(home: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "real")
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        session_id = await named(editor, tmp_path / "other")
        found = [await listed(editor, cwd=str(tmp_path / name)) for name in ("real", "other", "none")]

    assert found == [[session_id], [session_id], []]


async def test_pages_follow_one_another_by_an_opaque_cursor(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        made = [await named(editor, tmp_path) for _ in range(60)]
        page = await editor.call("session/list")
        rest = await editor.call("session/list", cursor=page["nextCursor"])

    ids = [s["sessionId"] for p in (page, rest) for s in p["sessions"]]  # type: ignore[index,call-overload,union-attr]
    assert ids == made[::-1]
    assert "nextCursor" not in rest


async def test_the_status_says_whether_a_session_is_in_memory_and_opens_none(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        session_id = await editor.new(tmp_path)
        fresh = await editor.call("session/status", sessionId=session_id)
        await editor.call("session/close", sessionId=session_id)
        closed = [await editor.call("session/status", sessionId=session_id) for _ in range(2)]
        with pytest.raises(RpcError) as unknown:
            await editor.call("session/status", sessionId="nothing")

    assert [fresh, *closed] == [{"status": "open"}, {"status": "saved"}, {"status": "saved"}]
    assert unknown.value.code == RESOURCE_NOT_FOUND


async def test_a_title_is_kept_tidy_open_or_not_and_told(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        kept = await editor.call("session/set_title", sessionId=session_id, title="  All\nabout   it ")
        await editor.until(lambda e: e.of("session_info_update"))
        await editor.call("session/close", sessionId=session_id)
        await editor.call("session/set_title", sessionId=session_id, title="Other")
        page = await editor.call("session/list")
        with pytest.raises(RpcError) as empty:
            await editor.call("session/set_title", sessionId=session_id, title=" \n")

    assert kept == {"title": "All about it"}
    assert [u["title"] for u in editor.of("session_info_update")] == ["All about it"]
    assert [s["title"] for s in page["sessions"]] == ["Other"]  # type: ignore[index,call-overload,union-attr]
    assert empty.value.code == INVALID_PARAMS


async def test_a_fork_goes_on_by_itself_with_the_same_past_and_replays_nothing(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text(words)) for words in ("one", "two", "three")])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "first")
        told = len(editor.updates)
        fork = await editor.call("session/fork", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])
        await editor.prompt(str(fork["sessionId"]), "there")
        await editor.prompt(session_id, "here")

    assert {"sessionId", "modes", "configOptions"} == fork.keys()
    assert "user_message_chunk" not in [u["sessionUpdate"] for u in editor.updates[told:]]
    said = [[part.text for m in r.messages for part in m.parts] for r in model.requests]  # type: ignore[union-attr]
    assert said == [["first"], ["first", "one", "there"], ["first", "one", "here"]]


@pytest.mark.parametrize("method", ["session/archive", "session/unarchive", "session/fork"])
async def test_what_is_not_there_is_not_found(home: Path, tmp_path: Path, method: str) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        with pytest.raises(RpcError) as unknown:
            await editor.call(method, sessionId="nothing", **({"cwd": str(tmp_path)} if "fork" in method else {}))

    assert (unknown.value.code, unknown.value.data["sessionId"]) == (RESOURCE_NOT_FOUND, "nothing")  # type: ignore[index,call-overload]
