"""A session as a reader follows it: who said what, which calls were made, how turns ended.

A fold over the events in force, with nothing that only a program needs. The formats draw it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hermes_acp.agent.events import CallFinished, Event, MessageAdded, ReplyFinished, TurnEnded, TurnStarted
from hermes_acp.models.message import Text, Thought


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the person."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Words of the model."""

    text: str
    model: str
    """``provider:model``; empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """What the model showed of its thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a turn did not end well."""

    text: str


Piece = Said | Answered | Thinking | Failed | CallFinished
"""One thing on the page."""


def story(events: Iterable[Event]) -> list[Piece]:
    """The pieces of a session in order."""
    pieces: list[Piece] = []
    for event in events:
        match event:
            case TurnStarted(shown=shown):
                pieces.append(Said(shown))
            case MessageAdded(shown=str(shown)) if shown:
                pieces.append(Said(shown))
            case ReplyFinished(message=message):
                for part in message.parts:
                    if isinstance(part, Thought) and part.text.strip():
                        pieces.append(Thinking(part.text.strip()))
                    elif isinstance(part, Text) and part.text.strip():
                        pieces.append(Answered(part.text.strip(), message.model))
            case CallFinished():
                pieces.append(event)
            case TurnEnded(error=str(error)):
                pieces.append(Failed(error))
            case TurnEnded(stop=stop) if stop not in ("end_turn", None):
                pieces.append(Failed(f"The turn ended early: {stop}."))
            case _:
                pass
    return pieces
