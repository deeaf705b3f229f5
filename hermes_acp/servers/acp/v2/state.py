"""What a session is doing, in version 2's words: running, waiting for the person, or idle, and why it stopped.

Says each change once. A turn waits for the person when a question is open and nothing else of it can go on.
Source: https://agentclientprotocol.com/protocol/v2/prompt-lifecycle
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hermes_acp.agent.events import CallFinished, CallStarted, Event, TurnEnded, TurnStarted
from hermes_acp.servers.acp.answers import usage_object
from hermes_acp_protocol.jsonrpc import AUTH_REQUIRED, INTERNAL_ERROR, RpcError

if TYPE_CHECKING:
    from hermes_acp.servers.acp.dialect import Update


class State:
    """The state of one session."""

    def __init__(self) -> None:
        self._turn = False
        self._questions = 0
        self._calls: set[str] = set()
        self._said = "idle"

    def hear(self, event: Event) -> Iterable[Update]:
        """Take an event; yields the state when it has changed, and always the end of a turn."""
        match event:
            case TurnStarted():
                self._turn = True
            case CallStarted(call_id=call_id):
                self._calls.add(call_id)
            case CallFinished(call_id=call_id):
                self._calls.discard(call_id)
            case TurnEnded():
                self._turn = False
                self._calls.clear()
                self._said = "idle"
                yield ended(event)
            case _:
                return
        yield from self._changed()

    def asking(self, more: int) -> Iterable[Update]:
        """That many more questions are open, or fewer when it is negative."""
        self._questions += more
        yield from self._changed()

    def snapshot(self) -> Update:
        """The state as it is."""
        return {"sessionUpdate": "state_update", "state": self._word()}

    def _changed(self) -> Iterable[Update]:
        if self._word() != self._said:
            self._said = self._word()
            yield self.snapshot()

    def _word(self) -> str:
        if not self._turn:
            return "idle"
        return "requires_action" if self._questions and not self._calls else "running"


def ended(event: TurnEnded) -> Update:
    """The end of a turn: idle, and why."""
    idle: Update = {"sessionUpdate": "state_update", "state": "idle", "stopReason": event.stop or "error"}
    if event.stop is None:
        code = AUTH_REQUIRED if event.reason == "auth_required" else INTERNAL_ERROR
        message = event.error or "The turn failed."
        idle["error"] = RpcError(code, message, {"reason": event.reason or "error"}).error_object()
    usage = usage_object(event.usage)
    return {**idle, "usage": usage} if usage else idle
