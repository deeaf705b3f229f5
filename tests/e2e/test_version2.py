"""Wire version 2 with the real program: the same events in other words, every message checked against its schema."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from functools import partial

import pytest

from support import e2e_v2 as v2
from support.e2e import Json, Place, Refused, call, pause, picks, started, text, unanswered


@pytest.mark.parametrize(("asked", "spoken"), [(1, 1), (2, 2), (3, 1), (99, 1), (0, 1)])
async def test_the_version_is_the_draft_only_for_those_who_ask_for_it(place: Place, asked: int, spoken: int) -> None:
    async with started(place) as editor:
        hello = await v2.hello(editor) if asked == 2 else await editor.call("initialize", protocolVersion=asked)
    assert hello["protocolVersion"] == spoken


async def test_the_hello_says_in_its_own_shape_what_version_one_says(place: Place) -> None:
    async with started(place) as editor:
        hello = await v2.hello(editor, auth={"terminal": {}})

    assert hello["info"]["name"] == "hermes-acp"
    session = hello["capabilities"]["session"]
    assert session["prompt"] == {"image": {}, "embeddedContext": {}}
    assert session.keys() >= {"delete", "additionalDirectories", "systemPrompt"}
    assert {method["methodId"]: method["type"] for method in hello["authMethods"]} == {
        "key": "agent",
        "setup": "terminal",
    }


async def test_a_prompt_is_answered_when_it_has_its_place_and_ends_in_a_state(place: Place) -> None:
    (place.work / "a.txt").write_text("one\n")
    script = place.script(
        [{"thought": "The file first."}, text("Let me look. "), call("read_file", "c1", path="a.txt")],
        [text("It says one."), {"usage": {"input": 120, "output": 12}}],
    )
    async with started(place, script) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        idle = await v2.turn(editor, session_id, "what is in a.txt?")
        placed = next(m["result"]["messageId"] for m in editor.messages if "messageId" in m.get("result", {}))

    (said,) = editor.updates("user_message")
    assert (said["messageId"], said["content"]) == (placed, [{"type": "text", "text": "what is in a.txt?"}])
    assert v2.states(editor) == ["running", "idle"]
    assert (idle["stopReason"], idle["usage"]["totalTokens"]) == ("end_turn", 132)
    assert editor.text("agent_thought_chunk") == "The file first."
    assert editor.text() == "Let me look. It says one."
    ids = {update["messageId"] for kind in ("user_message", "agent_message_chunk", "agent_thought_chunk")
           for update in editor.updates(kind)}  # fmt: skip
    assert len(ids) == 4, "two replies, a thought and a prompt are four messages"
    statuses = [update["status"] for update in editor.tool("c1") if "status" in update]
    assert statuses == ["pending", "in_progress", "completed"]
    assert {update["sessionUpdate"] for update in editor.tool("c1")} == {"tool_call_update"}


async def test_an_edit_waits_for_the_person_and_its_patch_applies(place: Place) -> None:
    file = place.work / "a b.txt"
    file.write_text("one\ntwo\nthree")
    before = place.root / "before"
    shutil.copytree(place.work, before)
    script = place.script(
        [call("edit_file", "c1", path="a b.txt", old_text="two", new_text="2")],
        [call("write_file", "c2", path="new.txt", content="x\n")],
        [text("Done.")],
    )
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await v2.hello(editor)
        assert (await v2.turn(editor, await v2.new(editor), "make it a digit"))["stopReason"] == "end_turn"

    asked, asked_too = editor.asked("session/request_permission")
    assert v2.states(editor) == ["running", "requires_action", "running", "requires_action", "running", "idle"]
    assert asked["subject"]["toolCall"]["toolCallId"] == "c1"
    assert asked["title"] and asked["description"]
    (diff,) = [part for part in asked["subject"]["toolCall"]["content"] if part["type"] == "diff"]
    (new,) = [part for part in asked_too["subject"]["toolCall"]["content"] if part["type"] == "diff"]
    assert diff["changes"] == [{"operation": "modify", "path": str(file), "fileType": "text"}]
    assert new["changes"] == [{"operation": "add", "path": str(place.work / "new.txt"), "fileType": "text"}]
    for change in (diff, new):
        apply = ["git", "apply", f"-p{len(place.work.parts)}", "-"]
        run = partial(subprocess.run, apply, cwd=before, input=change["patch"]["text"], text=True, check=True)
        await asyncio.to_thread(run)
    assert [(before / name).read_text() for name in ("a b.txt", "new.txt")] == ["one\n2\nthree", "x\n"]
    assert file.read_text() == "one\n2\nthree"


async def test_a_command_runs_in_a_terminal_of_ours(place: Place) -> None:
    script = place.script([call("shell", "c1", command="echo one; sleep 0.3; echo två; exit 3")], [text("ok")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await v2.hello(editor)
        await v2.turn(editor, await v2.new(editor), "run it")

    first, *_, last = editor.updates("terminal_update")
    assert first["command"].startswith("echo one")
    assert last == {
        "sessionUpdate": "terminal_update",
        "terminalId": first["terminalId"],
        "exitStatus": {"exitCode": 3},
    }
    assert v2.printed(editor, first["terminalId"]) == "one\ntvå\n"
    named = [part for update in editor.tool("c1") for part in update.get("content", []) if part["type"] == "terminal"]
    assert named == [{"type": "terminal", "terminalId": first["terminalId"]}]
    order = [u["sessionUpdate"] for u in editor.updates() if "terminal" in str(u)]
    assert order[0] == "terminal_update", "a terminal is made known before it is named"


async def test_cancel_ends_calls_as_cancelled_and_the_session_lives(place: Place) -> None:
    script = place.script([call("shell", "c1", command="echo on; sleep 600")], [text("Next.")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.send(editor, session_id, "wait")
        await editor.until(lambda e: e.updates("terminal_output_chunk"))
        await editor.cancel(session_id)
        await editor.until(v2.idles)
        assert v2.idles(editor)[0]["stopReason"] == "cancelled"
        assert editor.tool("c1")[-1]["status"] == "cancelled"
        assert (await v2.turn(editor, session_id, "go on"))["stopReason"] == "end_turn"


async def test_cancel_during_a_question_is_a_cancelled_turn(place: Place) -> None:
    script = place.script([call("write_file", "c1", path="made", content="x")], [text("Next.")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = unanswered
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.send(editor, session_id, "write")
        await editor.until(lambda e: e.asked("session/request_permission"))
        await editor.cancel(session_id)
        await editor.until(v2.idles)
        assert v2.states(editor)[-1] == "idle"
        assert (await v2.turn(editor, session_id, "go on"))["stopReason"] == "end_turn"
    assert not (place.work / "made").exists()


async def test_a_prompt_that_waits_is_answered_in_its_turn_and_never_after_a_cancel(place: Place) -> None:
    async with started(place, place.script([text("First "), pause(600)], [text("Second.")])) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.send(editor, session_id, "one")
        await editor.until(lambda e: e.text())
        held = asyncio.create_task(v2.send(editor, session_id, "two"))
        await editor.until(lambda e: "Queued" in str(e.updates("notice")))
        assert not held.done()
        await editor.cancel(session_id)
        with pytest.raises(Refused) as refused:
            await held
        await editor.until(v2.idles)
        assert (await v2.turn(editor, session_id, "three"))["stopReason"] == "end_turn"

    assert refused.value.code == -32800
    assert [m["content"][0]["text"] for m in editor.updates("user_message")] == ["one", "three"]


async def test_a_failed_turn_ends_in_an_error_and_the_session_lives(place: Place) -> None:
    for kind, code, reason in (("overloaded", -32603, "provider_overloaded"), ("auth", -32000, "auth_required")):
        script = place.script([{"error": {"kind": kind, "message": "Not today."}}], [text("Back.")])
        async with started(place, script) as editor:
            await v2.hello(editor)
            session_id = await v2.new(editor)
            idle = await v2.turn(editor, session_id, "hi")
            assert idle["stopReason"] == "error"
            assert (idle["error"]["code"], idle["error"]["data"]["reason"]) == (code, reason)
            assert (await v2.turn(editor, session_id, "and now?"))["stopReason"] == "end_turn"


async def test_resume_replays_when_asked_and_says_the_state_before_its_answer(place: Place) -> None:
    script = place.script(
        [{"thought": "Hm."}, text("Let me run. "), call("shell", "c1", command="echo two")], [text("Done.")]
    )
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.turn(editor, session_id, "run it")
        placed = editor.updates("user_message")[0]["messageId"]

    where: Json = {"sessionId": session_id, "cwd": str(place.work)}
    async with started(place, place.script([text("Yes.")])) as later:
        await v2.hello(later)
        with pytest.raises(Refused) as refused:
            await later.call("session/resume", **where, replayFrom={"type": "yesterday"})
        await later.call("session/resume", **where)
        quiet = [u["sessionUpdate"] for u in later.updates() if u["sessionUpdate"] != "available_commands_update"]
        assert later.messages[-1]["result"]["configOptions"]
        await later.call("session/close", sessionId=session_id)
        seen = len(later.updates())
        await later.call("session/resume", **where, replayFrom={"type": "start"})
        replayed = [u for u in later.updates()[seen:] if u["sessionUpdate"] != "available_commands_update"]
        assert (await v2.turn(later, session_id, "sure?"))["stopReason"] == "end_turn"

    assert refused.value.code == -32602
    assert quiet == ["state_update"]
    assert [u["sessionUpdate"] for u in replayed] == [
        "user_message",
        "agent_thought",
        "agent_message",
        "tool_call_update",
        "agent_message",
        "state_update",
    ]
    assert replayed[0]["messageId"] == placed
    assert (replayed[3]["status"], "two" in str(replayed[3]["content"])) == ("completed", True)
    assert "terminal" not in str(replayed[3]["content"]), "a terminal of the past is not one"


async def test_version_two_has_its_own_methods(place: Place) -> None:
    async with started(place) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        gone: list[tuple[str, Json]] = [
            ("session/load", {"sessionId": session_id, "cwd": str(place.work), "mcpServers": []}),
            ("session/set_mode", {"sessionId": session_id, "modeId": "plan"}),
            ("authenticate", {"methodId": "key"}),
        ]
        for number, (method, params) in enumerate(gone):
            with pytest.raises(Refused) as refused:
                await editor.call_unchecked({"jsonrpc": "2.0", "id": f"g{number}", "method": method, "params": params})
            assert refused.value.code == -32601, method
        assert await editor.call("auth/login", methodId="key") == {}
        assert await editor.call("session/close", sessionId="never was") == {}
        value = {"configId": "mode", "type": "id", "value": "plan"}
        answer = await editor.call("session/set_config_option", sessionId=session_id, **value)
        assert {o["configId"]: o["currentValue"] for o in answer["configOptions"]}["mode"] == "plan"
        await editor.until(lambda e: e.updates("config_option_update"))
        with pytest.raises(Refused) as alone:
            await editor.call("tool_call/cancel", sessionId=session_id, toolCallId="c1")
        assert alone.value.code == -32602


async def test_closing_in_a_turn_ends_it_before_the_answer(place: Place) -> None:
    async with started(place, place.script([text("Half "), pause(600)])) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.send(editor, session_id, "talk")
        await editor.until(lambda e: e.text())
        await editor.call("session/close", sessionId=session_id)
        assert v2.idles(editor)[-1]["stopReason"] == "cancelled"


async def test_the_end_of_input_in_a_turn_ends_the_program(place: Place) -> None:
    async with started(place, place.script([text("Half "), pause(600)])) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.send(editor, session_id, "talk")
        await editor.until(lambda e: e.text())
        async with asyncio.timeout(5.0):
            assert await editor.hang_up() == 0
    assert editor.errors.read_text() == ""


async def test_what_both_versions_have_answers_in_version_two(place: Place) -> None:
    where: Json = {"cwd": str(place.work)}
    async with started(place, place.script([text("Hello.")], [text("Again.")])) as editor:
        hello = await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.turn(editor, session_id, "hi")
        forked = await editor.call("session/fork", sessionId=session_id, **where)
        titled = await editor.call("session/set_title", sessionId=session_id, title="A talk")
        status = await editor.call("session/status", sessionId=session_id)
        await editor.call("session/archive", sessionId=session_id)
        listed = await editor.call("session/list", **where)
        await editor.call("session/unarchive", sessionId=session_id)
        account = await editor.call("auth/status")
        providers = await editor.call("providers/list")
        assert (await v2.turn(editor, forked["sessionId"], "again"))["stopReason"] == "end_turn"
        await editor.call("session/delete", sessionId=forked["sessionId"])
        await editor.call("auth/logout")

    assert hello["capabilities"]["session"].keys() >= {"fork", "archive", "status", "title", "mcp"}
    assert forked["configOptions"]
    assert (titled["title"], status["status"]) == ("A talk", "open")
    assert [one["sessionId"] for one in listed["sessions"]] == [forked["sessionId"]]
    assert account["state"] and isinstance(providers["providers"], list)


async def test_a_command_beside_a_running_turn_is_answered_at_once(place: Place) -> None:
    async with started(place, place.script([text("Half "), pause(600)])) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        await v2.send(editor, session_id, "talk")
        await editor.until(lambda e: e.text())
        async with asyncio.timeout(5.0):
            await v2.send(editor, session_id, "/version")
        await editor.cancel(session_id)
        await editor.until(v2.idles)
    assert [m["content"][0]["text"] for m in editor.updates("user_message")] == ["talk", "/version"]


async def test_words_that_steer_have_their_place_in_the_running_turn(place: Place) -> None:
    script = place.script(
        [text("One. "), pause(0.5), call("read_file", "c1", path="a.txt")], [text("Two.")], [text("Three.")]
    )
    (place.work / "a.txt").write_text("one\n")
    async with started(place, script) as editor:
        await v2.hello(editor)
        session_id = await v2.new(editor)
        value = {"configId": "when_busy", "type": "id", "value": "steer"}
        await editor.call("session/set_config_option", sessionId=session_id, **value)
        await v2.send(editor, session_id, "go")
        await editor.until(lambda e: e.text())
        steered = await v2.send(editor, session_id, "and quickly")
        await editor.until(v2.idles)

    said = {m["messageId"]: m["content"][0]["text"] for m in editor.updates("user_message")}
    assert said[steered] == "and quickly"
    assert [idle["stopReason"] for idle in v2.idles(editor)] == ["end_turn"]
