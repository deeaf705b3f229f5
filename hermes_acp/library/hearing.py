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
        self._pieces: list[str] = []
        self._message_id = ""

    @property
    def text(self) -> str:
        """What has been heard of it."""
        return "".join(self._pieces)

    def hear(self, event: Event) -> None:
        """Take an event."""
        if isinstance(event, AgentText):
            if event.message_id != self._message_id:
                self._pieces, self._message_id = [], event.message_id
            self._pieces.append(event.text)
