"""A session as a reader follows it: who said what and when, which calls were made, how turns ended.

A fold over the events in force, with nothing that only a program needs. The formats draw it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct

from hermes_acp.agent.events import CallFinished, Event, MessageAdded, ReplyFinished, TurnEnded, TurnStarted
from hermes_acp.agent.history import to_events
from hermes_acp.agent.past import in_force
from hermes_acp.models.message import AssistantMessage, Image, Text, Thought, UserMessage
from hermes_acp.store.entries import Entry

ENDS = {
    "cancelled": "The turn was stopped.",
    "max_tokens": "The answer was cut: it reached the length that the model may write.",
    "max_turn_requests": "The turn was ended: it used all the requests it may make.",
    "refusal": "The model refused to go on.",
}
"""What a stop reason means, for a reader."""


class Said(Struct, frozen=True):
    """Words of the person."""

    text: str
    moment: float
    """Unix seconds."""
    images: tuple[Image, ...] = ()


class Answered(Struct, frozen=True):
    """Words of the model."""

    text: str
    model: str
    """``provider:model``; empty where nobody knows."""


class Thinking(Struct, frozen=True):
    """What the model showed of its thinking."""

    text: str


class Failed(Struct, frozen=True):
    """Why a turn did not end well."""

    text: str


Piece = Said | Answered | Thinking | Failed | CallFinished
"""One thing on the page."""


def in_order(entries: Iterable[Entry]) -> list[tuple[float, Event]]:
    """The events of a log that are in force, each with its moment in Unix seconds."""
    dated = [(entry.time, event) for entry in entries for event in to_events([entry])]
    kept = {id(event) for event in in_force(event for _, event in dated)}
    return [(moment, event) for moment, event in dated if id(event) in kept]


def story(events: Iterable[tuple[float, Event]]) -> list[Piece]:
    """The pieces of a session in order."""
    pieces: list[Piece] = []
    for moment, event in events:
        match event:
            case TurnStarted(shown=shown, message=message) | MessageAdded(shown=str(shown), message=message) if shown:
                pieces.append(Said(shown, moment, images(message)))
            case ReplyFinished(message=message):
                pieces += reply(message)
            case CallFinished():
                pieces.append(event)
            case TurnEnded(error=str(error)):
                pieces.append(Failed(error))
            case TurnEnded(stop=stop) if stop in ENDS:
                pieces.append(Failed(ENDS[stop]))
            case _:
                pass
    return pieces


def reply(message: AssistantMessage) -> Iterator[Piece]:
    """What the model thought and said; what it said in one breath is one piece."""
    for kind, parts in groupby(message.parts, key=type):
        text = "".join(part.text for part in parts if isinstance(part, Text | Thought)).strip()
        if text:
            yield Thinking(text) if kind is Thought else Answered(text, message.model)


def images(message: UserMessage) -> tuple[Image, ...]:
    """The pictures that came with a message."""
    return tuple(part for part in message.parts if isinstance(part, Image))
