"""How a question is settled: by an earlier answer, by the judge, or by the person, while what was shown is still there.

Remembers refusals and rules; knows nothing of how a decision comes about.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from hermes_acp.approval.characters import escaped
from hermes_acp.approval.decision import Decision, Scope, Setting
from hermes_acp.approval.permission import REFUSED, Permission, nobody_to_ask, settled, stale, too_late
from hermes_acp.approval.questions import Option, Question, Reply, options_for, rule_behind
from hermes_acp.approval.remarks import remark, wanted_by

if TYPE_CHECKING:
    from hermes_acp.approval.judge import Judge, Judgement
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.refusals import Refusals
    from hermes_acp.approval.rules import Rule
    from hermes_acp_tools.tool import Prepared

Ask = Callable[[Question], Awaitable[Reply]]
Remember = Callable[["Rule", Scope], Awaitable[object]]

log = logging.getLogger(__name__)


class Settling(Struct):
    """Settles the questions of one session."""

    policy: Policy
    refusals: Refusals
    ask: Ask | None
    """Puts a question to the person; None when there is nobody."""
    remember: Remember
    """Keeps a rule beyond this process. May raise OSError or ValueError."""
    time_limit: float | None = None
    """Seconds a question waits."""
    judge: Judge | None = None
    judge_policy: str = ""
    """The person's wishes, for the judge."""
    cannot_ask: str = ""
    """Why the client turned out to have no way to ask."""

    async def settle(
        self, call_id: str, prepared: Prepared, decision: Decision, setting: Setting
    ) -> tuple[Permission, str]:
        """The permission, and how it came about in a few words for the audit."""
        if decision.verdict != "ask":
            return settled(decision), "settled by an earlier answer"
        if self.ask is None or not setting.interactive:
            return nobody_to_ask(decision), "nobody to ask"
        if self.cannot_ask:
            return nobody_to_ask(decision, self.cannot_ask), "cannot ask"
        judged = await self._judged(prepared, decision, setting)
        if judged is not None and judged.verdict == "allow":
            return Permission(True, f"Allowed once by the judge: {judged.reason}", decision.rule), "judge: allow"
        if judged is not None and judged.verdict == "deny":
            self.refusals.add(prepared, for_session=False)
            why = f"The judge refused this: {judged.reason} Do not retry it or reach the same effect in another way."
            return Permission(False, why, decision.rule), "judge: deny"
        return await self._put(
            Question(
                call_id,
                escaped(prepared.action.command or prepared.title),
                " ".join(filter(None, (decision.why, remark(prepared), wanted_by(prepared.action.origin)))),
                options_for(decision),
                prepared,
                persons_only=decision.once_only,
            ),
            decision,
            setting,
            self.ask,
        )

    async def _judged(self, prepared: Prepared, decision: Decision, setting: Setting) -> Judgement | None:
        """What the judge says; None when there is none, or only a person may say."""
        if self.judge is None or decision.once_only:
            return None
        from hermes_acp.approval import judge

        action = prepared.action

        def look() -> judge.Case | None:
            return judge.case_of(action, decision, self.judge_policy, self.policy.line(action, setting))

        case = await asyncio.to_thread(look)
        if case is None:
            return None
        try:
            return judge.read(await self.judge(case))
        except Exception as error:  # a judge that fails leaves the question to the person
            log.warning("the judge could not be asked: %s", error)
            return None

    async def _put(self, question: Question, decision: Decision, setting: Setting, ask: Ask) -> tuple[Permission, str]:
        """Put the question to the person; the answer counts for what they were shown."""
        before = await asyncio.to_thread(self.policy.witness, question.prepared.action, setting)
        try:
            async with asyncio.timeout(self.time_limit):
                reply = await ask(question)
        except TimeoutError:
            return too_late(decision, self.time_limit or 0), "no answer in time"
        if reply.unsupported:
            self.cannot_ask = f"this client cannot ask for permission ({reply.unavailable})"
            return nobody_to_ask(decision, self.cannot_ask), "cannot ask"
        chosen = next((option for option in question.options if option.id == reply.option_id), None)
        if chosen is not None and chosen.kind in ("allow_once", "allow_always"):
            what = await asyncio.to_thread(before.changed)
            if what is not None:
                return stale(decision, what), "what was shown has changed"
        return await self._apply(question.prepared, decision, chosen, reply)

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
            self.refusals.add(prepared, for_session=always)
            said = f"{REFUSED} The person says: {reply.note}" if reply.note else REFUSED
            return Permission(False, said, decision.rule), chosen.kind if chosen else "unknown option"
        if chosen.kind == "allow_always" and (proposal := rule_behind(decision, chosen.id)) is not None:
            kept = await self._keep(proposal.rule, proposal.scope)
            why = f"Allowed by {proposal.rule}{kept}."
            return Permission(True, why, str(proposal.rule)), f"always: {proposal.rule}"
        return Permission(True, "Allowed once.", decision.rule), chosen.kind

    async def _keep(self, rule: Rule, scope: Scope) -> str:
        """Put a rule in force and have it kept; when that fails it counts for this session, and says so."""
        try:
            await self.remember(rule, scope)
        except (OSError, ValueError) as error:
            self.policy.rules.add(rule, "session")
            return f" (which could not be kept beyond this session: {error})"
        self.policy.rules.add(rule, scope)
        return ""
