"""Whole turns with the real program: what an editor sees, in which order, and what happens to the files."""

from __future__ import annotations

import asyncio

import pytest

from support.e2e import Json, Place, Refused, call, picks, started, text

TERMINALS = {"_meta": {"terminal_output": True}}
PRINTS = "echo one; sleep 0.4; echo two"


async def test_a_turn_thinks_speaks_and_reads(place: Place) -> None:
    (place.work / "a.txt").write_text("one\n")
    script = place.script(
        [{"thought": "The file first."}, text("Let me look. "), call("read_file", "c1", path="a.txt")],
        [text("It says one."), {"usage": {"input": 120, "output": 12}}],
    )
    async with started(place, script) as editor:
        hello = await editor.initialize()
        session_id = await editor.new()
        stop = await editor.prompt(session_id, "what is in a.txt?")
        answer = editor.messages[-1]

    assert (hello["protocolVersion"], hello["agentInfo"]["name"]) == (1, "hermes-acp")
    assert stop == "end_turn"
    assert editor.text("agent_thought_chunk") == "The file first."
    assert editor.text() == "Let me look. It says one."
    assert [update.get("status") for update in editor.tool("c1") if "status" in update] == [
        "pending",
        "in_progress",
        "completed",
    ]
    assert editor.tool("c1")[-1]["locations"] == [{"path": str(place.work / "a.txt"), "line": 1}]
    assert answer["result"]["usage"]["totalTokens"] == 132


async def test_an_edit_asks_first_and_shows_its_diff(place: Place) -> None:
    file = place.work / "a.txt"
    file.write_bytes(b"one\r\ntwo\r\n")
    script = place.script(
        [call("read_file", "c1", path="a.txt")],
        [call("edit_file", "c2", path="a.txt", old_text="two", new_text="2")],
        [text("Done.")],
    )
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        stop = await editor.prompt(await editor.new(), "make it a digit")

    (asked,) = editor.asked("session/request_permission")
    (diff,) = [part for part in asked["toolCall"]["content"] if part["type"] == "diff"]
    assert stop == "end_turn"
    assert asked["toolCall"]["toolCallId"] == "c2"
    assert diff["path"] == str(file)
    assert file.read_bytes() == b"one\r\n2\r\n"
    assert editor.tool("c2")[-1]["status"] == "completed"


