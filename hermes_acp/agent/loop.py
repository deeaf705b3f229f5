"""The loop: ask the model, make the calls it wants, ask again, until there is nothing left to do.

A function of what is handed in: it reads no disk, no network, no environment and no clock. What it has to say,
it says through ``emit``. Cancellation passes through as an exception; what was streamed by then is kept.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

from hermes_acp.agent.events import (
    AgentText,
    AgentThought,
    CallAnnounced,
    CallFinished,
    Emit,
    ReplyFinished,
    StopReason,
    UsageChanged,
)
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, ToolMessage, Usage, UserMessage
from hermes_acp.models.model import CallDelta, Delta, Finished, Model, Request, TextDelta, ThoughtDelta, ToolSpec

MakeCalls = Callable[[Sequence[ToolCall], list[Message]], Awaitable[None]]
"""Makes the calls of one reply and appends one answer for each to the history, in call order, even when cancelled."""

OUT_OF_REQUESTS = (
    "You have used every model request this turn may make. Say in a few sentences what is done, what is not, "
    "and what should happen next. You cannot call tools now."
)
CUT_CALL = "This call was cut off by the limit on output tokens and was not made. Make it again with less in it."
NEVER_MADE = "The reply broke off before this call was complete; it was not made."


@dataclass(slots=True)
class Turn:
    """What one turn works with."""

    history: list[Message]
    """The conversation so far, ending with the user's message. Only grows."""
    system: str
    tools: Sequence[ToolSpec]
    model: Model
    make_calls: MakeCalls
    new_id: Callable[[], str]
    """Ids for messages."""
    steering: Callable[[], list[UserMessage]] = list
    """Takes what the person has said since the last step; it joins the conversation between steps."""
    max_requests: int = 100
    effort: str | None = None
    session_id: str = ""
    count: Callable[[Usage], None] = lambda usage: None
    """Told what each request cost."""


async def run_turn(turn: Turn, emit: Emit) -> StopReason:
    """Run one turn to its end and say why it ended. ModelError when the model could not be asked."""
    cut_before = False
    for _ in range(turn.max_requests):
        reply = await ask(turn, emit, turn.tools)
        cut = reply.stop == "max_tokens"
        if not reply.calls or (cut and cut_before):
            await answer_without_making(turn, reply, emit)
            return "end_turn" if reply.stop == "tool_calls" else reply.stop
        if cut:
            await answer_without_making(turn, reply, emit)
        else:
            await turn.make_calls(reply.calls, turn.history)
        turn.history.extend(turn.steering())
        cut_before = cut
    turn.history.append(UserMessage(turn.new_id(), (Text(OUT_OF_REQUESTS),)))
    await ask(turn, emit, ())
    return "max_turn_requests"


async def ask(turn: Turn, emit: Emit, tools: Sequence[ToolSpec]) -> AssistantMessage:
    """One request and its reply, streamed; the reply joins the history, whole or as far as it came."""
    reply = Reply(turn.new_id())
    request = Request(turn.system, tuple(turn.history), tools, effort=turn.effort, session_id=turn.session_id)
    # A stream is a generator: closing it early is what ends the request at the provider.
    deltas = cast("AsyncGenerator[Delta, None]", turn.model.stream(request))
    try:
        async with aclosing(deltas):
            async for delta in deltas:
                await reply.take(delta, emit)
        finished = reply.finished
    except BaseException:
        await reply.break_off(turn, emit)
        raise
    if finished is None:
        raise RuntimeError(f"{turn.model.name} ended its stream without Finished")
    message = finished.message
    turn.history.append(message)
    turn.count(finished.usage)
    await emit(ReplyFinished(message, finished.usage))
    if finished.usage.input is not None:
        await emit(UsageChanged(finished.usage.input + (finished.usage.output or 0), turn.model.window))
    return message


class Reply:
    """A reply while it streams."""

    def __init__(self, message_id: str) -> None:
        self.id = message_id
        self.finished: Finished | None = None
        self._text: list[str] = []
        self._announced: dict[str, str] = {}

    async def take(self, delta: Delta, emit: Emit) -> None:
        """Say what arrived."""
        match delta:
            case TextDelta(text):
                self._text.append(text)
                await emit(AgentText(self.id, text))
            case ThoughtDelta(text):
                await emit(AgentThought(self.id, text))
            case CallDelta(call_id, name):
                if call_id not in self._announced:
                    self._announced[call_id] = name
                    await emit(CallAnnounced(call_id, name))
            case Finished(message, usage):
                self.finished = Finished(renamed(message, self.id), usage)

    async def break_off(self, turn: Turn, emit: Emit) -> None:
        """Keep the words that were shown, and close the calls that were announced."""
        if self._text:
            message = AssistantMessage(self.id, (Text("".join(self._text)),), turn.model.name)
            turn.history.append(message)
            await emit(ReplyFinished(message, Usage(), interrupted=True))
        for call_id, name in self._announced.items():
            await emit(
                CallFinished(
                    call_id, "failed", ToolMessage(call_id, name, NEVER_MADE, failed=True), title=name, kind="other"
                )
            )


async def answer_without_making(turn: Turn, reply: AssistantMessage, emit: Emit) -> None:
    """Answer the calls of a reply that was cut, so that none of them stays open."""
    for call in reply.calls:
        message = ToolMessage(call.id, call.name, CUT_CALL, failed=True)
        turn.history.append(message)
        await emit(CallFinished(call.id, "failed", message, title=call.name, kind="other"))


def renamed(message: AssistantMessage, message_id: str) -> AssistantMessage:
    """The message under the id its words were streamed under."""
    return AssistantMessage(message_id, message.parts, message.model, message.stop)
