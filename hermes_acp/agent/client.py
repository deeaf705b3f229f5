"""The Client seam: a face as the core sees it.

An editor, an MCP client, a script, a terminal or nobody at all. What a client cannot do has a safe answer here:
nobody to ask means no, and files are this machine's files.
"""

from __future__ import annotations

from typing import Protocol

from hermes_acp.agent.events import Event
from hermes_acp.approval.approver import Question, Reply
from hermes_acp_tools.host import Host


class Client(Protocol):
    """Whoever started a session and hears what it says."""

    @property
    def can_ask(self) -> bool:
        """True when there is a person or a policy that answers questions."""
        ...

    async def hear(self, session_id: str, event: Event) -> None:
        """Take one event; may wait, which slows this session and no other."""
        ...

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Put a question to the person. Waits as long as they do."""
        ...

    def host(self, session_id: str, local: Host) -> Host:
        """The host the session's tools act through: ``local`` itself or a view over it."""
        ...


class Nobody:
    """No client: events are heard by the log alone, questions find no answer."""

    can_ask = False

    async def hear(self, session_id: str, event: Event) -> None:
        """Nobody listens."""

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Nobody answers."""
        return Reply(None, unavailable="nobody is attached to this session")

    def host(self, session_id: str, local: Host) -> Host:
        """This machine."""
        return local
