"""What a session's log says afterwards: to the model, to a replay, and after a crash."""

from __future__ import annotations

from hermes_acp.agent.codec import pack, unpack
from hermes_acp.agent.crash import closing
from hermes_acp.agent.events import (
    CallFinished,
    CallStarted,
    Event,
    PromptQueued,
    ReplyFinished,
    ReplyGrew,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.history import messages, replayed, to_events, to_item, waiting_prompts
from hermes_acp.models.message import AssistantMessage, Text, Thought, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.store.entries import Entry
from hermes_acp_tools.result import Diff, Location

USER = UserMessage("m1", (Text("run the tests"),))
STARTED = TurnStarted("t1", USER, "run the tests")
CALLS = (ToolCall("c1", "shell", '{"command": "npm test"}'), ToolCall("c2", "read_file", '{"path": "a"}'))
REPLY = ReplyFinished(AssistantMessage("m2", (Thought("hm", {"signature": "s"}, "anthropic"), *CALLS)), Usage(10, 2))
BEGUN = CallStarted("c1", "shell", "npm test", "execute", {"command": "npm test"}, "execute", "once", "digest")
READ = CallFinished(
    "c2",
    "completed",
    ToolMessage("c2", "read_file", "1|a"),
    "Read a",
    "read",
    {"path": "a"},
    locations=(Location("/a"),),
)
RAN = CallFinished(
    "c1",
    "completed",
    ToolMessage("c1", "shell", "ok\n[exit code 0]"),
    "npm test",
    "execute",
    {"command": "npm test", "$": "kept as it is"},
    (Diff("/a", None, "new"),),
    data={"exit_code": 0},
    seconds=1.5,
)


def test_every_kept_event_comes_back_from_the_log_as_it_was() -> None:
    told: list[Event] = [STARTED, ReplyGrew("m2", "half"), REPLY, BEGUN, READ, RAN, TurnEnded("t1", "end_turn")]

    entries = [Entry(n, *item, time=0.0) for n, event in enumerate(told, 1) if (item := to_item(event))]

    assert list(to_events(entries)) == told


def test_entries_and_fields_of_a_newer_version_are_passed_over() -> None:
    word, data = to_item(STARTED) or ("", {})
    entries = [Entry(1, "from_the_future", {"x": 1}, 0.0), Entry(2, word, {**data, "new_field": 1}, 0.0)]

    assert list(to_events(entries)) == [STARTED]


def test_an_object_of_an_unknown_class_reads_as_none() -> None:
    assert unpack({"$": "Unheard", "x": 1}) is None
    assert unpack(pack(Usage(1, 2))) == Usage(1, 2)


def test_answers_stand_behind_their_reply_in_the_order_of_the_calls() -> None:
    assert messages([STARTED, REPLY, BEGUN, READ, RAN]) == [USER, REPLY.message, RAN.message, READ.message]


def test_slash_commands_are_replayed_but_no_model_reads_them() -> None:
    command = TurnStarted("t0", UserMessage("m0", (Text("/help"),)), "/help", command=True)
    answer = ReplyFinished(AssistantMessage("a0", (Text("…"),)), Usage())
    events: list[Event] = [command, answer, TurnEnded("t0", "end_turn"), STARTED]

    assert messages(events) == [USER]
    assert replayed(events) == events


def test_a_log_that_ends_at_rest_needs_no_closing() -> None:
    assert closing([STARTED, REPLY, BEGUN, READ, RAN, TurnEnded("t1", "end_turn")]) == []


def test_a_crash_during_a_command_closes_it_as_unknown_and_names_it() -> None:
    ends = closing([STARTED, REPLY, BEGUN, READ])

    assert [(type(e).__name__, getattr(e, "call_id", None)) for e in ends] == [
        ("CallFinished", "c1"),
        ("TurnEnded", None),
    ]
    assert isinstance(ends[0], CallFinished)
    assert "outcome is unknown" in ends[0].message.text
    assert ends[1] == TurnEnded("t1", None, "The program ended before npm test answered; the turn is incomplete.")
    whole = messages([STARTED, REPLY, BEGUN, READ, *ends])
    assert [m.call_id for m in whole if isinstance(m, ToolMessage)] == ["c1", "c2"]


def test_a_crash_before_a_call_began_says_that_it_was_not_made() -> None:
    ends = closing([STARTED, REPLY])

    assert all("Not made" in e.message.text for e in ends if isinstance(e, CallFinished))


def test_text_that_streamed_before_a_crash_is_kept_as_an_interrupted_reply() -> None:
    ends = closing([STARTED, ReplyGrew("m2", "Half a "), ReplyGrew("m2", "word")])

    assert ends[0] == ReplyFinished(AssistantMessage("m2", (Text("Half a word"),)), Usage(), interrupted=True)


def test_a_prompt_that_waited_when_the_program_ended_is_shown_again() -> None:
    queued = PromptQueued("t2", "and then lint")

    assert waiting_prompts([STARTED, queued]) == [queued]
    assert waiting_prompts([STARTED, queued, TurnStarted("t2", USER, "and then lint")]) == []
