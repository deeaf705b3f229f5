"""``@session:id``: what was said in another conversation. The conversations are handed in; this room reads none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.action import Action
from hermes_acp_tools.textfile import size_in_words

LEAST = 6
"""Characters of an id that may stand for the whole, when only one session begins so."""


class Past(NamedTuple):
    """A conversation as a list shows it."""

    id: str
    title: str


class Conversations(Protocol):
    """The sessions on disk."""

    async def latest(self) -> Sequence[Past]:
        """The most recently used, newest first."""
        ...

    async def words(self, session_id: str) -> tuple[str, str] | None:
        """Title and transcript; None when there is no such session."""
        ...


class SessionKind:
    """The transcript of a session."""

    name = "session"
    description = "what was said in another session"

    def __init__(self, conversations: Conversations, current: str = "") -> None:
        """``current`` is the session that asks; it is not proposed."""
        self._conversations, self._current = conversations, current

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """The latest sessions whose id begins with these letters or whose title holds them."""
        wanted = prefix.lower()
        found = [past for past in await self._conversations.latest() if past.id != self._current]
        fitting = [past for past in found if past.id.startswith(wanted) or wanted in past.title.lower()]
        return [Candidate(f"@session:{past.id}", past.title or past.id, past.id) for past in fitting[:limit]]

    async def expand(self, reference: Reference, context: Context) -> Found:
        """What person and model said, and what was done, without what the tools printed."""
        await context.allow(Action("@session", "internal", origin="user"))
        session_id = await self._whole(reference.value)
        found = await self._conversations.words(session_id)
        if found is None:
            raise Unavailable("there is no such session")
        title, text = found
        if not text:
            raise Unavailable("nothing was said in it")
        name = f"session {title or session_id}"
        return Found(f"session:{session_id}", name, text, size=size_in_words(len(text)))

    async def _whole(self, typed: str) -> str:
        if len(typed) < LEAST:
            return typed
        fitting = [past.id for past in await self._conversations.latest() if past.id.startswith(typed)]
        return fitting[0] if len(fitting) == 1 else typed
