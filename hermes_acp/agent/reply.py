"""A reply while it streams: what of it is said, under which ids, and how it ends when it breaks off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.agent.broken import cut_note
from hermes_acp.agent.events import AgentText, AgentThought, CallAnnounced, CallFinished, Emit, Notice, ReplyFinished
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, Usage
from hermes_acp.models.model import CallDelta, Delta, Finished, TextDelta, ThoughtDelta, Waiting

if TYPE_CHECKING:
    from hermes_acp.agent.loop import Turn
    from hermes_acp_tools.tool import Kind

NEVER_WHOLE = "The reply broke off before this call was complete; it was not made."


class Reply:
    """One reply of a turn's model."""

    def __init__(self, turn: Turn) -> None:
        self.id = turn.new_id()
        self.finished: Finished | None = None
        self._turn = turn
        self._text: list[str] = []
        self._announced: dict[str, ToolCall] = {}
        """The calls that were begun and are not whole, under our ids, by the ids their model gave them."""

    async def take(self, delta: Delta, emit: Emit) -> None:
        """Say what arrived."""
        match delta:
            case TextDelta(text):
                self._text.append(text)
                await emit(AgentText(self.id, text))
            case ThoughtDelta(text):
                await emit(AgentThought(self.id, text))
            case CallDelta(theirs, name):
                if theirs not in self._announced:
                    call = self._announced[theirs] = ToolCall(self._new_id(theirs), name, "")
                    await emit(CallAnnounced(call.id, name, self._turn.kind(name)))
            case Waiting(text):
                await emit(Notice("info", "Model", text))
            case Finished(message, usage):
                self.finished = Finished(self._renamed(message), usage)
                await self._close(emit)

    async def break_off(self, emit: Emit, *, by_person: bool) -> None:
        """Keep the words that were shown, tell the model that there were to be more, close the announced calls."""
        if self._text:
            message = AssistantMessage(self.id, (Text("".join(self._text)),), self._turn.model.name)
            self._turn.history.append(message)
            await emit(ReplyFinished(message, Usage(), interrupted=True))
            await self._turn.tell(cut_note(self._turn.new_id(), "person" if by_person else "failure"), emit)
        await self._close(emit)

    async def _close(self, emit: Emit) -> None:
        """Say of the announced calls that they never became whole."""
        for call in self._announced.values():
            await emit(unmade(ToolMessage(call.id, call.name, NEVER_WHOLE, failed=True), self._turn.kind(call.name)))

    def _new_id(self, theirs: str) -> str:
        return self._turn.call_ids.take(theirs, self._turn.new_id)

    def _renamed(self, message: AssistantMessage) -> AssistantMessage:
        """The message under the ids its words and calls were streamed under."""

        def own(call: ToolCall) -> ToolCall:
            begun = self._announced.pop(call.id, None)
            return replace(call, id=begun.id if begun else self._new_id(call.id))

        parts = tuple(own(part) if isinstance(part, ToolCall) else part for part in message.parts)
        return AssistantMessage(self.id, parts, message.model, message.stop)


async def answer_rest(turn: Turn, reply: AssistantMessage, why: str, emit: Emit) -> None:
    """Answer the calls of a reply that have no answer yet, so that none stays open."""
    if not reply.calls:
        return
    answered = answered_since(reply, turn.history)
    for call in reply.calls:
        if call.id not in answered:
            message = ToolMessage(call.id, call.name, why, failed=True)
            turn.history.append(message)
            await emit(unmade(message, turn.kind(call.name)))


def answered_since(reply: AssistantMessage, history: list[Message]) -> set[str]:
    """The calls that were answered behind a reply, by their ids."""
    answered: set[str] = set()
    for message in reversed(history):
        if message is reply:
            break
        if isinstance(message, ToolMessage):
            answered.add(message.call_id)
    return answered


def unmade(message: ToolMessage, kind: Kind) -> CallFinished:
    """The end of a call that nobody made."""
    return CallFinished(message.call_id, "failed", message, title=message.name, kind=kind)
