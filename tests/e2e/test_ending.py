"""How the program goes: the end of its input, a signal, idle and in the middle of a turn."""

from __future__ import annotations

import asyncio
import signal
import time

import pytest

from support.e2e import Place, RawEditor, call, pause, picks, started, text
from support.e2e_processes import alive, gone, written_pids

SLEEPS = "sleep 600 & (sleep 602 & echo $! >> pids; wait) & jobs -p >> pids; wait"


async def running_a_command(editor: RawEditor) -> tuple[str, asyncio.Task[str], list[int]]:
    """Bring a turn to where a command with children runs."""
    editor.answers["session/request_permission"] = picks("allow_once")
    await editor.initialize()
    session_id = await editor.new()
    prompt = asyncio.create_task(editor.prompt(session_id, "wait"))
    pids = await written_pids(editor.place.work / "pids", 3)
    assert all(map(alive, pids))
    return session_id, prompt, pids


async def says_what_was_cut(place: Place, session_id: str) -> None:
    """The next program shows the turn that was ended, its call failed, and can go on."""
    async with started(place, place.script([text("Back.")])) as later:
        await later.initialize()
        await later.load(session_id)
        assert later.text("user_message_chunk") == "wait"
        assert [u["status"] for u in later.tool("c1")] == ["failed"]
        assert await later.prompt(session_id, "go on") == "end_turn"


async def test_the_end_of_input_ends_an_idle_program_at_once(place: Place) -> None:
    async with started(place) as editor:
        await editor.initialize()
        await editor.new()
        await editor.until(lambda e: e.updates("available_commands_update"))
        began = time.monotonic()
        assert await editor.hang_up() == 0
        assert time.monotonic() - began <= 1.0


async def test_the_end_of_input_before_or_right_after_hello_is_no_failure(place: Place) -> None:
    async with started(place) as editor:
        assert await editor.hang_up() == 0
    async with started(place) as editor:
        await editor.initialize()
        assert await editor.hang_up() == 0
    assert editor.errors.read_text() == ""


async def test_the_end_of_input_in_a_turn_leaves_nothing_behind(place: Place) -> None:
    script = place.script([call("shell", "c1", command=SLEEPS, timeout=900)])
    async with started(place, script) as editor:
        session_id, prompt, pids = await running_a_command(editor)
        async with asyncio.timeout(5.0):
            assert await editor.hang_up() == 0
            await gone(pids)
        await asyncio.wait([prompt])
        assert prompt.exception() is None or isinstance(prompt.exception(), EOFError)
    await says_what_was_cut(place, session_id)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=str
)
async def test_a_signal_in_a_turn_ends_it_and_the_program(place: Place, number: signal.Signals, code: int) -> None:
    script = place.script([call("shell", "c1", command=SLEEPS, timeout=900)])
    async with started(place, script) as editor:
        session_id, prompt, pids = await running_a_command(editor)
        editor.process.send_signal(number)
        async with asyncio.timeout(5.0):
            assert await editor.gone() == code
            await gone(pids)
        await asyncio.wait([prompt])
        assert prompt.exception() is None or isinstance(prompt.exception(), EOFError)
    if number is signal.SIGTERM:
        await says_what_was_cut(place, session_id)


async def test_an_editor_that_reads_nothing_more_ends_the_program(place: Place) -> None:
    flood = [text("x" * 1000), pause(0.01)] * 2000
    async with started(place, place.script(flood)) as editor:
        await editor.initialize()
        session_id = await editor.new()
        prompt = asyncio.create_task(editor.prompt(session_id, "talk"))
        await editor.until(lambda e: e.text())
        editor.stop_reading()
        async with asyncio.timeout(5.0):
            assert await editor.gone() == 0
        await asyncio.wait([prompt])
        assert isinstance(prompt.exception(), EOFError)


async def test_killing_the_program_ends_its_commands_too(place: Place) -> None:
    script = place.script([call("shell", "c1", command=SLEEPS, timeout=900)])
    async with started(place, script) as editor:
        session_id, prompt, pids = await running_a_command(editor)
        editor.process.kill()
        await editor.gone()
        await asyncio.wait([prompt])
        assert isinstance(prompt.exception(), EOFError)
        await gone(pids, seconds=5.0)

    async with started(place, place.script([text("Back.")])) as later:
        await later.initialize()
        await later.load(session_id)
        (cut,) = later.tool("c1")
        assert cut["status"] == "failed"
        assert "outcome is unknown" in str(cut["content"])
        assert "incomplete" in later.text("agent_thought_chunk")
        assert await later.prompt(session_id, "go on") == "end_turn"
