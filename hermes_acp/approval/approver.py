"""The approver of one session: asks the policy, has questions settled, and knows what the session has been through.

Owns what was refused in this turn, what strangers' content the session has read, and what an approved command did to
the shell. Knows no client: asking, remembering and auditing are functions it is given.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.digest import digest
from hermes_acp.approval.permission import Permission, settled
from hermes_acp.approval.questions import Option, Question, Reply
from hermes_acp.approval.refusals import Refusals
from hermes_acp.approval.settling import Ask, Remember, Settling

if TYPE_CHECKING:
    from hermes_acp.approval.judge import Judge
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.rules import RuleBook
    from hermes_acp.approval.shell_effects import ShellChange
    from hermes_acp_tools.tool import Prepared

Audit = Callable[[Mapping[str, object]], Awaitable[None]]

__all__ = ["Approver", "Ask", "Audit", "Option", "Permission", "Question", "Remember", "Reply"]


class Approver:
    """Stands before every tool call of one session."""

    def __init__(
        self,
        policy: Policy,
        setting: Callable[[], Setting],
        ask: Ask | None,
        remember: Remember,
        audit: Audit,
        *,
        refresh: Callable[[RuleBook], None] | None = None,
        time_limit: float | None = None,
        judge: Judge | None = None,
        judge_policy: str = "",
    ) -> None:
        """``setting`` gives the circumstances of the moment; ``ask`` is None when there is nobody to ask.

        ``remember`` keeps a rule beyond this process for the scopes ``project`` and ``user`` (it is told of session
        rules too, which live in the policy's rule book); it may raise OSError or ValueError. ``audit`` is told of
        every decision. ``refresh`` brings the rule book up to date, in a thread. ``time_limit`` is in seconds, for
        each question. ``judge`` may settle questions in the person's place, by the person's ``judge_policy``.
        """
        self._policy = policy
        self._setting = setting
        self._audit = audit
        self._refresh = refresh
        self._refusals = Refusals()
        self._settling = Settling(policy, self._refusals, ask, remember, time_limit, judge, judge_policy)
        self._strangers: set[str | None] = set()
        self._shell_changed = ""
        self._exports_changed = False
        self._one_question = asyncio.Lock()

    @property
    def rules(self) -> RuleBook:
        """The rules in force."""
        return self._policy.rules

    def new_turn(self) -> None:
        """A prompt begins: refusals of the turn before are forgotten, what was read from strangers is not."""
        self._refusals.new_turn()

    def shell_restarted(self) -> None:
        """The persistent shell is a new one, with the exported variables of the last and nothing else of it."""
        if not self._exports_changed:
            self._shell_changed = ""

    async def review(self, call_id: str, prepared: Prepared) -> Permission:
        """Decide, asking if need be. The caller compares ``digest(action)`` again right before acting."""
        started = time.monotonic()
        decision = await self._decide(prepared)
        permission, answer = settled(decision), "none needed"
        if decision.verdict == "ask":
            async with self._one_question:
                decision = await self._decide(prepared)  # an answer given meanwhile may settle this one too
                permission, answer = await self._settling.settle(call_id, prepared, decision, self._now())
        if permission.allowed:
            await self._note_effects(prepared)
        await self._audit(
            {
                "call_id": call_id,
                "tool": prepared.action.tool,
                "action": digest(prepared.action),
                "verdict": decision.verdict,
                "rule": decision.rule,
                "answer": answer,
                "allowed": permission.allowed,
                "milliseconds": round((time.monotonic() - started) * 1000, 1),
            }
        )
        return permission

    def _now(self) -> Setting:
        """The circumstances, with what this session has done so far."""
        setting = self._setting()
        return replace(
            setting,
            tainted=setting.tainted or bool(self._strangers),
            only_server=None if setting.tainted or len(self._strangers) != 1 else next(iter(self._strangers)),
            shell_changed=setting.shell_changed or self._shell_changed,
        )

    async def _decide(self, prepared: Prepared) -> Decision:
        """The policy's word, made stricter by the refusals so far. In a thread: it looks at the disk."""
        setting = self._now()

        def look() -> Decision:
            if self._refresh is not None:
                self._refresh(self._policy.rules)
            decision = self._policy.decide(prepared.action, setting)
            reads_only = not self._refusals.paths or self._policy.only_reads(prepared.action, setting)
            return self._refusals.judge(prepared, decision, reads_only=reads_only)

        return await asyncio.to_thread(look)

    async def _note_effects(self, prepared: Prepared) -> None:
        """What the session is, once this has been done: tainted, or with a shell nobody can vouch for."""
        action = prepared.action
        if action.capability == "internal":
            return
        setting = self._setting()

        def look() -> tuple[bool, ShellChange]:
            return self._policy.reads_strangers(action, setting), self._policy.changes_shell(action, setting)

        strangers, changed = await asyncio.to_thread(look)
        if strangers:
            self._strangers.add(action.server if action.capability == "mcp" else None)
        self._shell_changed = self._shell_changed or changed.command
        self._exports_changed = self._exports_changed or changed.outlives
