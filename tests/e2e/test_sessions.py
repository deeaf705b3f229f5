"""Sessions over the life of several programs: listed, loaded, resumed, changed, closed, deleted, held by one."""

from __future__ import annotations

import asyncio

import pytest

from support.e2e import Json, Place, Refused, call, picks, started, text


async def test_a_session_is_listed_and_replayed_by_the_next_program_and_goes_on(place: Place) -> None:
    (place.work / "a.txt").write_text("one\n")
    script = place.script(
        [{"thought": "The file."}, text("Let me look. "), call("read_file", "c1", path="a.txt")],
        [call("shell", "c2", command="echo two"), text("It says one.")],
        [text("Done.")],
    )
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize(_meta={"terminal_output": True})
        session_id = await editor.new()
        await editor.prompt(session_id, "what is in a.txt?")
        ended = {id: editor.tool(id)[-1] for id in ("c1", "c2")}

    async with started(place, place.script([text("Yes.")])) as later:
        await later.initialize(_meta={"terminal_output": True})
        listed = await later.call("session/list", cwd=str(place.work))
        await later.load(session_id)
        replayed = [u for u in later.updates() if u["sessionUpdate"] not in ("available_commands_update",)]
        answered_at = len(later.messages)
        assert await later.prompt(session_id, "sure?") == "end_turn"

    (record,) = listed["sessions"]
    assert (record["sessionId"], record["title"]) == (session_id, "what is in a.txt?")
    assert [(u["sessionUpdate"], u.get("status")) for u in replayed] == [
        ("user_message_chunk", None),
        ("agent_thought_chunk", None),
        ("agent_message_chunk", None),
        ("tool_call", "completed"),
        ("agent_message_chunk", None),
        ("tool_call", "completed"),
        ("agent_message_chunk", None),
    ]
    assert later.messages[answered_at - 1]["result"].keys() == {"modes", "configOptions"}
    assert all("_meta" not in update for update in replayed), "a terminal of the past is drawn as a live one"
    assert all("two" in str(u["content"]) for u in replayed if u.get("toolCallId") == "c2")
    assert {u["toolCallId"]: u["rawOutput"] for u in replayed if "toolCallId" in u} == {
        id: update["rawOutput"] for id, update in ended.items()
    }


