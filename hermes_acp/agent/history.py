"""Folds over a session's log: what the model reads, what a face replays. What a crash left open: ``crash.py``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

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
from hermes_acp.models.message import AssistantMessage, Message, ToolMessage
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
