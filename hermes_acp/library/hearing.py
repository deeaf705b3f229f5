"""What a program hears of one run: its events alone, and the agent's last words."""

from __future__ import annotations

from collections.abc import Callable

from hermes_acp.agent.events import AgentText, Event, TurnEnded, TurnStarted


class OneTurn:
    """Passes on the events of one turn: other runs of the same agent may wait or go on beside it."""

    def __init__(self, message_id: str, hear: Callable[[Event], None]) -> None:
        self._message_id = message_id
        self._hear = hear
        self._runs = False

    def hear(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, TurnStarted):
            self._runs = event.message.id == self._message_id
        if self._runs:
            self._hear(event)
        if isinstance(event, TurnEnded):
            self._runs = False


class LastWords:
    """The text of the last message of a turn."""

    def __init__(self) -> None:
        self.text = ""
        self._message_id = ""

    def hear(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, AgentText):
            before = self.text if event.message_id == self._message_id else ""
            self.text, self._message_id = before + event.text, event.message_id