async def test_resume_replays_nothing_and_close_keeps_the_session(place: Place) -> None:
    async with started(place, place.script([text("Paris.")], [text("Quite.")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "capital of France?")
        assert await editor.call("session/close", sessionId=session_id) == {}
        with pytest.raises(Refused) as closed:
            await editor.prompt(session_id, "still there?")
        before = editor.text()
        await editor.load(session_id, "session/resume")
        assert editor.text() == before
        assert await editor.prompt(session_id, "sure?") == "end_turn"

    assert closed.value.code == -32002
    assert editor.text("user_message_chunk") == ""


async def test_a_deleted_session_is_gone_for_every_method(place: Place) -> None:
    async with started(place, place.script([text("ok")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "hi")
        assert await editor.call("session/delete", sessionId=session_id) == {}
        assert await editor.call("session/list") == {"sessions": []}
        for method in ("session/load", "session/resume"):
            with pytest.raises(Refused) as refused:
                await editor.load(session_id, method)
            assert refused.value.code == -32002
        await editor.alive()


async def test_an_unknown_session_is_named_in_the_error_of_every_method(place: Place) -> None:
    where: Json = {"cwd": str(place.work), "mcpServers": []}
    async with started(place) as editor:
        await editor.initialize()
        requests: list[tuple[str, Json]] = [
            ("session/load", where),
            ("session/resume", where),
            ("session/close", {}),
            ("session/prompt", {"prompt": [{"type": "text", "text": "hi"}]}),
            ("session/set_mode", {"modeId": "plan"}),
            ("session/set_config_option", {"configId": "mode", "value": "plan"}),
        ]
        for method, params in requests:
            with pytest.raises(Refused) as refused:
                await editor.call(method, sessionId="no such session", **params)
            assert (refused.value.code, refused.value.data) == (
                -32002,
                {"reason": "not_found", "sessionId": "no such session"},
            ), method
        await editor.alive()


async def test_a_mode_counts_from_the_next_decision_on_and_survives_the_program(place: Place) -> None:
    script = place.script(
        [call("write_file", "c1", path="made", content="x")],
        [text("I may not.")],
        [call("write_file", "c2", path="made", content="x")],
        [text("Made.")],
    )
    async with started(place, script) as editor:
        await editor.initialize()
        session_id = await editor.new()
        assert await editor.call("session/set_mode", sessionId=session_id, modeId="plan") == {}
        await editor.prompt(session_id, "make it")
        assert not (place.work / "made").exists()
        answer = await editor.call(
            "session/set_config_option", sessionId=session_id, configId="mode", value="accept_edits"
        )
        await editor.prompt(session_id, "make it now")
        assert (place.work / "made").read_text() == "x"
        assert editor.asked("session/request_permission") == []
        for params in ({"configId": "mode", "value": "nonsense"}, {"configId": "nonsense", "value": "plan"}):
            with pytest.raises(Refused) as refused:
                await editor.call("session/set_config_option", sessionId=session_id, **params)
            assert refused.value.code == -32602

    async with started(place) as later:
        await later.initialize()
        opened = await later.load(session_id)

    options = {option["id"]: option["currentValue"] for option in answer["configOptions"]}
    assert options["mode"] == "accept_edits"
    assert [u["currentModeId"] for u in editor.updates("current_mode_update")] == ["plan", "accept_edits"]
    assert editor.updates("config_option_update")[-1]["configOptions"] == answer["configOptions"]
    assert opened["modes"]["currentModeId"] == "accept_edits"


async def test_a_session_that_another_program_leads_is_busy_and_free_when_that_one_ends(place: Place) -> None:
    async with started(place, place.script([text("ok")])) as first:
        await first.initialize()
        session_id = await first.new()
        await first.prompt(session_id, "hi")
        async with started(place) as second:
            await second.initialize()
            with pytest.raises(Refused) as refused:
                await second.load(session_id)
            assert (refused.value.code, refused.value.data["reason"]) == (-32600, "session_busy")
            assert await first.hang_up() == 0
            await second.load(session_id)
            assert second.text("user_message_chunk") == "hi"


async def test_a_directory_that_cannot_be_worked_in_is_refused_by_name(place: Place) -> None:
    file = place.root / "file"
    file.touch()
    async with started(place) as editor:
        await editor.initialize()
        for number, cwd in enumerate(("relative", str(place.root / "nowhere"), str(file), None)):
            params: Json = {"cwd": cwd, "mcpServers": []}
            with pytest.raises(Refused) as refused:
                await editor.call_unchecked(
                    {"jsonrpc": "2.0", "id": f"n{number}", "method": "session/new", "params": params}
                )
            assert (refused.value.code, refused.value.data["path"]) == (-32602, "cwd")
        assert await editor.call("session/list") == {"sessions": []}


async def test_a_first_session_that_is_refused_costs_nothing_but_its_answer(place: Place) -> None:
    async with started(place, place.script([text("Hello.")])) as editor:
        await editor.initialize()
        with pytest.raises(Refused) as refused:
            await editor.call("session/new", cwd="not/absolute", mcpServers=[])
        session_id = await editor.new()
        assert await editor.prompt(session_id, "hi") == "end_turn"

    assert (refused.value.code, refused.value.data["path"]) == (-32602, "cwd")


async def test_words_sent_right_behind_the_first_session_find_it_there(place: Place) -> None:
    async with started(place, place.script([text("Hello.")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        answers = await asyncio.gather(
            editor.call("session/set_mode", sessionId=session_id, modeId="plan"), editor.prompt(session_id, "hi")
        )
        await editor.until(lambda e: e.updates("available_commands_update"))

    assert answers == [{}, "end_turn"]
    assert editor.text() == "Hello."
