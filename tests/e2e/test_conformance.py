"""The cases of acpx's conformance profile acp-core-v1, written anew: what any agent must do, whatever its model says.

Named as the profile names them. Two of its cases steer a mock agent by words ("echo …", "read …"); here a script plays
that part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from support.e2e import Json, Place, RawEditor, Refused, call, pause, picks, started, text

OLD: Json = {"jsonrpc": "2.0"}


async def opened(editor: RawEditor, **capabilities: Json) -> str:
    await editor.initialize(**capabilities)
    return await editor.new()


def updates_before_the_answer(editor: RawEditor) -> int:
    """How many updates came between the last prompt and its answer, which is the last message of all."""
    assert "stopReason" in editor.messages[-1].get("result", {}), "something followed the answer"
    return len(editor.updates()) - len(editor.updates("available_commands_update"))


async def test_initialize_handshake(place: Place) -> None:
    async with started(place) as editor:
        hello = await editor.initialize()
    assert hello["protocolVersion"] == 1
    assert hello["agentInfo"]["version"]
    assert isinstance(hello["agentCapabilities"], dict) and hello["authMethods"]


async def test_session_new_basic(place: Place) -> None:
    async with started(place) as editor:
        first = await opened(editor)
        second = await editor.new()
    assert first and second and first != second


async def test_session_prompt_single_turn_and_update_termination(place: Place) -> None:
    async with started(place, place.script([text("Hello "), text("there.")])) as editor:
        session_id = await opened(editor)
        assert await editor.prompt(session_id, "hi") == "end_turn"
        assert updates_before_the_answer(editor) >= 1


async def test_session_cancel_in_flight_and_followup_prompt(place: Place) -> None:
    async with started(place, place.script([text("Half "), pause(600)], [text("Whole.")])) as editor:
        session_id = await opened(editor)
        prompt = asyncio.create_task(editor.prompt(session_id, "talk"))
        await editor.until(lambda e: e.text())
        await editor.cancel(session_id)
        assert await prompt == "cancelled"
        assert await editor.prompt(session_id, "again") == "end_turn"


async def test_session_cancel_idle_gets_no_reply(place: Place) -> None:
    async with started(place, place.script([text("ok")])) as editor:
        session_id = await opened(editor)
        await editor.until(lambda e: e.updates("available_commands_update"))
        before = len(editor.messages)
        await editor.cancel(session_id)
        assert await editor.call("session/list")
        assert len(editor.messages) == before + 1


async def test_session_prompt_multi_turn(place: Place) -> None:
    async with started(place, place.script([text("One.")], [text("Two.")], [text("Three.")])) as editor:
        session_id = await opened(editor)
        assert [await editor.prompt(session_id, words) for words in "abc"] == ["end_turn"] * 3
        assert editor.text() == "One.Two.Three."


@pytest.mark.parametrize(
    "params",
    [
        {"prompt": [{"type": "text", "text": "hi"}]},
        {"sessionId": None, "prompt": [{"type": "text", "text": "hi"}]},
        {"sessionId": 7, "prompt": [{"type": "text", "text": "hi"}]},
        {"sessionId": {"id": "x"}, "prompt": [{"type": "text", "text": "hi"}]},
        {"sessionId": "HERE"},
        {"sessionId": "HERE", "prompt": None},
        {"sessionId": "HERE", "prompt": "hi"},
        {"sessionId": "HERE", "prompt": ["hi"]},
        {"sessionId": "HERE", "prompt": []},
    ],
)
async def test_errors_invalid_params_and_invalid_prompt_session_type(place: Place, params: Json) -> None:
    async with started(place) as editor:
        session_id = await opened(editor)
        given = {**params, "sessionId": session_id} if params.get("sessionId") == "HERE" else params
        with pytest.raises(Refused) as refused:
            await editor.call_unchecked({**OLD, "id": "x", "method": "session/prompt", "params": given})
        assert refused.value.code == -32602
        await editor.alive()


@pytest.mark.parametrize("cwd", [None, 7, "", "relative", ["/"]])
async def test_errors_invalid_params_cwd_null(place: Place, cwd: Json) -> None:
    async with started(place) as editor:
        await editor.initialize()
        with pytest.raises(Refused) as refused:
            params: Json = {"cwd": cwd, "mcpServers": []}
            await editor.call_unchecked({**OLD, "id": "x", "method": "session/new", "params": params})
        assert (refused.value.code, refused.value.data["path"]) == (-32602, "cwd")


async def test_errors_unknown_session(place: Place) -> None:
    async with started(place) as editor:
        await editor.initialize()
        with pytest.raises(Refused) as refused:
            await editor.prompt("no such session", "hi")
        assert refused.value.code == -32002


def denied(params: Json) -> Json:
    raise Refused({"code": -32603, "message": "denied by the client"})


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (call("read_file", "c1", path="a.txt"), {"fs/read_text_file": denied}),
        (
            call("write_file", "c1", path="b.txt", content="x"),
            {"session/request_permission": picks("reject_once"), "fs/write_text_file": denied},
        ),
        (
            call("write_file", "c1", path="b.txt", content="x"),
            {
                "session/request_permission": picks("allow_once"),
                "fs/read_text_file": denied,
                "fs/write_text_file": denied,
            },
        ),
        (call("write_file", "c1", path="b.txt", content="x"), {"session/request_permission": denied}),
    ],
    ids=["read", "permission", "write", "question"],
)
async def test_errors_permission_denied_ends_the_turn_cleanly(
    place: Place, step: dict[str, object], answer: dict[str, Callable[[Json], Json]]
) -> None:
    (place.work / "a.txt").write_text("one\n")
    async with started(place, place.script([step], [text("As you wish.")])) as editor:
        editor.answers |= answer
        session_id = await opened(editor, fs={"readTextFile": True, "writeTextFile": True})
        assert await editor.prompt(session_id, "try") == "end_turn"
        assert editor.tool("c1")[-1]["status"] in ("completed", "failed")
    assert not (place.work / "b.txt").exists()


@pytest.mark.parametrize("words", ["", " ", "/no-such-command", "…", "\u0000", "x" * 100_000])
async def test_session_prompt_echo_empty_and_unrecognized(place: Place, words: str) -> None:
    async with started(place, place.script([text("ok")])) as editor:
        session_id = await opened(editor)
        assert await editor.prompt(session_id, words) == "end_turn"
        assert editor.text() == "ok"


async def test_session_prompt_structured_blocks(place: Place) -> None:
    (place.work / "a.txt").write_text("one\n")
    uri = (place.work / "a.txt").as_uri()
    blocks: Json = [
        {"type": "text", "text": "look at "},
        {"type": "resource_link", "uri": uri, "name": "a.txt"},
        {"type": "resource", "resource": {"uri": uri, "text": "one\n", "mimeType": "text/plain"}},
        {"type": "text", "text": " please"},
    ]
    async with started(place, place.script([text("ok")])) as editor:
        session_id = await opened(editor)
        answer = await editor.call("session/prompt", sessionId=session_id, prompt=blocks)
    assert answer["stopReason"] == "end_turn"


@pytest.mark.parametrize("files", [True, False], ids=["fs", "no-fs"])
async def test_permissions_read_and_write_approved(place: Place, files: bool) -> None:
    (place.work / "a.txt").write_text("one\n")
    script = place.script(
        [call("read_file", "c1", path="a.txt")],
        [call("write_file", "c2", path="b.txt", content="two\n")],
        [text("Done.")],
    )

    def read(params: Json) -> Json:
        path = Path(params["path"])
        if not path.exists():
            raise Refused({"code": -32002, "message": "no such file"})
        return {"content": path.read_text()}

    def write(params: Json) -> Json:
        Path(params["path"]).write_text(params["content"])
        return {}

    async with started(place, script) as editor:
        editor.answers |= {
            "session/request_permission": picks("allow_once"),
            "fs/read_text_file": read,
            "fs/write_text_file": write,
        }
        session_id = await opened(editor, fs={"readTextFile": files, "writeTextFile": files})
        assert await editor.prompt(session_id, "read and write") == "end_turn"
        assert [editor.tool(id)[-1]["status"] for id in ("c1", "c2")] == ["completed", "completed"]
    assert (place.work / "b.txt").read_text() == "two\n"


async def test_session_prompt_background_completion_and_post_success_drain(place: Place) -> None:
    async with started(place, place.script([text("One "), pause(0.2), text("two.")], [text("Three.")])) as editor:
        first, second = await opened(editor), await editor.new()
        beside = asyncio.create_task(editor.prompt(first, "slow"))
        await editor.until(lambda e: e.text())
        assert await editor.prompt(second, "quick") == "end_turn"
        assert await beside == "end_turn"
        seen = len(editor.messages)
        await editor.call("session/list")
        assert len(editor.messages) == seen + 1, "a turn that has been answered went on talking"
