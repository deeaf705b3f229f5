"""Words for a running turn, the end of its budget, and stopping it hard."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from hermes_acp.agent.budget import warning
from hermes_acp.agent.events import (
    CallOutput,
    CallStarted,
    MessageAdded,
    Notice,
    PromptDropped,
    PromptQueued,
    TurnEnded,
)
from hermes_acp.agent.history import messages, replayed, waiting_prompts
from hermes_acp.agent.services import Defaults
from hermes_acp.errors import ModelError
from hermes_acp.models.fallback import Fallback
from hermes_acp.models.message import Text, ToolMessage, UserMessage
from hermes_acp.models.model import TextDelta
from support.agent import Listener, Says, Workplace, call, chooses, reply, says
from support.e2e_processes import gone
from support.tools import Doing


def words(message: object) -> str:
    assert isinstance(message, UserMessage)
    return "".join(part.text for part in message.parts if isinstance(part, Text))


async def test_words_for_a_running_turn_are_read_at_its_next_step(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def wait(arguments: Mapping[str, object]) -> str:
        await go_on.wait()
        return "done"

    model = Says([reply(call("look")), reply(Text("ok"))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path, [Doing("look", "read", wait)]).open(editor)
    turn = asyncio.create_task(session.prompt(says("look")))
    async with asyncio.timeout(5):
        await editor.until(CallStarted)
        taken = await session.steer(says("only the first file"))
        go_on.set()
        await turn

    asked = model.requests[1].messages
    assert taken
    assert isinstance(asked[-2], ToolMessage) and words(asked[-1]) == "only the first file"
    assert editor.of(PromptQueued)[0].steers
    assert waiting_prompts(await session.events()) == []


async def test_words_that_come_while_the_last_reply_streams_get_an_answer_of_their_own(
    home: Path, tmp_path: Path
) -> None:
    go_on = asyncio.Event()
    model = Says([[TextDelta("All "), go_on, *reply(Text("All done."))[1:]], reply(Text("That too."))])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    turn = asyncio.create_task(session.prompt(says("do it")))
    async with asyncio.timeout(5):
        await model.asked.wait()
        await session.steer(says("and that"))
        go_on.set()
        await turn

    assert len(model.requests) == 2
    assert words(model.requests[1].messages[-1]) == "and that"
    shown = [e.shown for e in replayed(await session.events()) if isinstance(e, MessageAdded)]
    assert shown == ["and that"]


async def test_without_a_running_turn_words_are_not_taken(home: Path, tmp_path: Path) -> None:
    session = await Workplace(Says([reply(Text("ok"))]), home, tmp_path).open(Listener())
    before = await session.steer(says("too early"))
    await session.prompt(says("hi"))

    assert (before, await session.steer(says("too late"))) == (False, False)


async def test_words_nobody_read_are_dropped_and_the_person_is_told(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, ModelError("server", "The provider failed.")]])
    editor = Listener()
    session = await Workplace(model, home, tmp_path).open(editor)
    turn = asyncio.create_task(session.prompt(says("do it")))
    async with asyncio.timeout(5):
        await model.asked.wait()
        await session.steer(says("and that"))
        go_on.set()
        await asyncio.wait([turn])

    assert isinstance(turn.exception(), ModelError)
    assert [e.turn_id for e in editor.of(PromptDropped)] == [editor.of(PromptQueued)[0].turn_id]
    assert "and that" in editor.of(Notice)[-1].description
    assert isinstance(editor.events[-1], TurnEnded)


async def test_what_was_shown_before_a_failure_is_kept_and_the_model_is_told(home: Path, tmp_path: Path) -> None:
    cut = [TextDelta("Half a "), TextDelta("thought"), ModelError("network", "The connection broke.")]
    model = Says([cut, reply(Text("ok"))])
    session = await Workplace(model, home, tmp_path).open(Listener())
    failed = await asyncio.gather(session.prompt(says("think")), return_exceptions=True)
    await session.prompt(says("go on"))

    assert isinstance(failed[0], ModelError)
    asked = model.requests[1].messages
    assert [type(m).__name__ for m in asked] == ["UserMessage", "AssistantMessage", "UserMessage", "UserMessage"]
    assert "the connection to the model failed" in words(asked[2])
    assert messages(await session.events()) == session.history


async def test_steering_does_not_bring_a_failed_model_back_before_the_next_turn(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def wait(arguments: Mapping[str, object]) -> str:
        await go_on.wait()
        return "done"

    first = Says([[ModelError("server", "The first failed.")], reply(Text("Back."))], name="test:first")
    second = Says([reply(call("look")), reply(Text("Done."))], name="test:second")

    async def open_second() -> Says:
        return second

    editor = Listener()
    model = Fallback(first, [open_second])
    session = await Workplace(model, home, tmp_path, [Doing("look", "read", wait)]).open(editor)
    turn = asyncio.create_task(session.prompt(says("look")))
    async with asyncio.timeout(5):
        await editor.until(CallStarted)
        await session.steer(says("faster"))
        go_on.set()
        await turn
    asked = len(first.requests), len(second.requests)
    await session.prompt(says("again"))

    assert asked == (1, 2)
    assert (len(first.requests), len(second.requests)) == (2, 2)


def test_the_end_of_the_budget_is_told_once_and_not_where_there_is_hardly_any() -> None:
    assert [left for left in range(100, 0, -1) if warning(left, 100)] == [10]
    assert [left for left in range(6, 0, -1) if warning(left, 6)] == [3]
    assert [left for left in range(3, 0, -1) if warning(left, 3)] == []


async def test_the_model_hears_of_the_end_of_its_budget(home: Path, tmp_path: Path) -> None:
    looks = [reply(call("look", f"c{n}", n=n)) for n in range(5)]
    model = Says([*looks, reply(Text("Done so far."))])
    place = Workplace(model, home, tmp_path, [Doing("look")], defaults=Defaults("test:model", max_requests=5))
    session = await place.open(Listener())

    result = await session.prompt(says("look around"))

    assert result.stop == "max_turn_requests"
    assert "3 model requests left" in words(model.requests[2].messages[-1])
    assert "used every model request" in words(model.requests[5].messages[-1])
    assert session.history == messages(await session.events())


async def test_a_second_cancel_ends_everything_the_shell_started(home: Path, tmp_path: Path) -> None:
    command = "(trap '' TERM INT; echo $BASHPID > jobs; sleep 600) & (trap '' TERM INT; echo ready; sleep 600)"
    model = Says([reply(call("shell", command=command)), reply(Text("ok"))])
    editor = Listener(chooses("yes"))
    session = await Workplace(model, home, tmp_path).open(editor)
    turn = asyncio.create_task(session.prompt(says("run")))
    async with asyncio.timeout(20):
        await editor.until(CallOutput)
        session.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        session.cancel()
        result = await turn
        await session.close()

    pid = int((tmp_path / "jobs").read_text())
    assert result.stop == "cancelled"
    await gone([pid])
