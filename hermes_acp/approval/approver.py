"""The approver of one session: asks the policy, asks the person when the policy says so, remembers the answer.

Owns what was refused in this turn and what strangers' content the session has read. Knows no client: asking,
remembering and auditing are functions it is given. An answer counts for the one question it was given to.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hermes_acp.approval.characters import escaped
from hermes_acp.approval.decision import Decision, Scope, Setting
from hermes_acp.approval.digest import digest
from hermes_acp.approval.questions import Option, Question, Reply, options_for, rule_behind
from hermes_acp.approval.refusals import Refusals

if TYPE_CHECKING:
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.rules import Rule, RuleBook
    from hermes_acp_tools.tool import Prepared

Ask = Callable[[Question], Awaitable[Reply]]
Remember = Callable[["Rule", Scope], Awaitable[None]]
Audit = Callable[[Mapping[str, object]], Awaitable[None]]

__all__ = ["Approver", "Ask", "Audit", "Option", "Permission", "Question", "Remember", "Reply"]


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer to "may this be done now?"."""

    allowed: bool
    why: str
    """For the model when refused: what stood in the way, and not to retry it in other words."""
    rule: str
    """The rule that decided."""
    cancelled: bool = False
    """True when the person ended the whole turn."""


class Approver:
    """Stands before every tool call of one session."""

    def __init__(
        self,
        policy: Policy,
        setting: Callable[[], Setting],
        ask: Ask | None,
        remember: Remember,
        audit: Audit,
    ) -> None:
        """``setting`` gives the circumstances of the moment; ``ask`` is None when there is nobody to ask.

        ``remember`` keeps a rule beyond this process for the scopes ``project`` and ``user`` (it is told of session
        rules too, which live in the policy's rule book); it may raise OSError or ValueError. ``audit`` is told of
        every decision.
        """
        self._policy = policy
        self._setting = setting
        self._ask = ask
        self._remember = remember
        self._audit = audit
        self._refusals = Refusals()
        self._tainted = False
        self._shell_changed = ""
        self._one_question = asyncio.Lock()

    @property
    def rules(self) -> RuleBook:
        """The rules in force."""
        return self._policy.rules

    def new_turn(self) -> None:
        """A prompt begins: refusals of the turn before are forgotten, what was read from strangers is not."""
        self._refusals.new_turn()

    def shell_restarted(self) -> None:
        """The persistent shell is a fresh one: nothing approved earlier shapes it any more."""
        self._shell_changed = ""

    async def review(self, call_id: str, prepared: Prepared) -> Permission:
        """Decide, asking if need be. The caller compares ``digest(action)`` again right before acting."""
        started = time.monotonic()
        decision = await self._decide(prepared)
        permission, answer = _settled(decision), "none needed"
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

    async def _decide(self, prepared: Prepared) -> Decision:
        """The policy's word, made stricter by the refusals so far. In a thread: it looks at the disk."""
        setting = self._setting()
        setting = replace(
            setting,
            tainted=setting.tainted or self._tainted,
            shell_changed=setting.shell_changed or self._shell_changed,
        )

        def look() -> Decision:
            decision = self._policy.decide(prepared.action, setting)
            reads_only = not self._refusals.paths or self._policy.only_reads(prepared.action, setting)
            return self._refusals.judge(prepared.action, decision, reads_only=reads_only)

        return await asyncio.to_thread(look)

    async def _settle(self, call_id: str, prepared: Prepared, decision: Decision) -> tuple[Permission, str]:
        """Put the question, if it is still one, and read the answer."""
        if decision.verdict != "ask":
            return _settled(decision), "settled by an earlier answer"
        if self._ask is None or not self._setting().interactive:
            return _nobody_to_ask(decision), "nobody to ask"
        title = escaped(prepared.action.command or prepared.title)
        question = Question(call_id, title, decision.why, options_for(decision), prepared)
        reply = await self._ask(question)
        return await self._apply(prepared, decision, question, reply)

    async def _apply(
        self, prepared: Prepared, decision: Decision, question: Question, reply: Reply
    ) -> tuple[Permission, str]:
        """What an answer means. Anything that is not clearly one of the offered options refuses."""
        if reply.cancelled:
            return Permission(False, "The person cancelled the turn.", decision.rule, cancelled=True), "cancelled"
        if reply.unavailable is not None:
            why = f"The editor could not ask the person ({reply.unavailable}). Go on without this, or end the turn."
            return Permission(False, why, decision.rule), "unavailable"
        chosen = next((option for option in question.options if option.id == reply.option_id), None)
        if chosen is None or chosen.kind in ("reject_once", "reject_always"):
            always = chosen is not None and chosen.kind == "reject_always"
            self._refusals.add(prepared.action, for_session=always)
            return Permission(False, REFUSED, decision.rule), chosen.kind if chosen else "unknown option"
        if chosen.kind == "allow_always" and (proposal := rule_behind(decision, chosen.id)) is not None:
            self._policy.rules.add(proposal.rule, proposal.scope)
            kept = await self._keep(proposal.rule, proposal.scope)
            return Permission(
                True, f"Allowed by {proposal.rule}{kept}.", str(proposal.rule)
            ), f"always: {proposal.rule}"
        return Permission(True, "Allowed once.", decision.rule), chosen.kind

    async def _keep(self, rule: Rule, scope: Scope) -> str:
        """Have a rule kept. The permission stands when that fails, for this session, and says so."""
        try:
            await self._remember(rule, scope)
        except (OSError, ValueError) as error:
            return f" (which could not be kept beyond this session: {error})"
        return ""

    async def _note_effects(self, prepared: Prepared) -> None:
        """What the session is, once this has been done: tainted, or with a shell nobody can vouch for."""
        action = prepared.action
        if action.capability in ("fetch", "mcp"):
            self._tainted = True
        if action.command is not None and not self._shell_changed:
            self._shell_changed = await asyncio.to_thread(self._policy.changes_shell, action, self._setting())


REFUSED = (
    "The person refused this. Do not retry it, rephrase it or reach the same effect in another way; "
    "go on with what does not need it, or ask the person in words."
)


def _settled(decision: Decision) -> Permission:
    """The permission of a decision that needs nobody."""
    if decision.verdict == "allow":
        return Permission(True, decision.why, decision.rule)
    why = f"Refused by {decision.rule}: {decision.why} Do not retry it, rephrase it or work around it."
    return Permission(False, why, decision.rule)


def _nobody_to_ask(decision: Decision) -> Permission:
    """Refuse, and say which rule the person could write."""
    why = f"This needs a person's word and nobody can be asked ({decision.why})"
    if decision.once_only or not decision.proposals:
        why += " No saved rule can allow it; it has to be done in an editor session."
    else:
        rule = decision.proposals[0].rule
        why += f" To allow it, the person runs: hermes permissions add '{rule}'. Do not try it another way."
    return Permission(False, why, decision.rule)
