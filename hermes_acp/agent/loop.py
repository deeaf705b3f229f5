"""The loop: ask the model, make the calls it wants, ask again, until there is nothing left to do.

A function of what is handed in: it reads no disk, no network, no environment and no clock. What it has to say,
it says through ``emit``. Cancellation passes through as an exception; what was streamed by then is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from msgspec import Struct, field

from hermes_acp.agent.callids import CallIds
from hermes_acp.agent.events import Emit, MessageAdded, Notice, ReplyFinished, StopReason, UsageChanged
from hermes_acp.agent.reply import Reply, answer_rest
from hermes_acp.errors import ModelError
from hermes_acp.models.message import AssistantMessage, Message, Text, ToolCall, Usage, UserMessage
from hermes_acp.models.model import Delta, Model, Request, ToolSpec

if TYPE_CHECKING:
    from hermes_acp_tools.tool import Kind

MakeCalls = Callable[[Sequence[ToolCall], list[Message]], Awaitable[str]]
"""Makes the calls of one reply and appends one answer for each to the history, in call order, even when cancelled.
Returns why the turn should end when it goes in circles, and an empty text otherwise."""

OUT_OF_REQUESTS = (
    "You have used every model request this turn may make. Say in a few sentences what is done, what is not, "
    "and what should happen next. Calls you make now are not made."
)
IN_CIRCLES = (
    "You are going in circles. {why} Say in a few sentences what you tried, what is in the way, and what the user "
    "could do. Calls you make now are not made."
)
ROOM_TRIES = 3
"""How often a conversation that is too long is made shorter for one reply."""
CUT_CALL = "This call was cut off by the limit on output tokens and was not made. Make it again with less in it."
NOT_MADE = "This call was not made: the turn ended first."


async def nothing_between(left: int) -> None:
    """Nothing is done between two steps."""


async def no_room() -> bool:
    """Nothing can be made shorter."""
    return False


class Turn(Struct):
    """What one turn works with."""

    history: list[Message]
    """The conversation so far, ending with the user's message."""
    system: str
    tools: Sequence[ToolSpec]
    model: Model
    make_calls: MakeCalls
    new_id: Callable[[], str]
    """Ids for messages."""
    call_ids: CallIds = field(default_factory=CallIds)
    """The ids its session has calls for already."""
    kind: Callable[[str], Kind] = lambda name: "other"
    """How a call of a tool is drawn before it is understood."""
    max_requests: int = 100
    """Requests in one turn; at the end one more asks for a summary."""
    effort: str | None = None
    session_id: str = ""
    id: str = ""
    """The same for the whole turn, another for the next."""
    between: Callable[[int], Awaitable[None]] = nothing_between
    """Done before each request, told how many are left with this one: whoever has words for the model adds them."""
    more: Callable[[], bool] = lambda: False
    """Asked when the model is done: True when there are words it has not read yet."""
    make_room: Callable[[], Awaitable[bool]] = no_room
    """Asked for when the provider finds the conversation too long; True when it is shorter now."""

    async def tell(self, message: UserMessage, emit: Emit) -> None:
        """Say something to the model that is not the answer to a call."""
        self.history.append(message)
        await emit(MessageAdded(message))


async def run_turn(turn: Turn, emit: Emit) -> StopReason:
    """Run one turn to its end and say why it ended. ModelError when the model could not be asked."""
    cut_before = False
    for left in range(turn.max_requests, 0, -1):
        await turn.between(left)
        reply, circling = await step(turn, emit)
        if circling:
            await emit(Notice("warning", "Stopped", circling))
            return await last_word(turn, emit, IN_CIRCLES.format(why=circling), "end_turn")
        cut = reply.stop == "max_tokens"
        over = not reply.calls or reply.stop == "refusal" or (cut and cut_before)
        if over and not turn.more():
            return "end_turn" if reply.stop == "tool_calls" else reply.stop
        cut_before = cut
    return await last_word(turn, emit, OUT_OF_REQUESTS, "max_turn_requests")


async def last_word(turn: Turn, emit: Emit, words: str, stop: StopReason) -> StopReason:
    """Have the model say how far it got; nothing more is done."""
    await turn.tell(UserMessage(turn.new_id(), (Text(words),)), emit)
    await step(turn, emit, make=False)
    return stop


async def step(turn: Turn, emit: Emit, *, make: bool = True) -> tuple[AssistantMessage, str]:
    """Ask once and make the calls of the reply; returns it, and why the turn should end if it goes in circles.

    When this ends, however it ends, each call has its answer.
    """
    reply, usage = await ask_with_room(turn, emit)
    why = CUT_CALL if reply.stop == "max_tokens" else NOT_MADE
    circling = ""
    try:
        await emit(ReplyFinished(reply, usage))
        if usage.input is not None:
            await emit(UsageChanged(usage.input + (usage.output or 0), turn.model.window))
        if make and (calls := finished_calls(reply)):
            circling = await turn.make_calls(calls, turn.history)
    finally:
        await answer_rest(turn, reply, why, emit)
    return reply, circling


def finished_calls(reply: AssistantMessage) -> tuple[ToolCall, ...]:
    """The calls that can be made: all but the last where the limit on output tokens cut the reply off in it."""
    if reply.stop == "max_tokens":
        return reply.calls[:-1]
    return reply.calls if reply.stop in ("tool_calls", "end_turn") else ()


async def ask_with_room(turn: Turn, emit: Emit) -> tuple[AssistantMessage, Usage]:
    """Ask, and ask again after making room where the conversation was too long and nothing was shown yet."""
    for _ in range(ROOM_TRIES):
        length = len(turn.history)
        try:
            return await ask(turn, emit)
        except ModelError as error:
            shown = len(turn.history) > length
            if error.kind != "context_overflow" or shown or not await turn.make_room():
                raise
    return await ask(turn, emit)


async def ask(turn: Turn, emit: Emit) -> tuple[AssistantMessage, Usage]:
    """One request and its reply, streamed; the reply joins the history, whole or as far as it came."""
    reply = Reply(turn)
    request = Request(
        turn.system,
        tuple(turn.history),
        turn.tools,
        effort=turn.effort,
        session_id=turn.session_id,
        turn_id=turn.id,
    )
    # A stream is a generator: closing it early is what ends the request at the provider.
    deltas = cast("AsyncGenerator[Delta, None]", turn.model.stream(request))
    try:
        async with aclosing(deltas):
            async for delta in deltas:
                await reply.take(delta, emit)
    except BaseException as error:
        await reply.break_off(emit, by_person=isinstance(error, asyncio.CancelledError))
        raise
    if reply.finished is None:
        raise RuntimeError(f"{turn.model.name} ended its stream without Finished")
    turn.history.append(reply.finished.message)
    return reply.finished.message, reply.finished.usage
