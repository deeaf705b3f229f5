"""One tool call on its way: understood, allowed, done, answered.

Each step ends in an event. A failure of a tool is an answer the model can act on; only cancellation passes
through, after the call has been closed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol, cast

from hermes_acp.agent.events import CallFinished, CallOutput, CallPrepared, CallStarted, CallStatus, Emit
from hermes_acp.agent.liveoutput import LiveOutput
from hermes_acp.approval.approver import Permission
from hermes_acp.approval.digest import digest
from hermes_acp.models.message import Image, ToolCall, ToolMessage
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared, Tool, Workbench
from hermes_acp_tools.toolset import Toolset

log = logging.getLogger(__name__)

NOT_MADE = "Not made: the turn ended first."
CANCELLED = "Cancelled by the user while it ran; it may have been done in part."


class Reviewer(Protocol):
    """Stands between prepare and execute; nothing has a side effect without passing it."""

    def new_turn(self) -> None:
        """A prompt begins: what was refused in the turn before is forgotten."""
        ...

    async def review(self, call_id: str, prepared: Prepared) -> Permission:
        """Decide, asking a person where the rules say so."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What the calls of one session share."""

    toolset: Toolset
    bench: Workbench
    reviewer: Reviewer
    emit: Emit
    clock: Callable[[], float]
    """Monotonic seconds."""

    def kind(self, name: str) -> Kind:
        """How a call of that tool is drawn before it is understood."""
        tool = self.toolset.get(name)
        return tool.kind if tool else "other"


class Job:
    """One call of one reply."""

    def __init__(self, desk: Desk, call: ToolCall) -> None:
        self._desk = desk
        self._call = call
        self._arguments: Mapping[str, object] = {}
        self._prepared: Prepared | None = None
        self.answer: ToolMessage | None = None
        """What the model reads; None until the call is closed."""
        self._rule = self._digest = ""
        self._output = LiveOutput()

    @property
    def only_looks(self) -> bool:
        """True when running it changes nothing, so that it may run beside others."""
        return self._prepared is not None and self._prepared.action.capability in ("read", "internal")

    async def prepare(self) -> bool:
        """Find, validate, ask permission. True when it now can run; False when it has its answer already."""
        try:
            tool = self._find()
            self._arguments = parse_arguments(self._call.arguments)
            call = Call(self._call.id, self._desk.bench, self._output.write)
            prepared = self._prepared = await tool.prepare(self._arguments, call)
        except ToolError as error:
            await self._finish("failed", ToolResult(str(error), failed=True))
            return False
        except Exception as error:
            await self._crashed(error)
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
            await self._finish("failed", ToolResult(CANCELLED, failed=True), self._desk.clock() - began)
            raise
        except Exception as error:
            await self._crashed(error)
            return
        status: CallStatus = "failed" if result.failed else "completed"
        await self._finish(status, result, self._desk.clock() - began)

    async def give_up(self) -> ToolMessage:
        """Close a call that nobody came to before the turn ended."""
        return await self._finish("failed", ToolResult(NOT_MADE, failed=True))

    def _find(self) -> Tool:
        tool = self._desk.toolset.get(self._call.name)
        if tool is not None:
            return tool
        names = self._desk.toolset.names()
        near = get_close_matches(self._call.name, names, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The tools are: {', '.join(names)}."
        raise ToolError(f"There is no tool called {self._call.name!r}. {hint}")

    async def _ask_leave(self, prepared: Prepared) -> bool:
        try:
            permission = await self._desk.reviewer.review(self._call.id, prepared)
        except Exception as error:  # a decision that cannot be made is no leave
            log.error("the call %s could not be decided on", self._call.id, exc_info=error)
            permission = Permission(False, "Whether this may be done could not be decided; it was not done.", "error")
        if permission.allowed:
            self._rule, self._digest = permission.rule, digest(prepared.action)
            return True
        await self._finish("failed", ToolResult(permission.why, failed=True, data={"refused_by": permission.rule}))
        if permission.cancelled:
            # The person ended the whole turn; it ends as every other cancel does.
            raise asyncio.CancelledError("the person cancelled the question")
        return False

    async def _run(self, prepared: Prepared) -> ToolResult:
        speaking = asyncio.create_task(self._output.say_all(self._say_output))
        try:
            return await prepared.run()
        finally:
            self._output.close()
            await speaking

    async def _say_output(self, text: str) -> None:
        await self._desk.emit(CallOutput(self._call.id, text))

    async def _crashed(self, error: Exception) -> None:
        log.error("the tool %s crashed", self._call.name, exc_info=error)
        text = f"The tool {self._call.name} crashed ({type(error).__name__}). Try another way."
        await self._finish("failed", ToolResult(text, failed=True))

    async def _finish(self, status: CallStatus, result: ToolResult, seconds: float = 0.0) -> ToolMessage:
        images = tuple(Image(image.data, image.mime_type) for image in result.images)
        message = ToolMessage(self._call.id, self._call.name, result.text, status == "failed", images)
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
        )
        # A cancel that arrives now must not lose the word that it is done.
        await asyncio.shield(self._desk.emit(finished))
        return message


def parse_arguments(text: str) -> Mapping[str, object]:
    """The arguments as an object. ToolError when the text is not one, saying where it breaks."""
    if not text.strip():
        return {}
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise ToolError(f"The arguments are not valid JSON ({error}). Make the call again.") from None
    if not isinstance(value, dict):
        raise ToolError("The arguments must be a JSON object. Make the call again.")
    return cast("dict[str, object]", value)
