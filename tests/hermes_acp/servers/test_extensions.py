"""What we offer beyond the protocol: going back, exporting, rules seen and taken back, words for the running turn."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hermes_acp.approval.rulefile import load_rules, remember
from hermes_acp.approval.rules import parse_rule
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.servers.acp.handshake import EXTENSIONS, Editor, initialize
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, INVALID_REQUEST, RESOURCE_NOT_FOUND, JsonObject, RpcError
from support.acp import joined_editor
from support.agent import Says, Workplace, reply

IDLE: JsonObject = {"steering": {"idleBehavior": "promptRequired"}}


def words(text: str) -> list[JsonObject]:
    """A prompt."""
    return [{"type": "text", "text": text}]


async def test_every_extension_is_advertised_and_served(home: Path, tmp_path: Path) -> None:
    answer = initialize(Editor(), "hermes")
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        for method in (*EXTENSIONS, "_session/steering"):
            with pytest.raises(RpcError) as refused:
                await editor.call(method)
            assert (refused.value.code, method) == (INVALID_PARAMS, method)

    assert answer["agentCapabilities"]["_meta"] == {"hermes": {"methods": [*EXTENSIONS]}}  # type: ignore[index,call-overload]
    assert answer["_meta"] == {"steering": {"supported": True}}


async def test_the_conversation_goes_on_from_before_a_message(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text(words)) for words in ("one", "two", "three")])
    work = Workplace(model, home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "first")
        second = await editor.prompt(session_id, "second")
        message_id: str = second["_meta"]["hermes"]["messageId"]  # type: ignore[index,call-overload,assignment]
        said = await editor.call("_hermes/session/messages", sessionId=session_id)
        gone = await editor.call("_hermes/session/rewind", sessionId=session_id, messageId=message_id)
        await editor.prompt(session_id, "other")
        await editor.call("session/load", sessionId=session_id, cwd=str(tmp_path), mcpServers=[])
        with pytest.raises(RpcError) as unknown:
            await editor.call("_hermes/session/rewind", sessionId=session_id, messageId=message_id)

    assert [m["text"] for m in said["messages"]] == ["first", "second"]  # type: ignore[index,call-overload,union-attr]
    assert gone == {"messageId": message_id, "text": "second"}
    replayed = [u["content"]["text"] for u in editor.of("user_message_chunk")]  # type: ignore[index,call-overload]
    assert replayed == ["first", "other"]
    assert unknown.value.code == RESOURCE_NOT_FOUND


async def test_going_back_has_to_wait_for_the_running_turn(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("one"))]])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        running = asyncio.create_task(editor.prompt(session_id, "first"))
        await model.asked.wait()
        with pytest.raises(RpcError) as refused:
            await editor.call("_hermes/session/rewind", sessionId=session_id, messageId="any")
        go_on.set()
        await running

    assert (refused.value.code, refused.value.data["reason"]) == (INVALID_REQUEST, "turn_running")  # type: ignore[index,call-overload]


async def test_a_session_is_exported_open_or_not(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("It is **blue**."))])
    work = Workplace(model, home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.prompt(session_id, "What colour?")
        markdown = await editor.call("_hermes/session/export", sessionId=session_id)
        await editor.call("session/close", sessionId=session_id)
        lines = await editor.call("_hermes/session/export", sessionId=session_id, format="jsonl")
        html = await editor.call("_hermes/session/export", sessionId=session_id, format="html")
        with pytest.raises(RpcError) as refused:
            await editor.call("_hermes/session/export", sessionId=session_id, format="papyrus")

    head = f"# What colour?\n\nIn `{tmp_path}`.\n"
    assert markdown == {
        "fileName": "what-colour.md",
        "mimeType": "text/markdown",
        "content": f"{head}\n## You\n\nWhat colour?\n\n## Hermes\n\nIt is **blue**.\n",
    }
    rows = [json.loads(row) for row in str(lines["content"]).splitlines()]
    assert (rows[0]["format"], rows[0]["id"]) == ("hermes-session/1", session_id)
    assert [row["seq"] for row in rows[1:]] == list(range(1, len(rows)))
    assert (html["fileName"], html["mimeType"]) == ("what-colour.html", "text/html")
    assert refused.value.code == INVALID_PARAMS


async def test_rules_are_seen_and_taken_back_in_the_file_and_in_open_sessions(home: Path, tmp_path: Path) -> None:
    npm, ls = parse_rule("shell(npm test)"), parse_rule("shell(ls:*)")
    await asyncio.to_thread(remember, str(home), str(tmp_path), npm, "user")
    model = Says([reply(Text("ok"))] * 2)
    work = Workplace(model, home, tmp_path)
    async with joined_editor(work.sessions) as editor:
        session_id, other_id = await editor.new(tmp_path), await editor.new(tmp_path)
        for one in (session_id, other_id):
            await editor.prompt(one, "begin")
            reviewer = (await work.sessions.live(one)).reviewer
            assert reviewer is not None
            reviewer.rules.add(npm, "user")
            reviewer.rules.add(ls, "session")
        seen = await editor.call("_hermes/permissions/list", sessionId=session_id)
        gone = [
            await editor.call("_hermes/permissions/revoke", sessionId=session_id, **rule)
            for rule in seen["rules"]  # type: ignore[union-attr,misc]
        ]
        again = await editor.call("_hermes/permissions/revoke", sessionId=session_id, **seen["rules"][0])  # type: ignore[index,arg-type]
        empty = await editor.call("_hermes/permissions/list", sessionId=session_id)
        other = (await work.sessions.live(other_id)).reviewer

    assert seen == {
        "rules": [
            {"rule": "shell(npm test)", "effect": "allow", "scope": "user"},
            {"rule": "shell(ls:*)", "effect": "allow", "scope": "session"},
        ],
        "problems": [],
    }
    assert (gone, again) == ([{"revoked": True}] * 2, {"revoked": False})
    assert empty == {"rules": [], "problems": []}
    book, _ = await asyncio.to_thread(lambda: load_rules(str(home), str(tmp_path), trusted=True))
    assert book.in_scope("user") == ()
    assert other is not None
    assert (other.rules.in_scope("user"), other.rules.in_scope("session")) == ((), (ls,))


@pytest.mark.parametrize(
    "wrong", [{"rule": "nonsense", "scope": "user"}, {"rule": "shell(ls)", "scope": "moon"}, {"scope": "user"}]
)
async def test_a_rule_that_is_none_is_refused(home: Path, tmp_path: Path, wrong: JsonObject) -> None:
    async with joined_editor(Workplace(Says([]), home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        with pytest.raises(RpcError) as refused:
            await editor.call("_hermes/permissions/revoke", sessionId=session_id, **wrong)

    assert refused.value.code == INVALID_PARAMS


async def test_words_for_the_running_turn_are_read_at_its_next_step(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("Working."))], reply(Text("In French, then."))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        running = asyncio.create_task(editor.prompt(session_id, "work"))
        await model.asked.wait()
        steered = await editor.call("_session/steering", sessionId=session_id, prompt=words("in French"))  # type: ignore[arg-type]
        go_on.set()
        await running

    assert steered == {"outcome": "injected"}
    last = model.requests[1].messages[-1]
    assert isinstance(last, UserMessage)
    assert last.parts == (Text("in French"),)


async def test_words_that_bring_something_along_wait_for_a_turn_of_their_own(home: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Bring milk.\n")
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("Working."))], reply(Text("Milk."))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        running = asyncio.create_task(editor.prompt(session_id, "work"))
        await model.asked.wait()
        link: JsonObject = {"type": "resource_link", "uri": (tmp_path / "notes.txt").as_uri(), "name": "notes.txt"}
        begun = await editor.call("_session/steering", sessionId=session_id, prompt=[*words("see "), link])
        go_on.set()
        await running
        await editor.until(lambda e: "Milk." in str(e.of("agent_message_chunk")))

    assert begun == {"outcome": "startedNewTurn"}
    assert "Bring milk." in str(model.requests[1].messages)


async def test_with_no_turn_running_the_words_are_the_clients_or_begin_a_turn(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("Here."))])
    async with joined_editor(Workplace(model, home, tmp_path).sessions) as editor:
        session_id = await editor.new(tmp_path)
        params: JsonObject = {"sessionId": session_id, "prompt": words("hello")}  # type: ignore[dict-item]
        left = await editor.call("_session/steering", **params, _meta=IDLE)
        begun = await editor.call("_session/steering", **params)
        await editor.until(lambda e: e.of("agent_message_chunk"))

    assert left == {"outcome": "promptRequired", "reason": "noRunningTurn"}
    assert begun == {"outcome": "startedNewTurn"}
