"""The turn that a crash cut in a session's log: what of it is open, and how it is closed, honestly."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.agent.broken import cut_note
from hermes_acp.agent.events import (
    CallFinished,
    CallStarted,
    Event,
    MessageAdded,
    ReplyFinished,
    ReplyGrew,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.history import NEVER_STARTED
from hermes_acp.models.message import AssistantMessage, Text, ToolCall, ToolMessage, Usage

UNKNOWN_OUTCOME = (
    "Interrupted: the program ended before this call answered, so its outcome is unknown. "
    "Look before you assume that it happened or that it did not."
)


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