async def test_a_refused_edit_changes_nothing_and_the_turn_goes_on(place: Place) -> None:
    script = place.script([call("write_file", "c1", path="made", content="x")], [text("As you wish.")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("reject_once")
        await editor.initialize()
        assert await editor.prompt(await editor.new(), "write") == "end_turn"

    assert (editor.tool("c1")[-1]["status"], editor.text()) == ("failed", "As you wish.")
    assert not (place.work / "made").exists()


async def test_a_command_shows_its_output_while_it_runs(place: Place) -> None:
    script = place.script([call("shell", "c1", command=PRINTS)], [text("ok")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        await editor.prompt(await editor.new(), "run it")

    shown = [part["content"]["text"] for update in editor.tool("c1") for part in update.get("content", [])]
    live = [u for u in editor.tool("c1") if "content" in u and "status" not in u]
    assert any("one" in text and "two" not in text for text in shown), shown
    assert live, "nothing was shown before the command had ended"
    assert editor.tool("c1")[-1]["status"] == "completed"
    assert "one\ntwo" in editor.tool("c1")[-1]["content"][0]["content"]["text"]


async def test_a_command_streams_into_a_terminal_where_the_editor_draws_one(place: Place) -> None:
    script = place.script([call("shell", "c1", command=PRINTS)], [text("ok")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize(**TERMINALS)
        await editor.prompt(await editor.new(), "run it")

    metas: list[Json] = [update["_meta"] for update in editor.tool("c1") if "_meta" in update]
    pieces = [meta["terminal_output"]["data"] for meta in metas if "terminal_output" in meta]
    assert metas[0] == {"terminal_info": {"terminal_id": "c1"}}
    assert len(pieces) >= 2
    assert "".join(pieces) == "one\ntwo\n"
    assert metas[-1] == {"terminal_exit": {"terminal_id": "c1", "exit_code": 0, "signal": None}}


@pytest.mark.parametrize("saves_by_itself", [False, True])
async def test_unsaved_buffers_are_read_and_edits_land_in_the_editor(saves_by_itself: bool, place: Place) -> None:
    """Also when it saves as soon as it loses the focus to the question."""
    file = place.work / "a.txt"
    file.write_text("saved\n")
    buffer = {"text": "unsaved\n"}

    def write(params: Json) -> Json:
        buffer["text"] = params["content"]
        return {}

    def allow(params: Json) -> Json:
        if saves_by_itself:
            file.write_text(buffer["text"])
        return picks("allow_once")(params)

    script = place.script(
        [call("read_file", "c1", path="a.txt")],
        [call("edit_file", "c2", path="a.txt", old_text="unsaved", new_text="edited")],
        [text("ok")],
    )
    async with started(place, script) as editor:
        editor.answers |= {
            "fs/read_text_file": lambda params: {"content": buffer["text"]},
            "fs/write_text_file": write,
            "session/request_permission": allow,
        }
        await editor.initialize(fs={"readTextFile": True, "writeTextFile": True})
        await editor.prompt(await editor.new(), "edit it")

    assert (buffer["text"], file.read_text()) == ("edited\n", "unsaved\n" if saves_by_itself else "saved\n")


async def test_an_editor_that_refuses_a_write_has_refused_it(place: Place) -> None:
    def refuse(params: Json) -> Json:
        raise Refused({"code": -32603, "message": "read-only buffer"})

    script = place.script([call("write_file", "c1", path="made", content="x")], [text("ok")])
    async with started(place, script) as editor:
        editor.answers |= {"fs/write_text_file": refuse, "session/request_permission": picks("allow_once")}
        await editor.initialize(fs={"writeTextFile": True})
        assert await editor.prompt(await editor.new(), "write") == "end_turn"

    assert editor.tool("c1")[-1]["status"] == "failed"
    assert not (place.work / "made").exists()


async def test_notices_are_notices_where_known_and_thoughts_elsewhere(place: Place) -> None:
    cases: list[tuple[Json, str]] = [({"session": {"notices": {}}}, "notice"), ({}, "agent_thought_chunk")]
    for capabilities, kind in cases:
        async with started(place, place.script([text("ok")])) as editor:
            await editor.initialize(**capabilities)
            prompt = [{"type": "text", "text": "look"}, {"type": "audio", "data": "aGk=", "mimeType": "audio/wav"}]
            await editor.call("session/prompt", sessionId=await editor.new(), prompt=prompt)
        (notice,) = editor.updates(kind)
        assert "audio" in str(notice)


async def test_a_failed_turn_is_an_error_that_says_what_to_do_and_the_session_lives(place: Place) -> None:
    broken = {"error": {"kind": "overloaded", "message": "The provider is busy."}}
    async with started(place, place.script([broken], [text("Back again.")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        try:
            await editor.prompt(session_id, "hi")
        except Refused as refused:
            assert (refused.code, refused.data["reason"]) == (-32603, "provider_overloaded")
        else:
            raise AssertionError("the failed turn looked like a normal one")
        assert await editor.prompt(session_id, "and now?") == "end_turn"


async def test_two_sessions_prompt_at_once_and_every_update_carries_its_own_session(place: Place) -> None:
    async with started(place) as editor:
        await editor.initialize()
        first, second = await editor.new(), await editor.new()
        await asyncio.gather(editor.prompt(first, "explain nothing.txt"), editor.prompt(second, "look around"))

    said = {m["params"]["sessionId"] for m in editor.messages if m.get("method") == "session/update"}
    assert said == {first, second}
