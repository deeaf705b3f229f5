"""One tool call on its way: understood, allowed, done, answered.

Each step ends in an event. A failure of a tool is an answer the model can act on; only cancellation passes
through, after the call has been closed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from hermes_acp.agent.circles import Circles
from hermes_acp.agent.effects import apart, changes
from hermes_acp.agent.events import CallFinished, CallOutput, CallPrepared, CallStarted, CallStatus, Emit
from hermes_acp.agent.liveoutput import LiveOutput
from hermes_acp.agent.screen import Screen
from hermes_acp.agent.synonyms import as_meant
from hermes_acp.agent.unchanged import unchanged
from hermes_acp.agent.understanding import find_tool, parse_arguments
from hermes_acp.approval.approver import Permission
from hermes_acp.approval.digest import digest
from hermes_acp.approval.rules import RuleBook
from hermes_acp.models.message import Image, Message, ToolCall, ToolMessage
from hermes_acp_tools.result import NotUnderstood, ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared, Workbench
from hermes_acp_tools.toolset import Toolset

log = logging.getLogger(__name__)

NOT_MADE = "Not made: the turn ended first."
CANCELLED = "Cancelled by the user while it ran; it may have been done in part."


class Reviewer(Protocol):
    """Stands between prepare and execute; nothing has a side effect without passing it."""

    @property
    def rules(self) -> RuleBook:
        """The rules in force."""
        ...

    def new_turn(self) -> None:
        """A prompt begins: what was refused in the turn before is forgotten."""
        ...

    def shell_restarted(self) -> None:
        """The persistent shell is a new one, with the exported variables of the last and nothing else of it."""
        ...

    async def review(self, call_id: str, prepared: Prepared) -> Permission:
        """Decide, asking a person where the rules say so."""
        ...


class Desk(Struct, frozen=True):
    """What the calls of one session share."""

    toolset: Toolset
    bench: Workbench
    reviewer: Reviewer
    emit: Emit
    clock: Callable[[], float]
    """Monotonic seconds."""
    circles: Circles = field(default_factory=Circles)
    screen: Screen = field(default_factory=Screen)

    def kind(self, name: str) -> Kind:
        """How a call of that tool is drawn before it is understood."""
        tool = self.toolset.get(name)
        return tool.kind if tool else "other"


class Job:
    """One call of one reply."""

    def __init__(self, desk: Desk, call: ToolCall, history: Sequence[Message] = ()) -> None:
        self._desk = desk
        self._call = call
        self._history = history
        self._arguments: Mapping[str, object] = {}
        self._prepared: Prepared | None = None
        self._trouble: ToolResult | None = None
        self._understood = True
        self.answer: ToolMessage | None = None
        """What the model reads; None until the call is closed."""
        self._rule = self._digest = ""
        self._output = LiveOutput(desk.screen.mask())

    def must_follow(self, other: Job) -> bool:
        """True when this call is to wait until the other, which runs, is done."""
        if other._prepared is None:
            return False
        if self._prepared is None:
            return changes(other._prepared.action)  # it may be what makes this one possible
        return not apart(self._prepared.action, other._prepared.action)

    async def understand(self) -> None:
        """Find the tool, read the arguments, look. May be repeated: nobody hears of it."""
        self._prepared = self._trouble = None
        self._understood = True
        try:
            tool = find_tool(self._desk.toolset, self._call.name)
            self._arguments = as_meant(parse_arguments(self._call.arguments), tool.schema)
            call = Call(self._call.id, self._desk.bench, self._output.write)
            self._prepared = await self._desk.screen.prepare(tool, self._arguments, call)
        except ToolError as error:
            self._understood = not isinstance(error, NotUnderstood)
            self._trouble = ToolResult(str(error), failed=True)
        except Exception as error:
            self._trouble = self._crashed(error)

    async def allowed(self) -> bool:
        """Say what it would do and ask leave. True when it now can run; False when it has its answer already."""
        prepared = self._prepared
        if prepared is None:
            await self._finish("failed", self._trouble or ToolResult(NOT_MADE, failed=True))
            return False
        await self._desk.emit(
            CallPrepared(
                self._call.id,
                self._call.name,
                prepared.title,
                prepared.kind,
                self._arguments,
                prepared.content,
                prepared.locations,
            )
        )
        return await self._ask_leave(prepared)

    async def execute(self) -> None:
        """Do it, saying what it prints while it runs."""
        prepared = self._prepared
        if prepared is None:
            raise RuntimeError("execute before prepare")
        await self._desk.emit(
            CallStarted(
                self._call.id,
                self._call.name,
                prepared.title,
                prepared.kind,
                self._arguments,
                prepared.action.capability,
                self._rule,
                self._digest,
                prepared.content,
                prepared.locations,
            )
        )
        began = self._desk.clock()
        try:
            result = await self._run(prepared)
        except ToolError as error:
            result = ToolResult(str(error), failed=True)
        except asyncio.CancelledError:
            await self._finish("failed", ToolResult(CANCELLED, failed=True), self._desk.clock() - began, cancelled=True)
            raise
        except Exception as error:
            result = self._crashed(error)
        status: CallStatus = "failed" if result.failed else "completed"
        await self._finish(status, result, self._desk.clock() - began)

    async def give_up(self) -> ToolMessage:
        """Close a call that nobody came to before the turn ended."""
        return await self._finish("failed", ToolResult(NOT_MADE, failed=True), cancelled=True)

    async def _ask_leave(self, prepared: Prepared) -> bool:
        try:
            permission = await self._desk.reviewer.review(self._call.id, prepared)
        except Exception as error:  # a decision that cannot be made is no leave
            log.error("the call %s could not be decided on", self._call.id, exc_info=error)
            permission = Permission(False, "Whether this may be done could not be decided; it was not done.", "error")
        if permission.allowed:
            self._rule, self._digest = permission.rule, digest(prepared.action)
            return True
        refused = ToolResult(permission.why, failed=True, data={"refused_by": permission.rule})
        await self._finish("failed", refused, cancelled=permission.cancelled)
        if permission.cancelled:
            # The person ended the whole turn; it ends as every other cancel does.
            raise asyncio.CancelledError("the person cancelled the question")
        return False

    async def _run(self, prepared: Prepared) -> ToolResult:
        if digest(prepared.action) != self._digest:
            raise ToolError("The call is no longer what was allowed; it was not made. Make it again.")
        speaking = asyncio.create_task(self._output.say_all(self._say_output))
        try:
            result = await prepared.run()
            if result.data.get("restarted"):
                self._desk.reviewer.shell_restarted()
            return self._desk.screen.marked(prepared, result, self._desk.bench.roots)
        finally:
            self._output.close()
            await speaking

    async def _say_output(self, text: str) -> None:
        await self._desk.emit(CallOutput(self._call.id, text))

    def _crashed(self, error: Exception) -> ToolResult:
        log.error("the tool %s crashed", self._call.name, exc_info=error)
        text = f"The tool {self._call.name} crashed ({type(error).__name__}). Try another way."
        return ToolResult(text, failed=True)

    def _words(self, result: ToolResult, failed: bool) -> str:
        """What the model reads: shorter where it has it already, and with a remark where it goes in circles."""
        prepared = self._prepared
        looks = prepared is not None and not changes(prepared.action)
        remark = self._desk.circles.remark(
            self._call, result.text, failed=failed, understood=self._understood, looks=looks
        )
        known = (
            unchanged(self._call, result.text, self._history) if looks and not failed and not result.images else None
        )
        return f"{known or result.text}\n[{remark}]" if remark else known or result.text

    async def _finish(
        self, status: CallStatus, result: ToolResult, seconds: float = 0.0, *, cancelled: bool = False
    ) -> ToolMessage:
        result = self._desk.screen.masked(result)
        images = tuple(Image(image.data, image.mime_type) for image in result.images)
        text = self._words(result, status == "failed")
        message = ToolMessage(self._call.id, self._call.name, text, status == "failed", images)
        prepared = self._prepared
        self.answer = message
        finished = CallFinished(
            self._call.id,
            status,
            message,
            prepared.title if prepared else self._call.name,
            prepared.kind if prepared else self._desk.kind(self._call.name),
            self._arguments,
            result.content,
            result.locations or (prepared.locations if prepared else ()),
            result.data,
            seconds,
            cancelled,
        )
        # A cancel that arrives now must not lose the word that it is done.
        await asyncio.shield(self._desk.emit(finished))
        return message
