"""A script as the core sees it: hears events, answers questions if it wants to be asked, gets reports of its turns."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.client import Nobody
from hermes_acp.agent.plain import told
from hermes_acp.agent.report import Report
from hermes_acp.approval.questions import Question, Reply
from hermes_acp.servers.rpc.shapes import question_told
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, JsonObject, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.events import Event
    from hermes_acp.servers.rpc.connection import Connection


class Script(Nobody):
    """Implements ``Client``: one session's side of the connection."""

    def __init__(self, connection: Connection, *, asks: bool) -> None:
        """Without ``asks`` rules and mode decide alone, and what they would ask about is refused."""
        self._connection = connection
        self.can_ask = asks
        self._wanted: dict[str, Report] = {}
        self._running: Report | None = None

    def expect(self, message_id: str) -> None:
        """Keep a report of the turn that this prompt will be."""
        self._wanted[message_id] = Report()

    def report(self, message_id: str) -> Report:
        """The report of a turn that was expected; empty when the prompt never became one."""
        return self._wanted.pop(message_id)

    async def hear(self, session_id: str, event: Event) -> None:
        """Note it, and send it."""
        self._note(event)
        with suppress(ConnectionClosed):  # the log has it; the turn is being cancelled because the script is gone
            await self._connection.notify("event", {"session_id": session_id, "event": told(event)})

    async def ask(self, session_id: str, question: Question) -> Reply:
        """Ask the script; whatever is no clear answer is no permission."""
        try:
            answer = await self._connection.call("permission.request", question_told(session_id, question))
        except RpcError as error:
            why = error.message or "the script answered with an error"
            return Reply(None, unavailable=why, unsupported=error.code == METHOD_NOT_FOUND)
        except ConnectionClosed:
            return Reply(None, unavailable="the script is gone")
        return read_reply(answer)

    def _note(self, event: Event) -> None:
        from hermes_acp.agent.events import TurnEnded, TurnStarted

        if isinstance(event, TurnStarted):
            self._running = self._wanted.get(event.message.id)
        if self._running is not None:
            self._running.hear(event)
        if isinstance(event, TurnEnded):
            self._running = None


def read_reply(answer: object) -> Reply:
    """What the script answered."""
    fields = cast("JsonObject", answer) if isinstance(answer, dict) else {}
    if fields.get("cancelled") is True:
        return Reply(None, cancelled=True)
    option_id = fields.get("option_id")
    if isinstance(option_id, str):
        return Reply(option_id)
    return Reply(None, unavailable="the script gave an answer that makes no sense")
