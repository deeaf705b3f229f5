"""The editor as the core sees it, in version 2: it is told when a message has its place, and how a session stands."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import cast

from hermes_acp.agent.events import Event, MessageAdded, TurnStarted
from hermes_acp.agent.turns import Prompt
from hermes_acp.servers.acp.client import EditorClient
from hermes_acp.servers.acp.v2.content import said
from hermes_acp.servers.acp.v2.updates import Updates, user_message


class PromptingClient(EditorClient):
    """One session's side of the connection."""

    @cached_property
    def _placing(self) -> dict[str, asyncio.Future[None]]:
        """Messages that have no place yet, by id."""
        return {}

    def placing(self, message_id: str) -> asyncio.Future[None]:
        """Done when the message of that id has been shown in its place."""
        placed = self._placing[message_id] = asyncio.get_running_loop().create_future()
        placed.add_done_callback(lambda _: self._placing.pop(message_id, None))
        return placed

    async def hear(self, session_id: str, event: Event) -> None:
        """Send what the event looks like."""
        await super().hear(session_id, event)
        if isinstance(event, TurnStarted | MessageAdded):
            placed = self._placing.get(event.message.id)
            if placed is not None and not placed.done():
                placed.set_result(None)

    async def echo(self, session_id: str, prompt: Prompt) -> None:
        """Show a message that is answered without a turn of its own."""
        await self._put(session_id, user_message(prompt.id, said(prompt.parts, prompt.shown)))

    async def say_state(self, session_id: str) -> None:
        """Send how the session stands."""
        await self._put(session_id, cast("Updates", self._drawing).snapshot())
