"""Going back in a conversation, and taking a copy of it: folds over the log, in which nothing is overwritten.

A rewind is an entry that says from which turn on the conversation no longer counts. What was set meanwhile (mode,
model, title, options) and what was decided about calls stays. Files are not touched: that is another command's work.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import (
    CallDecided,
    Event,
    MessageAdded,
    ModeChanged,
    ModelChanged,
    OptionChanged,
    PromptDropped,
    PromptQueued,
    ReplyFinished,
    Rewound,
    TitleChanged,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.history import messages, to_events, to_item, waiting_prompts
from hermes_acp.errors import MessageNotFound, SessionNotFound, TurnRunning
from hermes_acp.store.entries import Entry, SessionRecord

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.store.store import Store

STAYS = (ModeChanged, ModelChanged, OptionChanged, TitleChanged, CallDecided)
"""What a rewind leaves in force."""


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events without what was rewound."""
    kept: list[Event] = []
    for event in events:
        if isinstance(event, Rewound):
            kept = before(kept, event.turn_id)
        else:
            kept.append(event)
    return kept


def before(events: Sequence[Event], turn_id: str) -> list[Event]:
    """The conversation before a turn. The turn that is running stays: it is the command that asked for this."""
    start = next((at for at, e in enumerate(events) if isinstance(e, TurnStarted) and e.turn_id == turn_id), None)
    if start is None:
        return list(events)
    end = running_from(events)
    gone = {event.turn_id for event in events[start:end] if isinstance(event, TurnStarted)}
    return [
        *(event for event in events[:start] if not (isinstance(event, PromptQueued) and event.turn_id in gone)),
        *(event for event in events[start:end] if isinstance(event, STAYS)),
        *events[end:],
    ]


def running_from(events: Sequence[Event]) -> int:
    """Where the turn begins that has not ended; the length when none runs."""
    for at in range(len(events) - 1, -1, -1):
        if isinstance(events[at], TurnEnded):
            break
        if isinstance(events[at], TurnStarted):
            return at
    return len(events)


def turns(events: Iterable[Event]) -> list[TurnStarted]:
    """What the person said to the model, in order; commands are left out."""
    return [event for event in in_force(events) if isinstance(event, TurnStarted) and not event.command]


def turn_of(events: Iterable[Event], message_id: str) -> TurnStarted | None:
    """The turn a message belongs to, by the id of the message or of the turn; None when it is not in force."""
    turn: TurnStarted | None = None
    for event in in_force(events):
        if isinstance(event, TurnStarted):
            turn = event
            if message_id in (event.turn_id, event.message.id):
                return turn
        elif isinstance(event, ReplyFinished | MessageAdded) and event.message.id == message_id:
            return turn
    return None


def at_rest(entries: Sequence[Entry]) -> int:
    """The ``seq`` of the last entry after which no turn was running; 0 when there is none."""
    rest, running = 0, False
    for entry in entries:
        if entry.kind in ("turn_started", "turn_ended"):
            running = entry.kind == "turn_started"
        if not running:
            rest = entry.seq
    return rest


async def rewind(session: Session, message_id: str) -> TurnStarted:
    """Go back to before the turn of a message, and return that turn.

    MessageNotFound; TurnRunning unless the turn that runs is a command, which is where this may be called from.
    """
    events = await session.events()
    running = events[running_from(events) :]
    if running and not (isinstance(running[0], TurnStarted) and running[0].command):
        raise TurnRunning("Going back has to wait until the running turn has ended; cancel it first.")
    turn = turn_of(events, message_id)
    if turn is None or turn in running:
        raise MessageNotFound(message_id)
    rewound = Rewound(turn.turn_id)
    await session.say(rewound)
    session.history[:] = messages(in_force([*events, rewound]))
    return turn


async def copied(
    store: Store, session_id: str, *, title: str | None = None, cwd: str = "", roots: tuple[str, ...] = ()
) -> SessionRecord:
    """Copy what is on disk of a session, up to where last no turn ran, and return the copy. SessionNotFound.

    Title and directories are those of the original where nothing else is said.
    """
    record = await store.find(session_id)
    if record is None:
        raise SessionNotFound(session_id)
    entries, now = await store.read(session_id), time.time()
    rest = at_rest(entries)
    copy = record._replace(
        id=os.urandom(16).hex(),
        parent=session_id,
        archived=False,
        created=now,
        updated=now,
        title=title or record.title,
        cwd=cwd or record.cwd,
        roots=roots if cwd else record.roots,
    )
    await store.copy(session_id, copy, rest)
    # What waits over there waits for a turn of that session.
    waiting = [PromptDropped(prompt.turn_id) for prompt in waiting_prompts(to_events(entries[:rest]))]
    if items := [item for event in waiting if (item := to_item(event))]:
        await store.append(copy.id, *items)
    return copy
