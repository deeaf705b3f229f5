"""A turn that is stopped at any moment, and one that is repeated very often."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from pathlib import Path

import pytest

from hermes_acp.agent.crash import closing
from hermes_acp.agent.events import CallFinished, MessageAdded, PromptQueued, TurnEnded, TurnStarted
from hermes_acp.agent.history import messages
from hermes_acp.errors import ModelError
from hermes_acp.models.message import AssistantMessage, Text, ToolMessage, UserMessage
from hermes_acp.store.sqlite import SqliteStore
from support.agent import Listener, Says, Workplace, call, chooses, reply, says
from support.tools import Doing


@pytest.mark.parametrize("steps", range(0, 120, 3))
async def test_stopped_at_any_moment_a_session_is_whole_and_goes_on(home: Path, tmp_path: Path, steps: int) -> None:
    first = reply(Text("Look. "), call("look", "c1", n=1), call("edit", "c2", paths=["/a"]), call("run", "c3"))
    model = Says([first, reply(Text("Done.")), *([reply(Text("Here."))] * 3)])
    tools = [Doing("look"), Doing("edit", "write"), Doing("run", "execute")]
    editor = Listener(chooses("yes"))
    session = await Workplace(model, home, tmp_path, tools).open(editor)
    async with asyncio.timeout(5):
        turn = asyncio.create_task(session.prompt(says("do it")))
        for step in range(steps):
            await asyncio.sleep(0)
            if step == steps // 2:
                await session.steer(says("and quickly"))
        session.cancel()
        await turn
        model.requests.clear()
        model.replies = [reply(Text("Here."))]
        after = await session.prompt(says("go on"))

    events = await session.events()
    made = {c.id for m in session.history if isinstance(m, AssistantMessage) for c in m.calls}
    answers = [m.call_id for m in session.history if isinstance(m, ToolMessage)]
    queued = {event.turn_id for event in events if isinstance(event, PromptQueued)}
    read = {event.message.id for event in events if isinstance(event, MessageAdded) and event.shown}
    dropped = {getattr(event, "turn_id", "") for event in events if type(event).__name__ == "PromptDropped"}
    assert after.stop == "end_turn"
    assert session.history == messages(events)
    assert sorted(answers) == sorted(made)
    assert closing(events) == []
    assert queued == read | dropped
    assert [type(e) for e in events if isinstance(e, TurnStarted | TurnEnded)] == [TurnStarted, TurnEnded] * 2
    assert len({e.call_id for e in events if isinstance(e, CallFinished)}) == len(made)


async def test_what_a_content_filter_stopped_is_not_sent_again(home: Path, tmp_path: Path) -> None:
    blocked = [ModelError("filtered", "The provider blocked this request by its content policy.")]
    model = Says([reply(Text("Hello.")), blocked, reply(Text("Fine."))])
    session = await Workplace(model, home, tmp_path, []).open(Listener())
    await session.prompt(says("hi"))
    (failed,) = await asyncio.gather(session.prompt(says("something bad")), return_exceptions=True)
    await session.prompt(says("something good"))

    said = [str(m.parts) for m in model.requests[-1].messages if isinstance(m, UserMessage)]
    assert isinstance(failed, ModelError)
    assert not any("something bad" in words for words in said)
    assert any("blocked by the provider's content filter" in words for words in said)
    assert session.history == messages(await session.events())
    assert any(e.shown == "something bad" for e in await session.events() if isinstance(e, TurnStarted))


async def test_a_result_a_content_filter_stopped_is_shortened_and_keeps_its_call(home: Path, tmp_path: Path) -> None:
    async def page(arguments: object) -> str:
        return "A page.\n" + "bad " * 200

    blocked = [ModelError("filtered", "The provider blocked this request by its content policy.")]
    model = Says([reply(call("page")), blocked, reply(Text("Fine."))])
    session = await Workplace(model, home, tmp_path, [Doing("page", "read", page)]).open(Listener())
    await asyncio.gather(session.prompt(says("read it")), return_exceptions=True)
    await session.prompt(says("go on"))

    (answer,) = [m for m in model.requests[-1].messages if isinstance(m, ToolMessage)]
    assert answer.text.startswith("A page.\n[the rest of this result") and "bad" not in answer.text
    assert session.history == messages(await session.events())


async def test_many_turns_leave_nothing_behind_but_their_history(home: Path, tmp_path: Path) -> None:
    model = Says([])
    store = SqliteStore(str(tmp_path / "acp.db"))
    session = await Workplace(model, home, tmp_path, [Doing("look")], store=store).open(Quiet())

    async def some(count: int) -> int:
        for _ in range(count):
            model.replies = [reply(call("look")), reply(Text("Yes."))]
            model.requests.clear()
            await session.prompt(says("go on"))
        session.history.clear()
        model.requests.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        await some(40)
        before = await some(20)
        after = await some(100)
    finally:
        tracemalloc.stop()
        await session.close()
        await store.close()

    assert (after - before) / 100 < 300, "bytes a turn"


class Quiet(Listener):
    """A client that forgets what it hears."""

    async def hear(self, session_id: str, event: object) -> None:
        pass


@pytest.mark.parametrize("steps", range(16))
async def test_a_skill_that_is_cancelled_at_any_moment_keeps_what_the_person_said(
    home: Path, tmp_path: Path, steps: int
) -> None:
    session = await Workplace(Says([reply(Text("Done."))]), home, tmp_path).open(Listener())
    await session.shelf.fresh()
    async with asyncio.timeout(5):
        turn = asyncio.create_task(session.prompt(says("/write-tests for the cart")))
        for _ in range(steps + 1):
            await asyncio.sleep(0)
        session.cancel()
        await turn

    events = await session.events()
    assert [e.shown for e in events if isinstance(e, TurnStarted)] == ["/write-tests for the cart"]
    assert [type(e) for e in events if isinstance(e, TurnStarted | TurnEnded)] == [TurnStarted, TurnEnded]
    assert session.history == messages(events)
