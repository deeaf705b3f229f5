"""A long conversation gets shorter for the model, never for the person."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from hermes_acp.agent.compaction.compactor import Compactor, Place
from hermes_acp.agent.compaction.cut import ends
from hermes_acp.agent.compaction.plain import plain_notes
from hermes_acp.agent.compaction.summary import HEADINGS, LATEST, OPENING, instructions, material, notes, words_of
from hermes_acp.agent.compaction.tokens import total
from hermes_acp.agent.events import AgentText, Compacted, Event, Notice, ReplyFinished, TurnStarted, UsageChanged
from hermes_acp.agent.history import messages, replayed
from hermes_acp.agent.meter import Meter
from hermes_acp.agent.past import rewind
from hermes_acp.agent.services import Compression, Defaults
from hermes_acp.agent.shortening import short, shortened
from hermes_acp.errors import ModelError
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.models.model import Delta, Finished, Request
from support.agent import Listener, Says, Step, Workplace, call, reply, says
from support.tools import Doing

BODY = "\n\n".join(f"## {heading}\nNone." for heading in HEADINGS)


def user(text: str) -> UserMessage:
    return UserMessage(f"u-{text[:8]}", (Text(text),))


def exchange(n: int, size: int = 1_000) -> list[Message]:
    """A call and its result."""
    asked = ToolCall(f"c{n}", "read_file", json.dumps({"path": f"src/{n}.py"}))
    return [AssistantMessage(f"a{n}", (asked,)), ToolMessage(f"c{n}", "read_file", f"1|file {n}\n" + "x" * size)]


def long_history(count: int, size: int = 1_000) -> list[Message]:
    return [user("Build the thing."), *(m for n in range(count) for m in exchange(n, size))]


def paired(history: Sequence[Message]) -> bool:
    """Whether every call is followed by its result and every result stands behind its call."""
    open_calls: list[str] = []
    for message in history:
        if isinstance(message, ToolMessage):
            if message.call_id not in open_calls:
                return False
            open_calls.remove(message.call_id)
        elif open_calls:
            return False
        elif isinstance(message, AssistantMessage):
            open_calls = [call.id for call in message.calls]
    return not open_calls


@pytest.mark.parametrize("first", range(6))
@pytest.mark.parametrize("last", [0, 1, 2, 5, 30])
@pytest.mark.parametrize("room", [0, 500, 100_000])
def test_both_ends_stay_and_no_call_is_parted_from_its_result(first: int, last: int, room: int) -> None:
    two = AssistantMessage("two", (ToolCall("p1", "a", "{}"), ToolCall("p2", "b", "{}")))
    history = [*long_history(6), two, ToolMessage("p1", "a", "1"), ToolMessage("p2", "b", "2")]
    head, tail = ends(history, first, last, room)

    assert head <= first
    assert tail >= 3, "the last exchange stays"
    assert paired(history[:head])
    assert paired(history[len(history) - tail :])
    assert paired(shortened(history, Compacted(head, tail, user("notes"), 0, 0)))


def test_a_beginning_that_is_too_large_does_not_stay() -> None:
    history = [user("Read it."), *exchange(0, 50_000), *(m for n in range(1, 6) for m in exchange(n))]

    assert ends(history, 3, 4, 1_000) == (1, 4)
    assert ends(history, 3, 4, 100_000) == (3, 4)


def test_a_short_result_stays_and_a_long_one_keeps_its_first_line() -> None:
    brief, long = ToolMessage("c", "t", "fine"), ToolMessage("c", "t", "1|first line\n" + "x" * 999)

    assert short(brief) is brief
    said = short(long)
    assert isinstance(said, ToolMessage)
    assert said.text == "1|first line\n[the rest of this result, 1,012 characters in all, was left out to save room]"
    assert short(said) == said


class Stage:
    """A compactor over a history, with a model that says what the test gives it."""

    def __init__(self, history: list[Message], replies: Sequence[Sequence[Step]], settings: Compression) -> None:
        self.history = history
        self.events: list[Event] = []
        self.meter = Meter(history)
        self.meter.fixed = 100
        self.model = Says(replies, name="cheap:model", window=100_000)

        async def emit(event: Event) -> None:
            self.events.append(event)
            self.meter.hear(event)

        async def open_model() -> Says:
            return self.model

        place = Place(history, emit, self.meter, iter(map(str, range(99))).__next__, open_model)
        self.compactor = Compactor(place, settings)

    def done(self) -> list[Compacted]:
        return [event for event in self.events if isinstance(event, Compacted)]


async def test_nothing_happens_below_the_threshold_or_where_the_window_is_unknown() -> None:
    stage = Stage(long_history(20), [], Compression())
    await stage.compactor.between(None)
    await stage.compactor.between(100_000)

    assert stage.events == []


async def test_old_results_are_shortened_first_and_no_model_is_asked_when_that_is_enough() -> None:
    stage = Stage(long_history(40, 2_000), [], Compression(last=10))
    before = list(stage.history)
    await stage.compactor.between(30_000)

    (event,) = stage.done()
    assert event.summary is None and event.after < event.before
    assert stage.history == shortened(before, event)
    assert len(stage.history) == len(before)
    assert stage.history[-event.kept_last :] == before[-event.kept_last :]
    assert stage.model.requests == []


async def test_what_lies_between_the_ends_is_summed_up_under_fixed_headings() -> None:
    stage = Stage(long_history(60, 100), [reply(Text(BODY), usage=Usage(900, 90))], Compression(last=4))
    await stage.compactor.between(4_000)

    (event,) = stage.done()
    asked = stage.model.requests[0]
    assert asked.system == instructions() and all(f"## {heading}" in asked.system for heading in HEADINGS)
    assert "Agent calls read_file" in words_of(asked.messages[0])  # type: ignore[arg-type]
    assert (event.model, event.usage) == ("cheap:model", Usage(900, 90))
    assert event.summary is not None and words_of(event.summary).startswith(f"{OPENING}\n\n## Active task")
    assert stage.history[event.kept_first] == event.summary
    assert paired(stage.history)
    assert stage.meter.session.usage == Usage(900, 90)
    assert [type(e).__name__ for e in stage.events] == ["Notice", "Compacted", "UsageChanged"]


async def test_a_later_compaction_brings_the_earlier_notes_up_to_date() -> None:
    history = [user("Build it."), user(notes(f"{BODY}\n\nThe port is 8080.", [])), *long_history(40, 100)[1:]]
    stage = Stage(history, [reply(Text(BODY))], Compression(first=1, last=4))
    await stage.compactor.compact("the port", 4_000)

    asked = words_of(stage.model.requests[0].messages[0])  # type: ignore[arg-type]
    assert asked.startswith("Earlier notes:\n\n## Active task") and "The port is 8080." in asked
    assert asked.endswith("special attention to: the port")
    assert sum(isinstance(m, UserMessage) and words_of(m).startswith(OPENING) for m in stage.history) == 1


@pytest.mark.parametrize(
    "said",
    [[ModelError("billing", "The quota is used up.")], reply(Text("I like turtles.")), []],
    ids=["fails", "rambles", "says nothing"],
)
async def test_without_a_usable_summary_notes_are_taken_by_rule(said: Sequence[Step]) -> None:
    stage = Stage(long_history(60, 100), [said], Compression(last=4))
    await stage.compactor.between(4_000)

    (event,) = stage.done()
    assert event.summary is not None
    text = words_of(event.summary)
    assert all(f"## {heading}\n" in text for heading in HEADINGS)
    assert "- src/30.py" in text
    assert paired(stage.history)


async def test_a_summary_that_takes_too_long_is_not_waited_for() -> None:
    never = asyncio.Event()
    stage = Stage(long_history(60, 100), [[never]], Compression(last=4, seconds=0.01))
    async with asyncio.timeout(5):
        await stage.compactor.between(4_000)

    (event,) = stage.done()
    assert event.model == "" and event.summary is not None
    assert any(isinstance(e, Notice) and e.title == "No summary" for e in stage.events)


def test_notes_by_rule_are_the_same_for_the_same_messages_and_name_what_failed() -> None:
    history = [*long_history(3), AssistantMessage("a", (ToolCall("bad", "shell", "{}"),))]
    history += [ToolMessage("bad", "shell", "make: *** no rule", failed=True), user("and now?")]

    assert plain_notes(history) == plain_notes(list(history))
    assert "## Active task\nand now?" in plain_notes(history)
    assert "- shell failed: make: *** no rule" in plain_notes(history)


def test_the_latest_words_of_the_user_are_kept_word_for_word() -> None:
    text = notes(BODY, [user("first wish"), user("(You have 3 model requests left)"), *exchange(1)])

    assert text.endswith(f"{LATEST}\nfirst wish")


def test_more_than_a_model_can_read_is_cut_and_says_so() -> None:
    text = material(long_history(100), "", 5_000)

    assert len(text) < 5_200 and "characters left out]" in text


async def test_what_cannot_be_made_shorter_is_not_tried_again_at_once() -> None:
    stage = Stage([user("x" * 40_000), user("y" * 40_000)], [], Compression())
    for _ in range(3):
        await stage.compactor.between(10_000)

    assert stage.events == []


class SumsUp(Says):
    """Says its replies to the conversation, and notes to whoever wants a summary."""

    summaries = 0

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        if request.system != instructions():
            async for delta in super().stream(request):
                yield delta
            return
        self.summaries += 1
        yield Finished(AssistantMessage("s", (Text(BODY),)), Usage(7, 3))


async def test_a_session_is_compacted_between_steps_and_its_log_says_everything(home: Path, tmp_path: Path) -> None:
    async def much(arguments: Mapping[str, object]) -> str:
        return f"{arguments['n']} " * 150

    # A window of 4000 tokens; the provider counts more with each request, until it sees the summary.
    looks = [reply(call("look", f"c{n}", n=n), usage=Usage(min(500 + 300 * n, 2950), 10)) for n in range(12)]
    model = SumsUp([*looks, reply(Text("Done."), usage=Usage(400, 10))], window=4_000)
    settings = Defaults("test:model", compression=Compression(threshold=0.5, first=1, last=4))
    place = Workplace(model, home, tmp_path, [Doing("look", "read", much)], defaults=settings)
    editor = Listener()
    session = await place.open(editor)
    result = await session.prompt(says("look at everything"))
    events = await session.events()
    done = [e for e in events if isinstance(e, Compacted)]

    assert result.stop == "end_turn"
    assert done and session.history == messages(events) and paired(session.history)
    assert all(paired(request.messages) for request in model.requests)
    assert len([e for e in replayed(events) if isinstance(e, ReplyFinished)]) == 13
    assert [e.used for e in editor.of(UsageChanged) if e.used in {d.after for d in done}] == [d.after for d in done]

    await session.prompt(says("/compact the numbers"))
    assert editor.of(AgentText)[-1].text.startswith("Summed up by `test:model`: about ")
    assert model.summaries > 0
    assert session.history == messages(await session.events())


async def test_a_rewind_crosses_a_compaction(home: Path, tmp_path: Path) -> None:
    model = Says([*([reply(Text("word " * 200))] * 6), reply(Text(BODY))])
    settings = Defaults("test:model", compression=Compression(enabled=False, first=1, last=2))
    session = await Workplace(model, home, tmp_path, [], defaults=settings).open(Listener())
    for n in range(6):
        await session.prompt(says(f"question {n}"))
    whole = list(session.history)
    await session.prompt(says("/compact"))
    shorter = list(session.history)
    third = [e for e in await session.events() if isinstance(e, TurnStarted)][3]
    await rewind(session, third.message.id)

    assert len(shorter) < len(whole)
    assert session.history == whole[:6]


async def test_a_conversation_the_provider_finds_too_long_is_shortened_and_asked_again(
    home: Path, tmp_path: Path
) -> None:
    too_long = [ModelError("context_overflow", "The conversation is too long.")]
    model = Says([*([reply(Text("word " * 200))] * 6), too_long, reply(Text(BODY)), reply(Text("Here."))], window=None)
    settings = Defaults("test:model", compression=Compression(first=1, last=2))
    editor = Listener()
    session = await Workplace(model, home, tmp_path, [], defaults=settings).open(editor)
    results = [await session.prompt(says(f"question {n}")) for n in range(7)]

    assert [result.stop for result in results] == ["end_turn"] * 7
    assert total(session.history) < total(messages(e for e in editor.events if not isinstance(e, Compacted)))
    assert session.history == messages(await session.events())


async def test_a_conversation_that_stays_too_long_fails_the_turn_with_advice(home: Path, tmp_path: Path) -> None:
    too_long = [ModelError("context_overflow", "The conversation is too long. Compact it or start a new session.")]
    model = Says([too_long] * 5)
    session = await Workplace(model, home, tmp_path, []).open(Listener())
    (failed,) = await asyncio.gather(session.prompt(says("hi")), return_exceptions=True)

    assert isinstance(failed, ModelError) and "start a new session" in str(failed)
    assert [type(m) for m in session.history] == [UserMessage]
