"""The approver of one session: asks the policy, asks the person when the policy says so, remembers the answer.

Owns what was refused in this turn and what strangers' content the session has read. Knows no client: asking,
remembering and auditing are functions it is given. An answer counts for the one question it was given to, and only
while what was asked about is still what is there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from hermes_acp.approval.characters import escaped
from hermes_acp.approval.decision import Decision, Scope, Setting
from hermes_acp.approval.digest import digest
from hermes_acp.approval.permission import REFUSED, Permission, nobody_to_ask, settled, stale, too_late
from hermes_acp.approval.questions import Option, Question, Reply, options_for, rule_behind
from hermes_acp.approval.refusals import Refusals
from hermes_acp.approval.remarks import remark

if TYPE_CHECKING:
    from hermes_acp.approval.judge import Judge, Judgement
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.rules import Rule, RuleBook
    from hermes_acp.approval.shell_effects import ShellChange
    from hermes_acp_tools.tool import Prepared

Ask = Callable[[Question], Awaitable[Reply]]
Remember = Callable[["Rule", Scope], Awaitable[None]]
Audit = Callable[[Mapping[str, object]], Awaitable[None]]

__all__ = ["Approver", "Ask", "Audit", "Option", "Permission", "Question", "Remember", "Reply"]

log = logging.getLogger(__name__)


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
        self._ask = ask
        self._remember = remember
        self._audit = audit
        self._refresh = refresh
        self._time_limit = time_limit
        self._judge = judge
        self._judge_policy = judge_policy
        self._refusals = Refusals()
        self._tainted = False
        self._shell_changed = ""
        self._exports_changed = False
        self._cannot_ask = ""
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
                permission, answer = await self._settle(call_id, prepared, decision)
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
            tainted=setting.tainted or self._tainted,
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

    async def _settle(self, call_id: str, prepared: Prepared, decision: Decision) -> tuple[Permission, str]:
        """Have the question answered, if it is still one: by the judge, or by the person."""
        if decision.verdict != "ask":
            return settled(decision), "settled by an earlier answer"
        if self._ask is None or not self._setting().interactive:
            return nobody_to_ask(decision), "nobody to ask"
        if self._cannot_ask:
            return nobody_to_ask(decision, self._cannot_ask), "cannot ask"
        judged = await self._judged(prepared, decision)
        if judged is not None and judged.verdict == "allow":
            return Permission(True, f"Allowed once by the judge: {judged.reason}", decision.rule), "judge: allow"
        if judged is not None and judged.verdict == "deny":
            self._refusals.add(prepared, for_session=False)
            why = f"The judge refused this: {judged.reason} Do not retry it or reach the same effect in another way."
            return Permission(False, why, decision.rule), "judge: deny"
        return await self._put(call_id, prepared, decision, self._ask)

    async def _judged(self, prepared: Prepared, decision: Decision) -> Judgement | None:
        """What the judge says; None when there is none, or only a person may say."""
        if self._judge is None or decision.once_only:
            return None
        from hermes_acp.approval import judge

        action, setting = prepared.action, self._now()

        def look() -> judge.Case | None:
            return judge.case_of(action, decision, self._judge_policy, self._policy.line(action, setting))

        case = await asyncio.to_thread(look)
        if case is None:
            return None
        try:
            return judge.read(await self._judge(case))
        except Exception as error:  # a judge that fails leaves the question to the person
            log.warning("the judge could not be asked: %s", error)
            return None

    async def _put(self, call_id: str, prepared: Prepared, decision: Decision, ask: Ask) -> tuple[Permission, str]:
        """Put the question to the person; the answer counts for what they were shown."""
        title = escaped(prepared.action.command or prepared.title)
        why = " ".join(filter(None, (decision.why, remark(prepared))))
        question = Question(call_id, title, why, options_for(decision), prepared)
        before = await asyncio.to_thread(self._policy.witness, prepared.action, self._now())
        try:
            async with asyncio.timeout(self._time_limit):
                reply = await ask(question)
        except TimeoutError:
            return too_late(decision, self._time_limit or 0), "no answer in time"
        if reply.unsupported:
            self._cannot_ask = f"this client cannot ask for permission ({reply.unavailable})"
            return nobody_to_ask(decision, self._cannot_ask), "cannot ask"
        chosen = next((option for option in question.options if option.id == reply.option_id), None)
        if chosen is not None and chosen.kind in ("allow_once", "allow_always"):
            what = await asyncio.to_thread(before.changed)
            if what is not None:
                return stale(decision, what), "what was shown has changed"
        return await self._apply(prepared, decision, chosen, reply)

    async def _apply(
        self, prepared: Prepared, decision: Decision, chosen: Option | None, reply: Reply
    ) -> tuple[Permission, str]:
        """What an answer means. Anything that is not clearly one of the offered options refuses."""
        if reply.cancelled:
            return Permission(False, "The person cancelled the turn.", decision.rule, cancelled=True), "cancelled"
        if reply.unavailable is not None:
            why = f"The editor could not ask the person ({reply.unavailable}). Go on without this, or end the turn."
            return Permission(False, why, decision.rule), "unavailable"
        if chosen is None or chosen.kind in ("reject_once", "reject_always"):
            always = chosen is not None and chosen.kind == "reject_always"
            self._refusals.add(prepared, for_session=always)
            return Permission(False, REFUSED, decision.rule), chosen.kind if chosen else "unknown option"
        if chosen.kind == "allow_always" and (proposal := rule_behind(decision, chosen.id)) is not None:
            kept = await self._keep(proposal.rule, proposal.scope)
            why = f"Allowed by {proposal.rule}{kept}."
            return Permission(True, why, str(proposal.rule)), f"always: {proposal.rule}"
        return Permission(True, "Allowed once.", decision.rule), chosen.kind

    async def _keep(self, rule: Rule, scope: Scope) -> str:
        """Put a rule in force and have it kept; when that fails it counts for this session, and says so."""
        try:
            await self._remember(rule, scope)
        except (OSError, ValueError) as error:
            self._policy.rules.add(rule, "session")
            return f" (which could not be kept beyond this session: {error})"
        self._policy.rules.add(rule, scope)
        return ""

    async def _note_effects(self, prepared: Prepared) -> None:
        """What the session is, once this has been done: tainted, or with a shell nobody can vouch for."""
        action = prepared.action
        if action.capability == "internal":
            return
        setting = self._setting()

        def look() -> tuple[bool, ShellChange]:
            return self._policy.reads_strangers(action, setting), self._policy.changes_shell(action, setting)

        strangers, changed = await asyncio.to_thread(look)
        self._tainted = self._tainted or strangers
        self._shell_changed = self._shell_changed or changed.command
        self._exports_changed = self._exports_changed or changed.outlives
