"""Every method of version 1 over real pipes, each answer checked against the schema."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from support import e2e_v2 as version2
from support.e2e import WAIT, Json, Place, RawEditor, Refused, call, picks, started, text, unanswered
from support.mcp.servers import PROGRAM

IDLE = {"steering": {"idleBehavior": "promptRequired"}}
EVERYTHING: dict[str, Json] = {
    "session": {"configOptions": {"boolean": {}}, "notices": {}, "compaction": {}},
    "elicitation": {"form": {}, "url": {}},
    "plan": {},
}


def options(answer: Json) -> dict[str, Json]:
    """The options of an answer by id."""
    return {option["id"]: option for option in answer["configOptions"]}


async def test_what_is_advertised_is_what_is_served(place: Place) -> None:
    async with started(place) as editor:
        hello = await editor.initialize(**EVERYTHING)
        able = hello["agentCapabilities"]
        session_id = await editor.new()
        asked = {
            "session/list": {},
            "session/status": {"sessionId": session_id},
            "session/set_title": {"sessionId": session_id, "title": "Mine"},
            "session/archive": {"sessionId": session_id},
            "session/unarchive": {"sessionId": session_id},
            "session/fork": {"sessionId": session_id, "cwd": str(place.work)},
            "session/resume": {"sessionId": session_id, "cwd": str(place.work)},
            "auth/status": {},
            "providers/list": {},
            "logout": {},
            "session/close": {"sessionId": session_id},
            "session/delete": {"sessionId": session_id},
            **{method: {"sessionId": session_id} for method in able["_meta"]["hermes"]["methods"]},
        }
        answers: dict[str, Json] = {}
        for method, params in asked.items():
            try:
                answers[method] = await editor.call(method, **params)
            except Refused as refused:
                answers[method] = refused.code

    sessions = able["sessionCapabilities"]
    assert sessions.keys() == {
        "list", "resume", "close", "delete", "additionalDirectories", "systemPrompt",
        "fork", "archive", "status", "title",
    }  # fmt: skip
    assert (able["auth"], able["providers"]) == ({"logout": {}, "status": {}}, {})
    assert hello["_meta"]["steering"] == {"supported": True}
    assert -32601 not in answers.values()
    assert answers["session/status"] == {"status": "open"}
    assert answers["auth/status"]["state"] == "not_required"
    assert {method for method, answer in answers.items() if answer == {}} == {
        "session/archive", "session/unarchive", "logout", "session/close", "session/delete",
    }  # fmt: skip


async def test_options_change_in_step_with_modes_and_outlive_the_program(place: Place) -> None:
    async with started(place) as editor:
        await editor.initialize(**EVERYTHING)
        session_id = await editor.new()
        await editor.call("session/set_mode", sessionId=session_id, modeId="plan")
        switch = {"configId": "compacts", "type": "boolean", "value": False}
        answer = await editor.call("session/set_config_option", sessionId=session_id, **switch)
        choice = {"configId": "when_busy", "value": "steer"}
        answer = await editor.call("session/set_config_option", sessionId=session_id, **choice)
        with pytest.raises(Refused) as refused:
            await editor.call("session/set_config_option", sessionId=session_id, configId="mode", value="fly")
    async with started(place) as later:
        await later.initialize(**EVERYTHING)
        again = await later.load(session_id)

    values = {name: option["currentValue"] for name, option in options(answer).items()}
    assert values == {"mode": "plan", "model": "demo:rules", "when_busy": "steer", "compacts": False}
    assert [update["currentModeId"] for update in editor.updates("current_mode_update")] == ["plan"]
    assert editor.updates("config_option_update")[-1]["configOptions"] == answer["configOptions"]
    assert (again["configOptions"], again["modes"]["currentModeId"]) == (answer["configOptions"], "plan")
    assert refused.value.code == -32602


async def test_a_conversation_is_forked_and_rewound_and_each_copy_goes_its_way(place: Place) -> None:
    script = place.script(*[[text(word)] for word in ("one", "two", "three", "four")])
    async with started(place, script) as editor:
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "first")
        await editor.prompt(session_id, "second")
        fork = await editor.call("session/fork", sessionId=session_id, cwd=str(place.work), mcpServers=[])
        said = await editor.call("_hermes/session/messages", sessionId=session_id)
        await editor.call("_hermes/session/rewind", sessionId=session_id, messageId=said["messages"][1]["messageId"])
        await editor.prompt(session_id, "other")
        await editor.prompt(fork["sessionId"], "third")
    replayed: list[str] = []
    for one in (session_id, fork["sessionId"]):
        async with started(place) as later:
            await later.initialize()
            await later.load(one)
            replayed.append(" ".join(u["content"]["text"] for u in later.updates("user_message_chunk")))
            listed = await later.call("session/list")

    assert replayed == ["first other", "first second third"]
    assert {session["sessionId"] for session in listed["sessions"]} == {session_id, fork["sessionId"]}


async def test_an_archived_session_is_hidden_from_every_program_until_it_is_asked_for(place: Place) -> None:
    async with started(place) as editor:
        await editor.initialize()
        session_id = await editor.new()
        await editor.call("session/set_title", sessionId=session_id, title="Old things")
        await editor.call("session/archive", sessionId=session_id)
    async with started(place) as later:
        await later.initialize()
        hidden = await later.call("session/list")
        only = await later.call("session/list", archived="only")
        status = await later.call("session/status", sessionId=session_id)

    assert (hidden["sessions"], status) == ([], {"status": "saved"})
    assert [(s["title"], s["archived"]) for s in only["sessions"]] == [("Old things", True)]


async def test_a_rule_that_was_given_in_a_question_is_seen_and_taken_back(place: Place) -> None:
    script = place.script([call("shell", "c1", command="mkdir made")], [text("ok")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_always")
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "write")
        seen = await editor.call("_hermes/permissions/list", sessionId=session_id)
        gone = [await editor.call("_hermes/permissions/revoke", sessionId=session_id, **rule) for rule in seen["rules"]]
        empty = await editor.call("_hermes/permissions/list", sessionId=session_id)

    assert seen["rules"]
    assert gone == [{"revoked": True}] * len(gone)
    assert empty == {"rules": [], "problems": []}


async def test_a_session_is_exported_as_text(place: Place) -> None:
    async with started(place, place.script([text("It is <blue>.")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        await editor.prompt(session_id, "What colour?")
        made = {
            name: await editor.call("_hermes/session/export", sessionId=session_id, format=name)
            for name in ("markdown", "jsonl", "html")
        }

    assert [made[name]["fileName"] for name in made] == ["what-colour.md", "what-colour.jsonl", "what-colour.html"]
    assert "It is <blue>." in made["markdown"]["content"]
    assert "It is &lt;blue&gt;." in made["html"]["content"]
    assert json.loads(made["jsonl"]["content"].splitlines()[0])["id"] == session_id


async def working(editor: RawEditor, session_id: str, words: str = "work") -> asyncio.Task[Json]:
    """A prompt whose turn has begun."""
    prompt = asyncio.create_task(editor.prompt(session_id, words))
    await editor.until(lambda e: e.updates("agent_message_chunk"))
    return prompt


async def test_words_reach_the_running_turn(place: Place) -> None:
    script = place.script([text("Working. "), {"pause": 0.5}, call("list_dir", "c1", path=".")], [text("In French.")])
    async with started(place, script) as editor:
        await editor.initialize()
        session_id = await editor.new()
        prompt = await working(editor, session_id)
        words = [{"type": "text", "text": "in French"}]
        steered = await editor.call("_session/steering", sessionId=session_id, prompt=words)
        assert await prompt == "end_turn"
        left = await editor.call("_session/steering", sessionId=session_id, prompt=words, _meta=IDLE)

    assert (steered, left["outcome"]) == ({"outcome": "injected"}, "promptRequired")
    assert editor.text().endswith("In French.")


async def test_a_question_that_is_no_longer_wanted_is_taken_back(place: Place) -> None:
    async with started(place, place.script([call("write_file", "c1", path="f", content="x")])) as editor:
        editor.answers["session/request_permission"] = unanswered
        await editor.initialize()
        session_id = await editor.new()
        prompt = asyncio.create_task(editor.prompt(session_id, "write"))
        await editor.until(lambda e: e.asked("session/request_permission"))
        await editor.notify("session/cancel", sessionId=session_id)
        assert await prompt == "cancelled"
        await editor.until(lambda e: e.asked("$/cancel_request"))
        asked = next(m["id"] for m in editor.messages if m.get("method") == "session/request_permission")

    assert editor.asked("$/cancel_request") == [{"requestId": asked}]
    assert not (place.work / "f").exists()


async def test_signing_out_and_where_providers_are_asked(place: Place) -> None:
    nobody = "http://127.0.0.1:9/v1"  # where nothing listens: a test asks no provider
    keyed = {"HERMES_MODEL": "openai:gpt-5", "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": nobody}
    async with started(place, keyed) as editor:
        await editor.initialize()
        before = await editor.call("auth/status")
        await editor.call("logout")
        with pytest.raises(Refused) as refused:
            await editor.new()
        await editor.until(lambda e: e.asked("auth/status_update"))
        await editor.call("authenticate", methodId="key")
        await editor.new()
        listed = [await editor.call("providers/list")]
        gate = {
            "providerId": "openai",
            "apiType": "openai",
            "baseUrl": "http://127.0.0.1:9/gate",
            "headers": {"X": "y"},
        }
        await editor.call("providers/set", **gate)
        listed.append(await editor.call("providers/list"))
        await editor.call("providers/disable", providerId="openai")
        listed.append(await editor.call("providers/list"))

    account = {"label": "OpenAI", "active": True}
    assert before == {"state": "authenticated", "accounts": [account]}
    assert refused.value.code == -32000
    assert editor.asked("auth/status_update")[0] == {"state": "unauthenticated", "accounts": [account]}
    current = [next(p["current"] for p in one["providers"] if p["providerId"] == "openai") for one in listed]
    gate = {"apiType": "openai", "baseUrl": "http://127.0.0.1:9/gate"}
    assert current == [{"apiType": "openai", "baseUrl": nobody}, gate, None]


async def test_slash_commands_come_after_the_answer_with_their_hints_and_are_carried_out(place: Place) -> None:
    async with started(place, place.script([text("A path.")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        await editor.until(lambda e: e.updates("available_commands_update"))
        await editor.prompt(session_id, "/version")
        await editor.prompt(session_id, "/etc/hosts?")
    offered = {c["name"]: c.get("input") for c in editor.updates("available_commands_update")[0]["availableCommands"]}

    wanted = (
        "help model mode tools context compact usage permissions skills memory plan undo rewind fork export title "
        "steer queue stop doctor version"
    )
    assert set(wanted.split()) <= offered.keys()
    assert (offered["version"], offered["steer"]) == (None, {"hint": "text"})
    assert editor.text().startswith("Hermes ")
    assert editor.text().endswith("A path.")


def tasks(params: Json) -> Json:
    """A server of tools inside the editor, of the era that says hello first."""
    match params["method"]:
        case "initialize":
            info = {"name": "tasks", "version": "1"}
            return {"result": {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": info}}
        case "tools/list":
            schema = {"type": "object", "properties": {"title": {"type": "string"}}}
            return {"result": {"tools": [{"name": "add", "description": "Add a task.", "inputSchema": schema}]}}
        case "tools/call":
            title = params["params"]["arguments"]["title"]
            return {"result": {"content": [{"type": "text", "text": f"Added {title}."}]}}
        case method:
            return {"error": {"code": -32601, "message": f"There is no {method}."}}


async def test_the_tools_of_a_server_inside_the_editor_are_called_over_its_connection(place: Place) -> None:
    script = place.script([call("mcp_tasks_add", "c1", title="milk")], [text("Done.")])
    async with started(place, script) as editor:
        editor.answers |= {"mcp/message": tasks, "session/request_permission": picks("allow_once")}
        hello = await editor.initialize()
        served = {"type": "acp", "name": "tasks", "serverId": "s1"}
        answer = await editor.call("session/new", cwd=str(place.work), mcpServers=[served])
        assert await editor.prompt(answer["sessionId"], "buy milk") == "end_turn"
        await editor.prompt(answer["sessionId"], "/doctor")

    assert "✓ MCP server `tasks`" in editor.text()
    assert hello["agentCapabilities"]["mcpCapabilities"] == {"http": True, "sse": False, "acp": True}
    called = [asked for asked in editor.asked("mcp/message") if asked["method"] == "tools/call"]
    assert [(asked["serverId"], asked["params"]["arguments"]) for asked in called] == [("s1", {"title": "milk"})]
    assert editor.tool("c1")[-1]["status"] == "completed"
    assert "Added milk." in json.dumps(editor.tool("c1")[-1])


def asking(place: Place) -> dict[str, Json]:
    """A server of tools whose tool ``ask`` asks the person for a colour; a busy machine has time to start it."""
    settings = place.home / ".hermes" / "config.yaml"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(f"mcp_discovery_timeout: {WAIT}\n")
    return {"name": "small", "command": sys.executable, "args": [PROGRAM], "env": []}


@pytest.mark.parametrize("version", [1, 2])
async def test_the_question_of_a_server_is_put_as_a_form(place: Place, version: int) -> None:
    script = place.script([call("mcp_small_ask", "c1")], [text("Blue, then.")])
    async with started(place, script) as editor:
        editor.answers |= {
            "session/request_permission": picks("allow_once"),
            "elicitation/create": lambda params: {"action": "accept", "content": {"color": "blue"}},
        }
        if version == 1:
            await editor.initialize(elicitation={"form": {}})
            served = asking(place)
        else:
            await version2.hello(editor, elicitation={"form": {}})
            served = {"type": "stdio", **asking(place)}
        answer = await editor.call("session/new", cwd=str(place.work), mcpServers=[served])
        if version == 1:
            await editor.prompt(answer["sessionId"], "ask me")
        else:
            await version2.turn(editor, answer["sessionId"], "ask me")

    color = {"type": "string", "enum": ["red", "blue"]}
    (form,) = editor.asked("elicitation/create")
    assert form == {
        "sessionId": answer["sessionId"],
        "toolCallId": "c1",
        "mode": "form",
        "message": "The MCP server small asks: Which color?",
        "requestedSchema": {"type": "object", "properties": {"color": color}, "required": ["color"]},
    }
    assert "blue" in json.dumps(editor.tool("c1"))


async def test_a_form_that_nobody_fills_in_is_taken_back_with_its_turn(place: Place) -> None:
    async with started(place, place.script([call("mcp_small_ask", "c1")])) as editor:
        editor.answers |= {"session/request_permission": picks("allow_once"), "elicitation/create": unanswered}
        await editor.initialize(elicitation={"form": {}})
        answer = await editor.call("session/new", cwd=str(place.work), mcpServers=[asking(place)])
        prompt = asyncio.create_task(editor.prompt(answer["sessionId"], "ask me"))
        await editor.until(lambda e: e.asked("elicitation/create"))
        await editor.cancel(answer["sessionId"])
        assert await prompt == "cancelled"
        await editor.until(lambda e: e.asked("$/cancel_request"))
        put = next(m["id"] for m in editor.messages if m.get("method") == "elicitation/create")

    assert {"requestId": put} in editor.asked("$/cancel_request")


async def test_version_2_has_the_same_methods_in_its_own_words(place: Place) -> None:
    async with started(place, place.script([text("one")], [text("two")])) as editor:
        hello = await version2.hello(editor)
        session_id = await version2.new(editor)
        await version2.turn(editor, session_id, "first")
        asked: dict[str, dict[str, Json]] = {
            "session/set_config_option": {"configId": "compacts", "type": "boolean", "value": False},
            "session/set_title": {"title": "Mine"},
            "session/status": {},
            "session/fork": {"cwd": str(place.work)},
            "session/archive": {},
            "session/unarchive": {},
            "_session/steering": {"prompt": [{"type": "text", "text": "hi"}], "_meta": IDLE},
            "_hermes/session/messages": {},
            "_hermes/session/export": {},
            "_hermes/permissions/list": {},
        }
        answers = {method: await editor.call(method, sessionId=session_id, **more) for method, more in asked.items()}
        for method in ("auth/status", "providers/list", "auth/logout", "session/list"):
            answers[method] = await editor.call(method)
        said = answers["_hermes/session/messages"]["messages"]
        await editor.call("_hermes/session/rewind", sessionId=session_id, messageId=said[0]["messageId"])
        await version2.turn(editor, answers["session/fork"]["sessionId"], "second")

    able = hello["capabilities"]
    assert able["session"]["mcp"] == {"stdio": {}, "http": {}, "acp": {}}
    assert {"fork", "archive", "status", "title"} <= able["session"].keys()
    options = {option["configId"]: option for option in answers["session/set_config_option"]["configOptions"]}
    assert (options["compacts"]["type"], options["compacts"]["currentValue"]) == ("boolean", False)
    assert answers["session/set_title"] == {"title": "Mine"}
    assert answers["_session/steering"]["outcome"] == "promptRequired"
    assert [message["text"] for message in said] == ["first"]
    assert answers["auth/status"]["state"] == "not_required"
    assert len(answers["session/list"]["sessions"]) == 2


async def test_version_2_asks_no_provider_after_signing_out_either(place: Place) -> None:
    keyed = {
        "HERMES_MODEL": "openai:gpt-5",
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    }
    async with started(place, keyed) as editor:
        await version2.hello(editor)
        session_id = await version2.new(editor)
        await editor.call("auth/logout")
        refused: list[int] = []
        for ask in (version2.new(editor), version2.send(editor, session_id, "hi")):
            with pytest.raises(Refused) as failure:
                await ask
            refused.append(failure.value.code)

    assert refused == [-32000, -32000]
