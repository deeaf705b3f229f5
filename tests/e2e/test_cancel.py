"""Cancelling: in mid-sentence, before an answer, in the middle of a command with children of its own."""

from __future__ import annotations

import asyncio

from support.e2e import Place, call, pause, picks, started, text, unanswered
from support.e2e_processes import alive, gone, written_pids

GRANDCHILDREN = "sleep 600 & sleep 601 & (sleep 602 & echo $! >> pids; wait) & echo $! >> pids; jobs -p >> pids; wait"


async def test_cancel_in_mid_sentence_ends_the_turn_and_nothing_follows(place: Place) -> None:
    script = place.script([text("Half a "), pause(600), text("sentence")], [text("Whole.")])
    async with started(place, script) as editor:
        await editor.initialize()
        session_id = await editor.new()
        prompt = asyncio.create_task(editor.prompt(session_id, "talk"))
        await editor.until(lambda e: e.text())
        async with asyncio.timeout(2.0):
            await editor.cancel(session_id)
            assert await prompt == "cancelled"
        seen = len(editor.messages)
        assert await editor.prompt(session_id, "again") == "end_turn"

    later = [m["params"]["update"] for m in editor.messages[seen:] if m.get("method") == "session/update"]
    assert editor.text() == "Half a Whole."
    assert all(u.get("content", {}).get("text") != "sentence" for u in later)


async def test_cancel_before_anybody_answers_the_question_ends_the_turn(place: Place) -> None:
    script = place.script([call("write_file", "c1", path="made", content="x")], [text("Next.")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = unanswered
        await editor.initialize()
        session_id = await editor.new()
        prompt = asyncio.create_task(editor.prompt(session_id, "write"))
        await editor.until(lambda e: e.asked("session/request_permission"))
        async with asyncio.timeout(2.0):
            await editor.cancel(session_id)
            assert await prompt == "cancelled"
        assert editor.tool("c1")[-1]["status"] == "failed"
        assert await editor.prompt(session_id, "go on") == "end_turn"

    assert not (place.work / "made").exists()


async def test_cancel_in_a_command_ends_all_its_processes_within_two_seconds(place: Place) -> None:
    script = place.script([call("shell", "c1", command=GRANDCHILDREN, timeout=900)], [text("Next.")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        session_id = await editor.new()
        prompt = asyncio.create_task(editor.prompt(session_id, "wait"))
        pids = await written_pids(place.work / "pids", 5)
        assert all(map(alive, pids))
        async with asyncio.timeout(2.0):
            await editor.cancel(session_id)
            assert await prompt == "cancelled"
            await gone(pids)
        assert editor.tool("c1")[-1]["status"] == "failed"
        assert await editor.prompt(session_id, "go on") == "end_turn"


async def test_a_prompt_and_its_cancel_in_one_write_end_as_cancelled_and_the_words_are_kept(place: Place) -> None:
    async with started(place, place.script([text("Hm."), pause(600)])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        params = {"sessionId": session_id, "prompt": [{"type": "text", "text": "never mind"}]}
        both = asyncio.gather(editor.call("session/prompt", **params), editor.cancel(session_id))
        assert (await both)[0]["stopReason"] == "cancelled"
        await editor.load(session_id)
        assert editor.text("user_message_chunk") == "never mind"


async def test_a_cancel_without_a_turn_twice_or_for_a_stranger_changes_nothing(place: Place) -> None:
    async with started(place, place.script([text("ok")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        for whom in (session_id, session_id, "a stranger"):
            await editor.cancel(whom)
        assert await editor.prompt(session_id, "hi") == "end_turn"
        await editor.cancel(session_id)
        await editor.alive()


async def test_a_second_prompt_waits_for_the_first_and_cancel_ends_both(place: Place) -> None:
    async with started(place, place.script([text("First "), pause(600)])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        prompts = [asyncio.create_task(editor.prompt(session_id, words)) for words in ("one", "two")]
        await editor.until(lambda e: "Queued" in str(e.updates()) and e.text())
        await editor.cancel(session_id)
        assert await asyncio.gather(*prompts) == ["cancelled", "cancelled"]
