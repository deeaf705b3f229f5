"""Letting the person choose among a few buttons, outside a call of the model: announced as a call, and ended as one.

Clients draw a question at the call it is about, so a question that is about none brings its own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import CallFinished, CallPrepared
from hermes_acp.approval.characters import escaped
from hermes_acp.approval.questions import Option, Question
from hermes_acp.models.message import ToolMessage
from hermes_acp_tools.result import ToolResult
from hermes_acp_tools.tool import Prepared

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp_tools.action import Action


async def choose(session: Session, title: str, why: str, options: Sequence[Option], action: Action) -> Option | None:
    """The option the person chose; None when nobody could be asked, or nothing that was offered came back."""
    call_id, title = f"{action.tool}-{os.urandom(8).hex()}", escaped(title)
    prepared = Prepared(title, "other", action, nothing_to_run)
    await session.say(CallPrepared(call_id, action.tool, title, "other", {}))
    chosen: Option | None = None
    try:
        starts = action.capability != "internal"
        question = Question(call_id, title, why, tuple(options), prepared, persons_only=starts)
        reply = await session.ask(question)
        chosen = next((option for option in options if option.id == reply.option_id), None)
    finally:
        yes = chosen is not None and chosen.kind.startswith("allow")
        said = chosen.name if chosen else "Nobody chose."
        message = ToolMessage(call_id, action.tool, said, failed=not yes)
        ended = CallFinished(call_id, "completed" if yes else "failed", message, title, "other")
        await asyncio.shield(session.say(ended))
    return chosen


async def nothing_to_run() -> ToolResult:
    """What is chosen is done elsewhere; this call is never run."""
    raise RuntimeError("a choice is not run as a call")
