"""What a script can do, method by method; the caller checks every message against the description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hermes_acp.approval.rules import Rule
from support.rpc import Caller, Failed, Serve

HELLO = [{"text": "Hello."}]


def write(path: str) -> list[dict[str, object]]:
    return [{"call": {"name": "write_file", "arguments": {"path": path, "content": "one\n"}}}]


def slow(word: str) -> list[dict[str, object]]:
    return [{"text": word}, {"pause": 30}, {"text": "never"}]


async def begun(caller: Caller, work: Path, **params: Any) -> str:
    return (await caller.call("session.new", cwd=str(work), **params))["session"]["session_id"]


async def test_a_turn_streams_its_events_before_its_answer(serve: Serve, work: Path) -> None:
    async with serve([{"thought": "Hm."}, {"text": "Hi"}, {"usage": {"input": 5, "output": 2}}]) as caller:
        session = await begun(caller, work)
        turn = await caller.call("session.prompt", session_id=session, text="hello")
        kinds = [event["type"] for event in caller.events]
        message = caller.events[0]["message"]["id"]
    assert kinds[:3] == ["turn_started", "agent_thought", "agent_text"]
    assert kinds[-1] == "turn_ended"
    usage = {"requests": 1, "input_tokens": 5, "output_tokens": 2, "cached_tokens": None, "reasoning_tokens": None}
    assert turn == {
        "message_id": message,
        "stop": "end_turn",
        "text": "Hi",
        "usage": {**usage, "unpriced_requests": 1},
        "cost": None,
        "refusals": [],
        "files_changed": [],
    }


async def test_a_call_that_needs_a_word_is_asked_about_and_done_when_allowed(serve: Serve, work: Path) -> None:
    async with serve(write("a.txt"), HELLO) as caller:
        caller.decide = lambda question: {"result": {"option_id": "once"}}
        session = await begun(caller, work)
        turn = await caller.call("session.prompt", session_id=session, text="go")
    question = caller.asked[0]
    assert (question["tool"], question["title"], question["paths"]) == ("write_file", "Create a.txt", [f"{work}/a.txt"])
    assert question["content"] == [{"type": "diff", "path": f"{work}/a.txt", "old": None, "new": "one\n"}]
    assert turn["files_changed"] == [f"{work}/a.txt"]
    assert (work / "a.txt").read_text() == "one\n"


@pytest.mark.parametrize(
    "answer",
    [
        {"result": {"option_id": "reject"}},
        {"result": {"option_id": "no such option"}},
        {"result": {}},
        {"result": "once"},
        {"error": {"code": -32601, "message": "Method not found"}},
        {"error": {"code": 1, "message": "Ouch"}},
    ],
)
async def test_whatever_is_no_clear_permission_is_none(serve: Serve, work: Path, answer: dict[str, object]) -> None:
    async with serve(write("a.txt"), HELLO) as caller:
        caller.decide = lambda question: answer
        session = await begun(caller, work)
        turn = await caller.call("session.prompt", session_id=session, text="go")
    assert (turn["stop"], turn["files_changed"], (work / "a.txt").exists()) == ("end_turn", [], False)


async def test_a_question_can_be_answered_by_ending_the_turn(serve: Serve, work: Path) -> None:
    async with serve(write("a.txt"), HELLO) as caller:
        caller.decide = lambda question: {"result": {"cancelled": True}}
        session = await begun(caller, work)
        assert (await caller.call("session.prompt", session_id=session, text="go"))["stop"] == "cancelled"


async def test_by_policy_nobody_is_asked_and_rules_decide(serve: Serve, work: Path) -> None:
    rules = (Rule("edit", "a.txt"),)
    async with serve(write("a.txt"), write("b.txt"), HELLO, asks=False, rules=rules) as caller:
        session = await begun(caller, work)
        turn = await caller.call("session.prompt", session_id=session, text="go")
    assert caller.asked == []
    assert turn["files_changed"] == [f"{work}/a.txt"]
    assert [refusal["title"] for refusal in turn["refusals"]] == ["Create b.txt"]


async def test_a_cancelled_turn_is_answered_as_cancelled_and_one_in_the_queue_too(serve: Serve, work: Path) -> None:
    async with serve(slow("First")) as caller:
        session = await begun(caller, work)
        for number in (101, 102):
            params = {"session_id": session, "text": "go"}
            await caller.send({"jsonrpc": "2.0", "id": number, "method": "session.prompt", "params": params})
        await caller.until(lambda: any(event["type"] == "agent_text" for event in caller.events))
        await caller.until(lambda: any(event["type"] == "prompt_queued" for event in caller.events))
        assert await caller.call("session.cancel", session_id=session) == {}
        await caller.until(lambda: len(caller.stray) == 2)
    assert {(one["id"], one["result"]["stop"]) for one in caller.stray} == {(101, "cancelled"), (102, "cancelled")}


async def test_words_reach_a_running_turn_and_none_where_none_runs(serve: Serve, work: Path) -> None:
    async with serve(write("a.txt"), HELLO) as caller:
        session = await begun(caller, work)
        assert await caller.call("session.steer", session_id=session, text="x") == {"taken": False}
        caller.decide = lambda question: {}  # answered below
        params = {"session_id": session, "text": "go"}
        await caller.send({"jsonrpc": "2.0", "id": 101, "method": "session.prompt", "params": params})
        await caller.until(lambda: bool(caller.asked))
        assert await caller.call("session.steer", session_id=session, text="and this") == {"taken": True}
        await caller.send({"jsonrpc": "2.0", "id": 1, "result": {"option_id": "once"}})
        await caller.until(lambda: bool(caller.stray))
    added = [event["shown"] for event in caller.events if event["type"] == "message_added"]
    assert (added, caller.stray[0]["result"]["text"]) == (["and this"], "Hello.")


async def test_a_turn_that_fails_is_an_error_that_tells_what_was_done(serve: Serve, work: Path) -> None:
    async with serve([{"text": "So far"}, {"error": {"kind": "bad_request", "message": "It broke."}}]) as caller:
        session = await begun(caller, work)
        with pytest.raises(Failed, match="It broke") as failed:
            await caller.call("session.prompt", session_id=session, text="go")
    error = failed.value.error
    assert (error["code"], error["data"]["reason"]) == (-32001, "provider_bad_request")
    assert (error["data"]["turn"]["text"], error["data"]["turn"]["stop"]) == ("So far", None)


async def test_a_model_without_a_key_is_told_apart_from_other_failures(serve: Serve, work: Path) -> None:
    async with serve() as caller:
        with pytest.raises(Failed, match="ANTHROPIC_API_KEY") as failed:
            await caller.call("session.new", cwd=str(work), model="anthropic")
    assert (failed.value.error["code"], failed.value.error["data"]["reason"]) == (-32000, "auth_required")


async def test_what_has_to_wait_for_a_turn_says_so(serve: Serve, work: Path) -> None:
    async with serve(slow("First")) as caller:
        session = await begun(caller, work)
        params = {"session_id": session, "text": "go"}
        await caller.send({"jsonrpc": "2.0", "id": 101, "method": "session.prompt", "params": params})
        await caller.until(lambda: any(event["type"] == "agent_text" for event in caller.events))
        message = caller.events[0]["message"]["id"]
        with pytest.raises(Failed) as busy:
            await caller.call("session.rewind", session_id=session, message_id=message)
        await caller.call("session.cancel", session_id=session)
    assert (busy.value.error["code"], busy.value.error["data"]["reason"]) == (-32003, "turn_running")


async def test_a_picture_goes_along_with_the_words(serve: Serve, work: Path) -> None:
    async with serve(HELLO) as caller:
        session = await begun(caller, work)
        picture = {"mime_type": "image/png", "data": "iVBORw0KGgo="}
        await caller.call("session.prompt", session_id=session, text="look", images=[picture])
    assert caller.events[0]["message"]["parts"] == [{"type": "text", "text": "look"}, {"type": "image", **picture}]


async def test_half_a_character_in_a_prompt_is_replaced(serve: Serve, work: Path) -> None:
    async with serve(HELLO) as caller:
        session = await begun(caller, work)
        await caller.call("session.prompt", session_id=session, text="a \ud800 b")
    assert caller.events[0]["shown"] == "a \ufffd b"


async def test_sessions_are_listed_loaded_resumed_forked_and_deleted(serve: Serve, work: Path) -> None:
    async with serve(HELLO, HELLO) as caller:
        first = await begun(caller, work)
        await caller.call("session.prompt", session_id=first, text="one two three")
        fork = (await caller.call("session.fork", session_id=first))["session"]
        assert (fork["parent"], fork["title"]) == (first, "one two three")
        await caller.call("session.close", session_id=first)
        with pytest.raises(Failed) as closed:
            await caller.call("session.prompt", session_id=first, text="x")
        assert closed.value.error["code"] == -32002
        loaded = await caller.call("session.load", session_id=first)
        told = [event["type"] for event in loaded["events"]]
        assert (told, loaded["session"]["cwd"]) == (["turn_started", "reply_finished", "turn_ended"], str(work))
        assert "events" not in await caller.call("session.resume", session_id=first)
        listed = await caller.call("session.list", cwd=str(work))
        assert {one["session_id"] for one in listed["sessions"]} == {first, fork["session_id"]}
        assert await caller.call("session.delete", session_id=first) == {"deleted": True}
        assert await caller.call("session.delete", session_id=first) == {"deleted": False}
        listed = await caller.call("session.list")
        assert [one["session_id"] for one in listed["sessions"]] == [fork["session_id"]]


async def test_going_back_drops_a_turn_from_what_counts(serve: Serve, work: Path) -> None:
    async with serve(HELLO, HELLO) as caller:
        session = await begun(caller, work)
        for text in ("one", "two"):
            await caller.call("session.prompt", session_id=session, text=text)
        said = (await caller.call("session.messages", session_id=session))["messages"]
        assert [one["text"] for one in said] == ["one", "two"]
        message = said[1]["message_id"]
        gone = await caller.call("session.rewind", session_id=session, message_id=message)
        assert gone == {"message_id": message, "text": "two"}
        assert (await caller.call("session.messages", session_id=session))["messages"] == said[:1]
        with pytest.raises(Failed) as unknown:
            await caller.call("session.rewind", session_id=session, message_id=message)
    assert unknown.value.error["code"] == -32002


async def test_what_was_said_is_found_again_and_exported(serve: Serve, work: Path) -> None:
    async with serve([{"text": "The heron stands."}]) as caller:
        session = await begun(caller, work)
        await caller.call("session.prompt", session_id=session, text="what stands?")
        found = (await caller.call("session.search", query="heron", cwd=str(work)))["matches"]
        assert [(one["session"]["session_id"], one["role"], one["text"]) for one in found] == [
            (session, "agent", "The heron stands.")
        ]
        made = await caller.call("session.export", session_id=session, format="markdown")
    assert "The heron stands." in made["content"]


async def test_mode_and_title_are_set_and_kept(serve: Serve, work: Path) -> None:
    async with serve() as caller:
        session = await begun(caller, work)
        changed = await caller.call("session.set", session_id=session, mode="plan", title=" My  title ")
        assert (changed["mode"], changed["title"]) == ("plan", "My title")
        with pytest.raises(Failed) as empty:
            await caller.call("session.set", session_id=session, title=" ")
        await caller.call("session.close", session_id=session)
        opened = await caller.call("session.resume", session_id=session)
    assert (opened["mode"], opened["session"]["title"]) == ("plan", "My title")
    assert empty.value.error["data"]["path"] == "title"


async def test_what_a_session_cost_is_told_alone_and_by_day_and_model(serve: Serve, work: Path) -> None:
    async with serve([{"text": "Hi"}, {"usage": {"input": 5, "output": 2}}]) as caller:
        session = await begun(caller, work)
        await caller.call("session.prompt", session_id=session, text="hello")
        cost = await caller.call("session.usage", session_id=session)
        summary = await caller.call("usage.summary")
    assert (cost["usage"]["input_tokens"], cost["context_tokens"], cost["cost"]) == (5, 7, None)
    assert (summary["total"]["turns"], summary["total"]["output_tokens"]) == (1, 2)
    assert [row["turns"] for row in summary["models"]] == [1]


async def test_what_an_at_names_is_proposed_and_expanded_by_the_rules(serve: Serve, work: Path) -> None:
    (work / "notes.txt").write_text("one\ntwo\n")
    async with serve() as caller:
        session = await begun(caller, work)
        items = (await caller.call("references.complete", session_id=session, prefix="not"))["items"]
        assert [item["text"] for item in items] == ["@notes.txt"]
        shown = await caller.call("references.expand", session_id=session, text="see @notes.txt and @/etc/hosts")
    assert [(one["source"], one["state"]) for one in shown["attached"]] == [
        ("@notes.txt", "whole"),
        ("@/etc/hosts", "missing"),
    ]
    assert "a session would ask first" in shown["attached"][1]["note"]


async def test_rules_are_added_tried_listed_and_taken_back_in_every_scope(serve: Serve, work: Path) -> None:
    async with serve() as caller:
        session = await begun(caller, work, deny=["shell(npm publish)"])

        async def judged(command: str) -> str:
            return (await caller.call("permissions.test", session_id=session, command=command))["verdict"]

        assert (await judged("npm test"), await judged("npm publish")) == ("ask", "deny")
        for scope in ("session", "project", "user"):
            added = await caller.call("permissions.add", session_id=session, rule="shell(npm test)", scope=scope)
            assert added == {"added": True, "warning": None}
            assert await judged("npm test") == "allow"
            again = await caller.call("permissions.add", session_id=session, rule="shell(npm test)", scope=scope)
            assert again["added"] is False
            rules = (await caller.call("permissions.list", session_id=session))["rules"]
            assert {"rule": "shell(npm test)", "effect": "allow", "scope": scope} in rules
            gone = await caller.call("permissions.remove", session_id=session, rule="shell(npm test)", scope=scope)
            assert (gone, await judged("npm test")) == ({"removed": True}, "ask")


async def test_a_rule_of_the_session_counts_for_its_calls_before_and_after_its_first_turn(
    serve: Serve, work: Path
) -> None:
    async with serve(write("a.txt"), HELLO, write("b.txt"), HELLO, asks=False) as caller:
        session = await begun(caller, work)
        for name in ("a.txt", "b.txt"):
            await caller.call("permissions.add", session_id=session, rule=f"edit({name})")
            turn = await caller.call("session.prompt", session_id=session, text="go")
            assert turn["files_changed"] == [f"{work}/{name}"]


async def test_models_skills_and_settings_can_be_looked_up_and_set(serve: Serve, work: Path) -> None:
    async with serve() as caller:
        assert (await caller.call("models.list"))["providers"] == []
        skills = (await caller.call("skills.list", cwd=str(work)))["skills"]
        assert "write-tests" in {skill["name"] for skill in skills} or len(skills) > 3
        file = (await caller.call("config.set", key="agent.max_turns", value="7"))["file"]
        settings = (await caller.call("config.get", key="agent.max_turns"))["settings"]
        assert settings == {"agent.max_turns": {"value": 7, "source": file}}
        assert (await caller.call("config.unset", key="agent.max_turns"))["file"] == file
        with pytest.raises(Failed) as wrong:
            await caller.call("config.set", key="agent.max_turns", value="many")
    assert (wrong.value.error["code"], wrong.value.error["data"]["reason"]) == (-32005, "config")


@pytest.mark.parametrize(
    ("method", "params", "path"),
    [
        ("session.new", {}, ""),
        ("session.new", {"cwd": "work"}, "cwd"),
        ("session.new", {"cwd": "/no/such/place"}, "cwd"),
        ("session.new", {"cwd": "/", "roots": ["x"]}, "roots[0]"),
        ("session.new", {"cwd": "/", "allow": ["everything"]}, "allow[0]"),
        ("session.new", {"cwd": "/", "mode": "wild"}, "mode"),
        ("session.new", {"cwd": "/", "colour": "red"}, ""),
        ("session.list", {"cursor": "x"}, "cursor"),
        ("session.prompt", {"session_id": "x", "text": 3}, "text"),
        ("session.prompt", {"session_id": "x", "text": "t", "images": [{"data": ""}]}, "images[0]"),
        ("session.search", {"query": "x", "limit": 0}, "limit"),
    ],
)
async def test_params_that_are_not_as_described_are_refused_with_their_place(
    serve: Serve, method: str, params: dict[str, Any], path: str
) -> None:
    async with serve() as caller:
        with pytest.raises(Failed) as wrong:
            await caller.call(method, **params)
    error = wrong.value.error
    assert (error["code"], error["data"]["reason"], error["data"]["path"]) == (-32602, "invalid_params", path)
