"""Words that come while a turn runs, and are read at its next step.

They are on disk from the moment they are taken. What comes too late is refused, so that whoever sent it can send
it as a prompt; what is left when a turn fails or is cancelled is dropped, and the person is told.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hermes_acp.agent.events import Emit, MessageAdded, Notice, PromptDropped, PromptQueued
from hermes_acp.models.message import Message, UserMessage

if TYPE_CHECKING:
    from hermes_acp.agent.turns import Prompt

UNREAD = "The turn ended before this was read; send it again if it still counts: {shown}"


class Steering:
    """The words for the running turn of one session."""

    def __init__(self, say: Emit) -> None:
        self._say = say
        self._open = False
        self._waiting: list[tuple[MessageAdded, Prompt]] = []

    def begin(self) -> None:
        """A turn runs: words are taken from now on."""
        self._open = True

    async def offer(self, prompt: Prompt) -> bool:
        """Take words for the running turn; False when there is none that would still read them."""
        if not self._open:
            return False
        message = UserMessage(prompt.id, prompt.parts)
        await self._say(PromptQueued(message.id, prompt.shown, steers=True))
        if not self._open:
            await self._say(PromptDropped(message.id))
            return False
        self._waiting.append((MessageAdded(message, prompt.shown), prompt))
        return True

    def more(self) -> bool:
        """True when words wait. When none do, the turn takes no more."""
        self._open = bool(self._waiting)
        return self._open

    async def join(self, history: list[Message]) -> list[Prompt]:
        """Put what waits into the conversation; returns what was put there."""
        joined: list[Prompt] = []
        while self._waiting:
            added, prompt = self._waiting.pop(0)
            history.append(added.message)
            # Once it is in the history it must be in the log, whatever becomes of the turn.
            await asyncio.shield(self._say(added))
            joined.append(prompt)
        return joined

    async def end(self) -> None:
        """The turn is over; what nobody read is dropped, and said."""
        self._open = False
        waiting, self._waiting = self._waiting, []
        for added, _ in waiting:
            await self._say(PromptDropped(added.message.id))
            await self._say(Notice("warning", "Not read", UNREAD.format(shown=added.shown)))
