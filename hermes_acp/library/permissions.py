"""What an agent inside a program may do: capabilities that were granted, and the rules every session has.

A call that needs what was not granted is refused, logged and recorded. Functions of the program run when their
capabilities are granted; built-in tools are judged by the rules besides, and what these would ask a person about is
answered by the program, or by what was granted for the workspace.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Collection, Mapping

from hermes_acp.agent.job import Reviewer
from hermes_acp.approval.approver import Audit, Permission, Question, Reply
from hermes_acp.approval.digest import digest
from hermes_acp.approval.rules import RuleBook
from hermes_acp.library.tool import Tool
from hermes_acp_tools.action import Action, Capability
from hermes_acp_tools.tool import Prepared

log = logging.getLogger("hermes_acp.library")

Decide = Callable[[Question], Awaitable[bool]]
"""The program's own answer to a question: may this be done, this once?"""

ANYWHERE = ("execute", "fetch", "mcp")
"""Capabilities that have no paths of their own to be kept to the workspace."""


class Granted:
    """Implements ``Reviewer`` around the session's own."""

    def __init__(
        self, rules: Reviewer, allow: Collection[Capability], functions: Mapping[str, Tool], audit: Audit
    ) -> None:
        self._rules = rules
        self._allow = frozenset({"internal", *allow})
        self._functions = functions
        self._audit = audit

    @property
    def rules(self) -> RuleBook:
        """The rules in force."""
        return self._rules.rules

    def new_turn(self) -> None:
        """See ``Reviewer.new_turn``."""
        self._rules.new_turn()

    def shell_restarted(self) -> None:
        """See ``Reviewer.shell_restarted``."""
        self._rules.shell_restarted()

    async def review(self, call_id: str, prepared: Prepared) -> Permission:
        """Refuse what was not granted; leave the rest to the rules, but for the program's own functions."""
        action = prepared.action
        function = self._functions.get(action.tool)
        needed = function.capabilities if function else frozenset({action.capability})
        missing = ", ".join(sorted(needed - self._allow))
        if missing:
            log.warning("refused %s: %s was not granted", prepared.title, missing)
            why = f"{action.tool} needs the permission {missing}, which this agent was not given. Go on without it."
            return await self._noted(call_id, action, Permission(False, why, f"not granted: {missing}"))
        if function is None:
            return await self._rules.review(call_id, prepared)
        granted = ", ".join(sorted(needed))
        return await self._noted(call_id, action, Permission(True, "Granted by the program.", f"granted: {granted}"))

    async def _noted(self, call_id: str, action: Action, permission: Permission) -> Permission:
        await self._audit(
            {
                "call_id": call_id,
                "tool": action.tool,
                "action": digest(action),
                "verdict": "allow" if permission.allowed else "deny",
                "rule": permission.rule,
                "allowed": permission.allowed,
            }
        )
        return permission


async def answer(question: Question, roots: Collection[str], decide: Decide | None) -> Reply:
    """The answer to what the rules would ask a person about; by then the capability is known to be granted.

    Without a function that decides, only what a saved rule could allow is allowed, and only inside the workspace.
    """
    if decide is not None:
        allowed = await decide(question)
    else:
        action = question.prepared.action
        guarded = not any(option.kind == "allow_always" for option in question.options)
        allowed = not guarded and (action.capability in ANYWHERE or inside(action, roots))
    if not allowed:
        log.warning("refused %s: %s", question.title, question.why)
    wanted = "allow_once" if allowed else "reject_once"
    return Reply(next((option.id for option in question.options if option.kind == wanted), None))


def inside(action: Action, roots: Collection[str]) -> bool:
    """Whether everything it touches is in the workspace."""
    return bool(action.paths) and all(
        any(use.resolved == root or use.resolved.startswith(os.path.join(root, "")) for root in roots)
        for use in action.paths
    )
