"""The editor's face in memory: what an editor sends, what it gets back, and in which order."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hermes_acp.agent.events import Compacted, Notice
from hermes_acp.models.message import Image, Text, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.models.model import TextDelta
from hermes_acp_protocol.jsonrpc import (
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    RESOURCE_NOT_FOUND,
    JsonObject,
    JsonValue,
    RpcError,
)
from support.acp import JoinedEditor, joined_editor, offering, picks
from support.agent import Says, Workplace, reply


def call(name: str, call_id: str = "c1", **arguments: object) -> ToolCall:
    return ToolCall(call_id, name, json.dumps(arguments))


async def test_the_answer_to_new_comes_before_any_update_of_the_session(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        heard_before: list[object] = []
        answer = await editor.call("session/new", cwd=str(tmp_path), mcpServers=[])
        heard_before += editor.updates
        await editor.until(lambda e: e.of("available_commands_update"))

    assert heard_before == []
    assert set(answer) == {"sessionId", "modes", "configOptions"}


async def test_every_update_of_a_turn_comes_before_its_answer(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("Hello "), Text("there"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        answer = await editor.prompt(await editor.new(tmp_path), "hi")
        said = "".join(str(chunk["content"]["text"]) for chunk in editor.of("agent_message_chunk"))  # type: ignore[index,call-overload]

    assert said == "Hello there"
    assert answer == {
        "stopReason": "end_turn",
        "usage": {"inputTokens": 10, "outputTokens": 5, "totalTokens": 15},
        "_meta": answer["_meta"],
    }


async def test_an_edit_asks_with_the_diff_and_is_announced_before_it_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    model = Says([reply(call("write_file", path="a.txt", content="two\n")), reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.prompt(await editor.new(tmp_path), "write")
        asked = editor.requests[0][1]
        statuses = [update.get("status") for update in editor.calls("c1")]

    diff = {"type": "diff", "path": str(tmp_path / "a.txt"), "oldText": "one\n", "newText": "two\n"}
    assert diff in asked["toolCall"]["content"]  # type: ignore[index,call-overload,operator]
    assert (statuses[0], statuses[-2:]) == ("pending", ["in_progress", "completed"])
    assert (tmp_path / "a.txt").read_text() == "two\n"


@pytest.mark.parametrize(
    "answer",
    [
        {"outcome": {"outcome": "selected", "optionId": "never offered"}},
        {"outcome": {"outcome": "selected"}},
        {"outcome": "selected"},
        {},
        None,
        RpcError(-32603, "no window"),
    ],
)
async def test_anything_but_an_offered_option_is_no(home: Path, tmp_path: Path, answer: JsonValue | RpcError) -> None:
    async def reply_so(params: JsonObject) -> JsonValue:
        if isinstance(answer, RpcError):
            raise answer
        return answer

    model = Says([reply(call("write_file", path="made", content="x")), reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        editor.answers["session/request_permission"] = reply_so
        result = await editor.prompt(await editor.new(tmp_path), "write")

    assert result["stopReason"] == "end_turn"
    assert not (tmp_path / "made").exists()


async def test_cancel_during_a_question_nobody_answers_ends_the_turn(home: Path, tmp_path: Path) -> None:
    async def never(params: JsonObject) -> JsonValue:
        await asyncio.Event().wait()
        return None

    model = Says([reply(call("write_file", path="made", content="x")), reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        editor.answers["session/request_permission"] = never
        session_id = await editor.new(tmp_path)
        prompt = asyncio.create_task(editor.prompt(session_id, "write"))
        await editor.until(lambda e: e.requests)
        await editor.peer.notify("session/cancel", {"sessionId": session_id})
        assert (await prompt)["stopReason"] == "cancelled"
        assert editor.calls("c1")[-1]["status"] == "failed"
        assert (await editor.prompt(session_id, "and now"))["stopReason"] == "end_turn"

    assert not (tmp_path / "made").exists()


async def test_cancelling_the_request_itself_is_answered_as_a_cancelled_turn(home: Path, tmp_path: Path) -> None:
    never = asyncio.Event()
    model = Says([[TextDelta("Half"), never]])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        prompt = asyncio.create_task(editor.prompt(session_id, "talk"))
        await editor.until(lambda e: e.of("agent_message_chunk"))
        await editor.peer.notify("$/cancel_request", {"requestId": 2})
        assert (await prompt)["stopReason"] == "cancelled"


@pytest.mark.parametrize(
    ("method", "params", "code", "path"),
    [
        ("session/new", {}, INVALID_PARAMS, "cwd"),
        ("session/new", {"cwd": None, "mcpServers": []}, INVALID_PARAMS, "cwd"),
        ("session/new", {"cwd": "relative", "mcpServers": []}, INVALID_PARAMS, "cwd"),
        ("session/new", {"cwd": "/does/not/exist", "mcpServers": []}, INVALID_PARAMS, "cwd"),
        ("session/new", {"cwd": "/", "additionalDirectories": ["/", "b"]}, INVALID_PARAMS, "additionalDirectories[1]"),
        (
            "session/new",
            {"cwd": "/", "systemPrompt": {"mode": "override", "content": []}},
            INVALID_PARAMS,
            "systemPrompt.mode",
        ),
        (
            "session/new",
            {"cwd": "/", "systemPrompt": {"mode": "append", "content": [{"type": "smell"}]}},
            INVALID_PARAMS,
            "systemPrompt.content[0].type",
        ),
        ("session/prompt", {"sessionId": "unknown", "prompt": []}, RESOURCE_NOT_FOUND, None),
        ("session/prompt", {"sessionId": 7, "prompt": []}, INVALID_PARAMS, "sessionId"),
        ("session/load", {"sessionId": "unknown", "cwd": "/", "mcpServers": []}, RESOURCE_NOT_FOUND, None),
        ("session/close", {"sessionId": "unknown"}, RESOURCE_NOT_FOUND, None),
        ("session/list", {"cursor": "not ours"}, INVALID_PARAMS, "cursor"),
        ("_vendor/thing", {}, METHOD_NOT_FOUND, None),
    ],
)
async def test_a_wrong_request_gets_the_right_error_and_the_connection_lives(
    home: Path, tmp_path: Path, method: str, params: JsonObject, code: int, path: str | None
) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        with pytest.raises(RpcError) as failure:
            await editor.peer.call(method, params)
        await editor.new(tmp_path)

    assert failure.value.code == code
    assert isinstance(failure.value.data, dict)
    assert failure.value.data.get("path") == path


async def test_a_loaded_session_replays_whole_messages_and_final_calls_before_its_answer(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    model = Says([reply(Text("Let me look. "), call("read_file", path="a.txt")), reply(Text("It says one."))])
    place = Workplace(model, home, tmp_path)
    async with joined_editor(place.sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "what is in a.txt?")
        await editor.call("session/close", sessionId=session_id)
    async with joined_editor(place.sessions) as later:
        await later.call("session/load", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])
        told = [u for u in later.updates if u["sessionUpdate"] != "available_commands_update"]

    assert [(u["sessionUpdate"], u.get("status")) for u in told] == [
        ("user_message_chunk", None),
        ("agent_message_chunk", None),
        ("tool_call", "completed"),
        ("agent_message_chunk", None),
    ]


async def test_a_resumed_session_replays_nothing_and_goes_on_with_its_history(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("Paris."))] * 2)
    place = Workplace(model, home, tmp_path)
    async with joined_editor(place.sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "capital of France?")
    async with joined_editor(place.sessions) as later:
        await later.call("session/resume", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])
        replayed = [u for u in later.updates if u["sessionUpdate"] != "available_commands_update"]
        await later.prompt(session_id, "are you sure?")

    assert replayed == []
    assert len(model.requests[1].messages) == 3


async def test_unsaved_buffers_are_read_and_edits_go_through_the_editor(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("saved\n")
    buffer = {"text": "unsaved\n"}

    async def read(params: JsonObject) -> JsonValue:
        return {"content": buffer["text"]}

    async def write(params: JsonObject) -> JsonValue:
        buffer["text"] = str(params["content"])
        return {}

    model = Says(
        [
            reply(call("read_file", path="a.txt")),
            reply(call("edit_file", "c2", path="a.txt", old_text="unsaved", new_text="edited")),
            reply(Text("ok")),
        ]
    )
    hello = offering(fs={"readTextFile": True, "writeTextFile": True})
    async with joined_editor(Workplace(model, home, tmp_path).sessions, hello) as editor:
        editor.answers |= {
            "fs/read_text_file": read,
            "fs/write_text_file": write,
            "session/request_permission": picks("allow_once"),
        }
        await editor.prompt(await editor.new(tmp_path), "edit it")

    seen = model.requests[1].messages[-1]
    assert isinstance(seen, ToolMessage)
    assert "unsaved" in seen.text
    assert (buffer["text"], file.read_text()) == ("edited\n", "saved\n")


async def test_an_editor_that_refuses_a_write_has_refused_it(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one\n")

    async def refuse(params: JsonObject) -> JsonValue:
        raise RpcError(-32603, "read-only buffer.")

    model = Says([reply(call("write_file", path="a.txt", content="two\n")), reply(Text("ok"))])
    hello = offering(fs={"writeTextFile": True})
    async with joined_editor(Workplace(model, home, tmp_path).sessions, hello) as editor:
        editor.answers |= {"fs/write_text_file": refuse, "session/request_permission": picks("allow_once")}
        await editor.prompt(await editor.new(tmp_path), "write")

    answer = model.requests[1].messages[-1]
    assert isinstance(answer, ToolMessage)
    assert (answer.failed, "read-only buffer" in answer.text) == (True, True)
    assert file.read_text() == "one\n"


async def test_live_output_is_appended_where_the_editor_draws_our_terminals(home: Path, tmp_path: Path) -> None:
    model = Says([reply(call("shell", command="echo one; echo two")), reply(Text("ok"))])
    hello = offering(_meta={"terminal_output": True})
    async with joined_editor(Workplace(model, home, tmp_path).sessions, hello) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.prompt(await editor.new(tmp_path), "run")
        metas = [update["_meta"] for update in editor.calls("c1") if "_meta" in update]

    pieces = [str(m["terminal_output"]["data"]) for m in metas if "terminal_output" in m]  # type: ignore[index,call-overload,operator]
    assert metas[0] == {"terminal_info": {"terminal_id": "c1"}}
    assert "".join(pieces) == "one\ntwo\n"
    assert metas[-1] == {"terminal_exit": {"terminal_id": "c1", "exit_code": 0, "signal": None}}


async def test_nothing_an_editor_sends_makes_the_persons_words_disappear(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        await editor.call(
            "session/prompt",
            sessionId=await editor.new(tmp_path),
            prompt=[
                {"type": "text", "text": "Look at "},
                {"type": "resource_link", "uri": "file:///tmp/a%20b.py#L9:15", "name": "a b.py"},
                {"type": "resource", "resource": {"uri": "file:///tmp/c.py", "text": "```\nx = 1"}},
                {"type": "image", "data": "aGk=", "mimeType": "image/png"},
                {"type": "image", "data": "%%%", "mimeType": "image/png"},
                {"type": "hologram", "data": 1},
            ],
        )

    message, attached = model.requests[0].messages
    assert isinstance(message, UserMessage)
    assert isinstance(attached, UserMessage)
    assert message.parts == (Text("Look at `/tmp/a b.py:9-15``/tmp/c.py`"), Image("aGk=", "image/png"))
    (text,) = attached.parts
    assert isinstance(text, Text)
    assert "file:///tmp/a%20b.py#L9:15 is not attached: there is no such file or folder." in text.text
    assert "file:///tmp/c.py (/tmp/c.py, 2 lines)\n````python\n```\nx = 1\n````" in text.text


@pytest.mark.parametrize(
    "words",
    [
        {"systemPrompt": {"mode": "append", "content": [{"type": "text", "text": "Answer in rhyme."}]}},
        {"_meta": {"systemPrompt": "Answer in rhyme."}},
        {"_meta": {"systemPrompt": {"append": "Answer in rhyme."}}},
    ],
    ids=["field", "meta", "meta-append"],
)
async def test_the_words_an_editor_adds_stand_at_the_end_of_the_system_prompt(
    home: Path, tmp_path: Path, words: dict[str, JsonValue]
) -> None:
    model = Says([reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        answer = await editor.call("session/new", cwd=str(tmp_path), **words)
        await editor.prompt(str(answer["sessionId"]), "hi")

    assert model.requests[0].system.endswith("\n\nAnswer in rhyme.")


async def test_half_a_character_in_a_prompt_breaks_nothing(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("ok"))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        answer = await editor.prompt(await editor.new(tmp_path), "half \ud83d of \U0001f600")

    message = model.requests[0].messages[0]
    assert isinstance(message, UserMessage)
    assert (answer["stopReason"], message.parts) == ("end_turn", (Text("half \ufffd of \U0001f600"),))


async def test_modes_and_options_are_kept_in_step(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        answer = await editor.call("session/set_config_option", sessionId=session_id, configId="mode", value="plan")
        await editor.until(lambda e: e.of("config_option_update"))
        with pytest.raises(RpcError):
            await editor.call("session/set_mode", sessionId=session_id, modeId="nonsense")

    assert [u["currentModeId"] for u in editor.of("current_mode_update")] == ["plan"]
    assert answer["configOptions"] == editor.of("config_option_update")[0]["configOptions"]


async def test_sessions_are_listed_newest_first_and_a_deleted_one_is_gone(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("ok"))] * 2)
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        first, second = await editor.new(tmp_path), await editor.new(tmp_path)
        await editor.prompt(second, "two")
        await editor.prompt(first, "one")
        listed = await editor.call("session/list", cwd=str(tmp_path))
        await editor.call("session/delete", sessionId=first)
        await editor.call("session/delete", sessionId="never was")
        after = await editor.call("session/list")

    assert [(s["sessionId"], s["title"]) for s in listed["sessions"]] == [(first, "one"), (second, "two")]  # type: ignore[index,call-overload,union-attr]
    assert [s["sessionId"] for s in after["sessions"]] == [second]  # type: ignore[index,call-overload,union-attr]


async def test_each_request_tells_what_the_session_cost_so_far_also_after_it_was_loaded(
    home: Path, tmp_path: Path
) -> None:
    model = Says([reply(Text("ok"), model="openai:gpt-5", usage=Usage(1_000_000, 100_000))] * 2)
    work = Workplace(model, home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "one")
        await editor.call("session/load", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])
        await editor.prompt(session_id, "two")

    assert [u["cost"] for u in editor.of("usage_update")] == [
        {"amount": 2.25, "currency": "USD"},
        {"amount": 4.5, "currency": "USD"},
    ]


async def test_a_cost_that_nobody_knows_is_not_told(home: Path, tmp_path: Path) -> None:
    async with joined_editor(Workplace(Says([reply(Text("ok"))]), home, tmp_path).sessions) as editor:
        await editor.prompt(await editor.new(tmp_path), "one")

    assert editor.of("usage_update") == [{"sessionUpdate": "usage_update", "used": 15, "size": 1000}]


async def test_plans_have_ids_where_the_editor_knows_them(home: Path, tmp_path: Path) -> None:
    steps: list[JsonObject] = [{"content": "look", "status": "in_progress"}]
    model = Says(
        [reply(call("update_plan", steps=steps)), reply(call("update_plan", "c2", steps=[])), reply(Text("ok"))]
    )
    plans: list[list[JsonObject]] = []
    for hello in (offering(), offering(plan={})):
        model.requests.clear()
        async with joined_editor(Workplace(model, home, tmp_path).sessions, hello) as editor:
            await editor.prompt(await editor.new(tmp_path), "plan")
        plans.append([u for u in editor.updates if str(u["sessionUpdate"]).startswith("plan")])

    entries = [{"content": "look", "status": "in_progress", "priority": "medium"}]
    assert plans == [
        [{"sessionUpdate": "plan", "entries": entries}, {"sessionUpdate": "plan", "entries": []}],
        [
            {"sessionUpdate": "plan_update", "plan": {"type": "items", "planId": "plan", "entries": entries}},
            {"sessionUpdate": "plan_removed", "planId": "plan"},
        ],
    ]


@pytest.mark.parametrize(
    ("hello", "kind", "when"),
    [(offering(session={"notices": {}}), "notice", "at once"), (offering(), "agent_thought_chunk", "in the next turn")],
)
async def test_what_happens_between_turns_is_told_at_once_or_in_the_next_turn(
    home: Path, tmp_path: Path, hello: JsonObject, kind: str, when: str
) -> None:
    def news(editor: JoinedEditor) -> list[JsonObject]:
        return [update for update in editor.updates if "The build has finished." in str(update)]

    work = Workplace(Says([reply(Text("ok"))]), home, tmp_path)
    async with joined_editor(work.sessions, hello) as editor:
        session_id = await editor.new(tmp_path)
        await (await work.sessions.live(session_id)).say(Notice("info", "Done", "The build has finished."))
        await editor.call("session/status", sessionId=session_id)  # all that was sent before its answer has come
        before = len(news(editor))
        await editor.prompt(session_id, "and?")

    assert [update["sessionUpdate"] for update in news(editor)] == [kind]
    assert before == (1 if when == "at once" else 0)


@pytest.mark.parametrize(
    ("hello", "kind"),
    [(offering(session={"compaction": {}}), "compaction_update"), (offering(), "agent_thought_chunk")],
)
async def test_a_compaction_is_shown_as_the_editor_can(
    home: Path, tmp_path: Path, hello: JsonObject, kind: str
) -> None:
    work = Workplace(Says([reply(Text("ok"))] * 2), home, tmp_path)
    async with joined_editor(work.sessions, hello) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "one")
        session = await work.sessions.live(session_id)
        await session.say(Compacted(1, 1, UserMessage("s1", (Text("We talked."),)), 9000, 800))
        await editor.prompt(session_id, "two")
        shown = [u for u in editor.updates if "9,000" in str(u) or u["sessionUpdate"] == "compaction_update"]

    assert [u["sessionUpdate"] for u in shown] == [kind]
    if kind == "compaction_update":
        summary = [{"type": "text", "text": "We talked."}]
        assert shown == [{"sessionUpdate": kind, "compactionId": "s1", "status": "completed", "summary": summary}]
