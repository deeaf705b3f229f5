"""Going back and forking: nothing is overwritten, and what no longer counts is read by nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.events import (
    Event,
    ModeChanged,
    OptionChanged,
    PromptQueued,
    ReplyFinished,
    Rewound,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.history import replayed
from hermes_acp.agent.past import at_rest, in_force, rewind, turn_of, turns
from hermes_acp.agent.services import Defaults
from hermes_acp.errors import MessageNotFound, SessionNotFound, TurnRunning
from hermes_acp.models.message import AssistantMessage, Text, Usage, UserMessage
from hermes_acp.store.entries import Entry
from support.agent import Listener, Says, Workplace, reply, says


def turn(number: int, *between: Event, command: bool = False) -> list[Event]:
    """A whole turn, its ids made of a number."""
    asked = UserMessage(f"u{number}", (Text(f"question {number}"),))
    answered = AssistantMessage(f"a{number}", (Text(f"answer {number}"),))
    return [
        TurnStarted(f"t{number}", asked, f"question {number}", command=command),
        ReplyFinished(answered, Usage()),
        *between,
        TurnEnded(f"t{number}", "end_turn"),
    ]


def test_what_was_rewound_no_longer_counts_but_what_was_set_meanwhile_does() -> None:
    events = [*turn(1), *turn(2, ModeChanged("plan")), *turn(3), Rewound("t2"), *turn(4)]

    assert in_force(events) == [*turn(1), ModeChanged("plan"), *turn(4)]


def test_a_command_that_goes_back_does_not_take_itself_away() -> None:
    start, *rest = turn(3, command=True)

    assert in_force([*turn(1), *turn(2), start, Rewound("t2"), *rest]) == [*turn(1), start, *rest]


def test_going_back_twice_and_to_a_turn_that_is_gone() -> None:
    events = [*turn(1), *turn(2), *turn(3), Rewound("t3"), Rewound("t2"), Rewound("t3")]

    assert in_force(events) == turn(1)


def test_a_prompt_that_waited_for_a_rewound_turn_was_not_left_unsent() -> None:
    events = [*turn(1, PromptQueued("t2", "question 2")), *turn(2), Rewound("t2")]

    assert not [event for event in replayed(in_force(events)) if isinstance(event, PromptQueued)]


@pytest.mark.parametrize("named", ["t2", "u2", "a2"])
def test_a_turn_is_found_by_its_id_and_those_of_its_messages(named: str) -> None:
    found = turn_of([*turn(1), *turn(2)], named)

    assert found is not None
    assert found.turn_id == "t2"


def test_commands_are_no_turns_one_goes_back_to() -> None:
    assert [event.turn_id for event in turns([*turn(1), *turn(2, command=True)])] == ["t1"]


def test_a_log_is_at_rest_where_no_turn_runs() -> None:
    kinds = ["mode_changed", "turn_started", "reply_finished", "turn_ended", "mode_changed", "turn_started", "x"]

    assert at_rest([Entry(at, kind, {}, 0.0) for at, kind in enumerate(kinds, 1)]) == 5
    assert at_rest([]) == 0


async def test_the_model_reads_on_from_before_the_message_and_so_does_who_loads_the_session(
    home: Path, tmp_path: Path
) -> None:
    model = Says([reply(Text(words)) for words in ("one", "two", "three", "four")])
    work = Workplace(model, home, tmp_path)
    session = await work.open(Listener())
    await session.prompt(says("first"))
    await session.prompt(says("second"))
    gone = await rewind(session, turns(await session.events())[1].message.id)
    await session.prompt(says("other"))
    await work.sessions.close(session.id)
    opened = await work.sessions.open(session.id, Wish(""), lambda settings: Listener())
    await opened.session.prompt(says("last"))

    assert gone.shown == "second"
    asked = [[part.text for m in r.messages for part in m.parts] for r in model.requests]  # type: ignore[union-attr]
    assert asked[2:] == [["first", "one", "other"], ["first", "one", "other", "three", "last"]]
    assert [e.shown for e in opened.events if isinstance(e, TurnStarted)] == ["first", "other"]
    await work.sessions.close_all()


async def test_going_back_waits_for_no_turn_and_knows_its_messages(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([[go_on, *reply(Text("one"))]])
    work = Workplace(model, home, tmp_path)
    session = await work.open(Listener())
    running = asyncio.create_task(session.prompt(says("first")))
    await model.asked.wait()
    with pytest.raises(TurnRunning):
        await rewind(session, "anything")
    go_on.set()
    await running
    with pytest.raises(MessageNotFound):
        await rewind(session, "anything")
    await work.sessions.close_all()


async def test_a_fork_ends_where_last_no_turn_ran_and_lives_its_own_life(home: Path, tmp_path: Path) -> None:
    go_on = asyncio.Event()
    model = Says([reply(Text("one")), [go_on, *reply(Text("two"))], reply(Text("three"))])
    work = Workplace(model, home, tmp_path)
    session = await work.open(Listener())
    await session.prompt(says("first"))
    running = asyncio.create_task(session.prompt(says("second")))
    await model.asked.wait()
    while len(model.requests) < 2:
        model.asked.clear()
        await model.asked.wait()
    waiting = asyncio.create_task(session.prompt(says("third")))
    client = session.client
    assert isinstance(client, Listener)
    await client.until(PromptQueued)
    opened = await work.sessions.fork(session.id, Wish(str(tmp_path)), lambda settings: Listener())
    waiting.cancel()
    go_on.set()
    await asyncio.wait([running, waiting])
    await opened.session.prompt(says("elsewhere"))

    assert opened.session.record.parent == session.id
    assert [e.shown for e in replayed(opened.events) if isinstance(e, TurnStarted)] == ["first"]
    assert not [e for e in replayed(opened.events) if isinstance(e, PromptQueued)]
    assert [m.text for m in opened.session.history if isinstance(m, AssistantMessage)] == ["one", "three"]
    assert [m.text for m in session.history if isinstance(m, AssistantMessage)] == ["one", "two"]
    await work.sessions.close_all()


async def test_forking_what_is_not_there_says_so(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path)
    with pytest.raises(SessionNotFound):
        await work.sessions.fork("nothing", Wish(str(tmp_path)), lambda settings: Listener())


async def test_what_was_set_is_restored_with_the_session(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path)
    session = await work.open(Listener())
    await session.set_option("when_busy", "steer")
    await session.set_option("compacts", "off")
    chosen = session.chosen()
    opened = await work.sessions.open(session.id, Wish(""), lambda settings: Listener())

    assert (chosen.when_busy, chosen.compression.enabled) == ("steer", False)
    assert opened.session.chosen() == chosen
    await work.sessions.close_all()


async def test_new_settings_reach_an_open_session_except_where_it_chose_for_itself(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path, defaults=Defaults("openai:o3"))
    session = await work.open(Listener())
    await session.set_option("effort", "low")
    opened = await work.sessions.open(session.id, Wish(""), lambda settings: Listener())
    client = opened.session.client
    assert isinstance(client, Listener)
    await opened.session.renew({"effort": "high", "when_busy": "steer", "max_requests": 7})

    chosen = opened.session.chosen()
    assert (chosen.effort, chosen.when_busy, chosen.max_requests) == ("low", "steer", 7)
    assert client.of(OptionChanged) == [OptionChanged("when_busy", "steer")]
    assert "when_busy" not in str(await opened.session.events())
    await work.sessions.close_all()
