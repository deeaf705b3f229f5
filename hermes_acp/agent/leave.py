"""Leave to read what a prompt points at: by the rules of tool calls, asked as a call that is announced and ended.

There is no tool call yet when a reference is resolved, and an editor can only ask about one. So one is made up here, of
kind read or fetch, which says that what is read leaves the machine.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from hermes_acp.agent.events import CallFinished, CallPrepared
from hermes_acp.models.message import ToolMessage
from hermes_acp_tools.result import Location, ToolResult
from hermes_acp_tools.tool import Kind, Prepared

if TYPE_CHECKING:
    from hermes_acp.agent.job import Reviewer
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.questions import Question, Reply
    from hermes_acp.references.kinds import Verdict
    from hermes_acp_tools.action import Action

NOT_ALLOWED = "it was not allowed, and must not be read in another way either"
NAMED = 3
"""Paths that a title names."""


class Leave:
    """Decides for the prompts of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked: dict[str, bool] = {}

    def decides(self, call_id: str) -> bool:
        """Whether a question under this id is about a reference."""
        return call_id in self._asked

    async def judge(self, action: Action, reviewer: Reviewer) -> Verdict:
        """Whether something may be read for the model. CancelledError when the person ended the turn instead."""
        from hermes_acp.approval.protected import secret
        from hermes_acp.references.kinds import Verdict

        call_id, prepared = os.urandom(16).hex(), as_call(action)
        self._asked[call_id] = False
        try:
            permission = await reviewer.review(call_id, prepared)
        finally:
            asked = self._asked.pop(call_id)
        if permission.cancelled:
            raise asyncio.CancelledError("the person cancelled the question")
        if permission.allowed:
            return Verdict(True, exact=asked and any(secret(use.resolved) for use in action.paths))
        if asked:
            return Verdict(False, NOT_ALLOWED)
        await self._end(call_id, prepared, refused_by=permission.rule)
        return Verdict(False, permission.why)

    async def ask(self, question: Question) -> Reply:
        """Put a question of the reviewer to the person."""
        prepared, call_id = question.prepared, question.call_id
        self._asked[call_id] = True
        await self._session.say(
            CallPrepared(call_id, prepared.action.tool, prepared.title, prepared.kind, {}, locations=prepared.locations)
        )
        refused_by = "the person"
        try:
            reply = await self._session.client.ask(self._session.id, question)
            chosen = next((option for option in question.options if option.id == reply.option_id), None)
            if chosen is not None and chosen.kind.startswith("allow"):
                refused_by = ""
        finally:
            await asyncio.shield(self._end(call_id, prepared, refused_by=refused_by))
        return reply

    async def _end(self, call_id: str, prepared: Prepared, *, refused_by: str) -> None:
        """Close the call, or record one that was refused without a question. Why is in the notice that follows."""
        words = "Not allowed." if refused_by else "Allowed."
        message = ToolMessage(call_id, prepared.action.tool, words, failed=bool(refused_by))
        await self._session.say(
            CallFinished(
                call_id,
                "failed" if refused_by else "completed",
                message,
                prepared.title,
                prepared.kind,
                locations=prepared.locations,
                data={"refused_by": refused_by} if refused_by else {},
            )
        )


def as_call(action: Action) -> Prepared:
    """What a reference would do, in the form of everything that may be asked about."""
    kind: Kind = "fetch" if action.capability in ("fetch", "mcp") else "read"
    if action.url is not None:
        title = f"Fetch {action.url} for this message"
    elif action.server is not None:
        title = f"Read a resource of the MCP server {action.server} for this message"
    else:
        names = ", ".join(use.given for use in action.paths[:NAMED]) or action.tool
        more = f" and {len(action.paths) - NAMED} more" if len(action.paths) > NAMED else ""
        title = f"Attach {names}{more} to this message: it leaves this machine for the model"
    places = tuple(Location(use.resolved) for use in action.paths if use.access == "read")
    return Prepared(title, kind, action, nothing_to_run, locations=places)


async def nothing_to_run() -> ToolResult:
    """A reference is read by its kind; this call is never run."""
    raise RuntimeError("a reference is not run as a call")
