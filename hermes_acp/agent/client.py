"""The Client seam: a face as the core sees it.

An editor, an MCP client, a script, a terminal or nobody at all. What a client cannot do has a safe answer here:
nobody to ask means no, and files are this machine's files.
"""

from __future__ import annotations

from typing import Protocol

from hermes_acp.agent.elicitation import Elicited, Form, Visit
from hermes_acp.agent.events import Event
from hermes_acp.approval.questions import Question, Reply
from hermes_acp_protocol.link import Link
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

    async def elicit(self, session_id: str, wanted: Form | Visit) -> Elicited:
        """Put a form before the person, or ask them to visit an address. Waits as long as they do.

        Where the client cannot show it, nobody is asked and the answer says why.
        """
        ...

    async def finished(self, session_id: str, visit: Visit) -> None:
        """Tell that what was to be done at an address is done."""
        ...

    def server_link(self, server_id: str) -> Link | None:
        """A way to a server of tools that the client serves itself; None when it serves none."""
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

    async def elicit(self, session_id: str, wanted: Form | Visit) -> Elicited:
        """Nobody answers."""
        return Elicited("cancel", why="nobody is attached to this session")

    async def finished(self, session_id: str, visit: Visit) -> None:
        """Nobody listens."""

    def server_link(self, server_id: str) -> Link | None:
        """There is none."""
        return None

    def host(self, session_id: str, local: Host) -> Host:
        """This machine."""
        return local
