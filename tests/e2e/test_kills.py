"""kill -9 at any point of a turn: what the editor was told is there when the next program loads the session.

The oracle saw the wire only, and a file that each command adds a line to. HERMES_E2E_KILLS sets how many kills are
tried, HERMES_E2E_SEED repeats a run.
"""

from __future__ import annotations

import asyncio
import os
import random
from typing import Any, cast

import pytest

from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider
from support.e2e import Place, RawEditor, call, pause, picks, started, text
from support.e2e_models import openai

SAID = ["First ", "the file. ", "Then ", "the rest. ", "All ", "is done."]
OLD, NEW, NEWER = "one\n", "two\n", "three\n"


def whole_turn(place: Place) -> dict[str, str]:
    """Text, a read, two edits and a command that leaves a trace, with a moment between all of them."""
    breath = pause(0.01)
    (place.work / "a.txt").write_text(OLD)
    return place.script(
        [text(SAID[0]), breath, text(SAID[1]), breath, call("read_file", "c1", path="a.txt")],
        [text(SAID[2]), breath, call("edit_file", "c2", path="a.txt", old_text="one", new_text="two")],
        [call("shell", "c3", command="echo tick >> canary; sleep 0.05; echo ticked")],
        [text(SAID[3]), breath, call("edit_file", "c4", path="a.txt", old_text="two", new_text="three")],
        [text(SAID[4]), breath, text(SAID[5])],
    )


async def run_and_kill(place: Place, environment: dict[str, str], after: int, delay: float) -> tuple[str, RawEditor]:
    """Kill the program that many messages into the turn."""
    async with started(place, environment) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        session_id = await editor.new()
        await editor.until(lambda e: e.updates("available_commands_update"))
        before = len(editor.messages)
        prompt = asyncio.create_task(editor.prompt(session_id, "do it all"))
        await editor.until(lambda e: len(e.messages) >= before + after or prompt.done())
        await asyncio.sleep(delay)
        editor.process.kill()
        await editor.gone()
        await asyncio.wait([prompt])
        prompt.exception()
    del editor.messages[:before]
    return session_id, editor


def kills() -> list[tuple[int, int]]:
    """Seeds, one for each kill, and a number to name it by."""
    seed = int(os.environ.get("HERMES_E2E_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    return [(number, seed + number) for number in range(int(os.environ.get("HERMES_E2E_KILLS", "5")))]


@pytest.mark.parametrize(("number", "seed"), kills())
async def test_nothing_an_editor_was_told_is_lost_at_a_kill(place: Place, number: int, seed: int) -> None:
    dice = random.Random(seed)
    after, delay = dice.randrange(0, 28), dice.random() * 0.02
    session_id, told = await run_and_kill(place, whole_turn(place), after, delay)

    async with FakeProvider([Answer(chat({"content": "Back."}))]) as fake, started(place, openai(fake)) as later:
        await later.initialize()
        await later.load(session_id)
        replayed = later.updates()
        said = later.text()
        assert await later.prompt(session_id, "go on") == "end_turn"

    prompts = [u["content"]["text"] for u in replayed if u["sessionUpdate"] == "user_message_chunk"]
    assert prompts == ["do it all"] or (prompts == [] and not told.messages)
    calls = {u["toolCallId"]: u for u in replayed if u["sessionUpdate"] == "tool_call"}
    assert len(calls) == len([u for u in replayed if u["sessionUpdate"] == "tool_call"])
    for update in told.updates():
        if update.get("status") in ("completed", "failed"):
            again = calls[update["toolCallId"]]
            assert [again[key] for key in ("status", "content", "rawOutput")] == [
                update[key] for key in ("status", "content", "rawOutput")
            ]
    assert "".join(SAID).startswith(said)
    finished = {u["toolCallId"] for u in told.updates() if u.get("status") == "completed"}
    at_least = {"c1": 2, "c2": 3, "c3": 3, "c4": 4}
    assert said.startswith("".join(SAID[: max((at_least[id] for id in finished), default=0)]))
    canary = place.work / "canary"
    ticks = canary.read_text().splitlines() if canary.exists() else []
    assert len(ticks) <= 1 and (not ticks or "c3" in calls), "a command without an intent, or run twice"
    assert (place.work / "a.txt").read_text() in (OLD, NEW, NEWER)
    no_call_is_unpaired(cast("list[dict[str, Any]]", fake.requests[0].json["messages"]))


async def test_a_command_that_was_cut_is_named_and_not_run_again(place: Place) -> None:
    script = place.script([call("shell", "c1", command="echo tick >> canary; echo ready; sleep 600")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize(_meta={"terminal_output": True})
        session_id = await editor.new()
        prompt = asyncio.create_task(editor.prompt(session_id, "wait"))
        await editor.until(lambda e: any("terminal_output" in u.get("_meta", {}) for u in e.tool("c1")))
        editor.process.kill()
        await editor.gone()
        await asyncio.wait([prompt])
        assert isinstance(prompt.exception(), EOFError)

    async with FakeProvider([Answer(chat({"content": "Back."}))]) as fake, started(place, openai(fake)) as later:
        await later.initialize(session={"notices": {}})
        await later.load(session_id)
        (notice,) = later.updates("notice")
        (cut,) = later.tool("c1")
        assert await later.prompt(session_id, "go on") == "end_turn"

    assert (cut["status"], "outcome is unknown" in str(cut["content"])) == ("failed", True)
    assert "echo tick" in notice["description"]
    assert (place.work / "canary").read_text() == "tick\n"
    no_call_is_unpaired(cast("list[dict[str, Any]]", fake.requests[0].json["messages"]))


def no_call_is_unpaired(messages: list[dict[str, Any]]) -> None:
    """Every call in what the provider is sent has its one answer, right behind it."""
    for at, message in enumerate(messages):
        ids = [call["id"] for call in message.get("tool_calls", [])]
        following = messages[at + 1 : at + 1 + len(ids)]
        assert [answer.get("tool_call_id") for answer in following] == ids
    answers = [message["tool_call_id"] for message in messages if message["role"] == "tool"]
    assert len(set(answers)) == len(answers)
