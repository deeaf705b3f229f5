"""What an agent has done so far, gathered from its events: a listener like every other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from hermes_acp.agent.events import CallFinished, Event
from hermes_acp.agent.usage import NOTHING, Spent
from hermes_acp.models.message import Message


class ToolRecord(Struct, frozen=True):
    """One call of a tool."""

    tool: str
    input: Mapping[str, object]
    """Its arguments; empty when they could not be read."""
    output: str
    """What the model read."""
    duration: float
    """Seconds it ran; 0 when it never did."""
    error: str | None
    """Why it failed or was refused; None when it did what was asked."""


class State(Struct):
    """What an agent has done so far."""

    tool_history: list[ToolRecord] = field(default_factory=list[ToolRecord])
    """Every call, in the order they ended."""
    messages: Sequence[Message] = ()
    """The conversation as the model reads it."""
    spent: Spent = NOTHING
    """Tokens, cost and time of all turns."""

    def hear(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, CallFinished):
            text = event.message.text
            error = text if event.status == "failed" else None
            record = ToolRecord(event.message.name, event.arguments, text, event.seconds, error)
            self.tool_history.append(record)
