"""Folds over a session's log: what the model reads, what a face replays, what a crash left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from hermes_acp.agent.broken import cut_note
from hermes_acp.agent.codec import pack_fields, unpack_fields
from hermes_acp.agent.events import (
    CallDecided,
    CallFinished,
    CallStarted,
    Compacted,
    Event,
    MessageAdded,
    ModeChanged,
    ModelChanged,
    OptionChanged,
    PlanChanged,
    PromptDropped,
    PromptQueued,
    QuestionAsked,
    QuestionSettled,
    ReplyFinished,
    ReplyGrew,
    Rewound,
    TitleChanged,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.shortening import shortened
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, Usage
from hermes_acp.store.entries import Entry, Item

KINDS: dict[str, type[Event]] = {
    "turn_started": TurnStarted,
    "prompt_queued": PromptQueued,
    "prompt_dropped": PromptDropped,
    "message_added": MessageAdded,
    "compacted": Compacted,
    "reply_grew": ReplyGrew,
    "reply_finished": ReplyFinished,
    "call_decided": CallDecided,
    "question_asked": QuestionAsked,
    "question_settled": QuestionSettled,
    "call_started": CallStarted,
    "call_finished": CallFinished,
    "plan_changed": PlanChanged,
    "title_changed": TitleChanged,
    "mode_changed": ModeChanged,
    "model_changed": ModelChanged,
    "option_changed": OptionChanged,
    "rewound": Rewound,
    "turn_ended": TurnEnded,
}
"""The events that are kept, by the word they have in the log."""

T = TypeVar("T", bound=Event)

WORDS = {kind: word for word, kind in KINDS.items()}

UNKNOWN_OUTCOME = (
    "Interrupted: the program ended before this call answered, so its outcome is unknown. "
    "Look before you assume that it happened or that it did not."
)
NEVER_STARTED = "Not made: the program ended before this call began."


def to_item(event: Event) -> Item | None:
    """The event as an entry to append; None for events that are not kept."""
    word = WORDS.get(type(event))
    return (word, pack_fields(event)) if word else None


def to_events(entries: Iterable[Entry]) -> Iterator[Event]:
    """The events of a log; kinds written by a newer version are passed over."""
    for entry in entries:
        kind = KINDS.get(entry.kind)
        if kind is not None:
            yield unpack_fields(kind, entry.data)


def closing(events: Sequence[Event]) -> list[Event]:
    """What must be appended to close a turn that a crash cut; empty when the log ends at rest."""
    turn, grown, reply, started, finished = open_turn(events)
    if turn is None:
        return []
    ends: list[Event] = []
    if grown:
        text = "".join(piece.text for piece in grown)
        said = AssistantMessage(grown[0].message_id, (Text(text),))
        ends.append(ReplyFinished(said, Usage(), interrupted=True))
        ends.append(MessageAdded(cut_note(f"{said.id}-cut", "crash")))
    calls = [call for call in reply.message.calls if call.id not in finished] if reply else []
    ends += [close_call(call, started.get(call.id)) for call in calls]
    cut = [started[call.id].title for call in calls if call.id in started]
    what = f" before {cut[0]} answered" if cut else ""
    return [*ends, TurnEnded(turn.turn_id, None, f"The program ended{what}; the turn is incomplete.")]


def open_turn(
    events: Sequence[Event],
) -> tuple[TurnStarted | None, list[ReplyGrew], ReplyFinished | None, dict[str, CallStarted], set[str]]:
    """The turn the log breaks off in, its unfinished text, its last reply, and its calls begun and answered."""
    turn: TurnStarted | None = None
    grown: list[ReplyGrew] = []
    reply: ReplyFinished | None = None
    started: dict[str, CallStarted] = {}
    finished: set[str] = set()
    for event in events:
        match event:
            case TurnStarted():
                turn, grown, reply, started, finished = event, [], None, {}, set()
            case ReplyGrew():
                grown.append(event)
            case ReplyFinished():
                grown, reply = [], event
            case CallStarted():
                started[event.call_id] = event
            case CallFinished():
                finished.add(event.call_id)
            case TurnEnded():
                turn = None
            case _:
                pass
    return turn, grown, reply, started, finished


def close_call(call: ToolCall, started: CallStarted | None) -> CallFinished:
    """The honest answer to a call that a crash cut off."""
    text = UNKNOWN_OUTCOME if started else NEVER_STARTED
    message = ToolMessage(call.id, call.name, text, failed=True)
    if started is None:
        return CallFinished(call.id, "failed", message, title=call.name, kind="other")
    return CallFinished(
        call.id, "failed", message, started.title, started.kind, started.arguments, started.content, started.locations
    )


def messages(events: Iterable[Event]) -> list[Message]:
    """What the model reads: every call answered, in call order, and no slash commands."""
    history: list[Message] = []
    answers: dict[str, ToolMessage] = {}
    reply: AssistantMessage | None = None
    command = False

    def settle() -> None:
        history.extend(
            answers.get(call.id) or ToolMessage(call.id, call.name, NEVER_STARTED, failed=True)
            for call in (reply.calls if reply else ())
        )

    for event in events:
        match event:
            case TurnStarted():
                settle()
                reply, command = None, event.command
                if not command:
                    history.append(event.message)
            case ReplyFinished() if not command:
                settle()
                reply, answers = event.message, {}
                history.append(event.message)
            case CallFinished():
                answers[event.call_id] = event.message
            case MessageAdded():
                settle()
                reply = None
                history.append(event.message)
            case Compacted():
                settle()
                reply = None
                history = shortened(history, event)
            case _:
                pass
    settle()
    return history


def replayed(events: Sequence[Event]) -> list[Event]:
    """What a face shows again: whole messages, calls in their final state, the last plan once, at its end."""
    whole = TurnStarted | MessageAdded | ReplyFinished | CallFinished | TurnEnded
    said = (event for event in events if isinstance(event, whole))
    shown: list[Event] = [event for event in said if not isinstance(event, MessageAdded) or event.shown]
    plans = [event for event in events if isinstance(event, PlanChanged)]
    waiting = waiting_prompts(events)
    return [*shown, *plans[-1:], *waiting]


def waiting_prompts(events: Iterable[Event]) -> list[PromptQueued]:
    """Prompts that waited for a turn and never became one."""
    waiting: dict[str, PromptQueued] = {}
    for event in events:
        if isinstance(event, PromptQueued):
            waiting[event.turn_id] = event
        elif isinstance(event, TurnStarted | PromptDropped):
            waiting.pop(event.turn_id, None)
        elif isinstance(event, MessageAdded):
            waiting.pop(event.message.id, None)
    return list(waiting.values())


def latest(events: Iterable[Event], kind: type[T]) -> T | None:
    """The last event of that class."""
    found = None
    for event in events:
        if isinstance(event, kind):
            found = event
    return found
