"""What stands before the tool calls of a session: its approver, with the rules on disk and the judge of the settings.

Knows where rules and settings are; what is allowed is decided in ``approval``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.approval.approver import Approver, Ask, Audit
    from hermes_acp.approval.decision import Scope, Setting
    from hermes_acp.approval.judge import Judge
    from hermes_acp.approval.rules import Rule
    from hermes_acp.config.layers import Layered
    from hermes_acp.wiring.models import Models


class Approvers:
    """Makes an approver for each session."""

    def __init__(self, settings: Callable[[], Layered], home: str, models: Models) -> None:
        """``settings`` reads those in force, and may block; ``home`` is ours, ``$HERMES_HOME``."""
        self._settings = settings
        self._home = home
        self._models = models

    async def make(self, setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> Approver:
        """See ``MakeReviewer``."""
        from hermes_acp.approval.approver import Approver
        from hermes_acp.approval.liverules import LiveRules
        from hermes_acp.approval.policy import Policy
        from hermes_acp.approval.rulefile import remember
        from hermes_acp.approval.rules import RuleBook, denied_texts

        cwd = setting().cwd
        settings = await asyncio.to_thread(self._settings)
        live = LiveRules(self._home, cwd, denied_texts(settings.get("approvals.deny")))

        async def keep(rule: Rule, scope: Scope) -> None:
            await asyncio.to_thread(remember, self._home, cwd, rule, scope)

        book = RuleBook()
        await asyncio.to_thread(live.refresh, book)
        return Approver(
            Policy(book),
            setting,
            ask,
            keep,
            audit,
            refresh=live.refresh,
            time_limit=settings.number("approvals.timeout"),
            judge=self._judge(settings),
            judge_policy=settings.text("approvals.smart_policy") or "",
        )

    def _judge(self, settings: Layered) -> Judge | None:
        """The second model, if one was named."""
        from hermes_acp.agent.judge import model_judge

        named = settings.text("approvals.judge")
        if named == "auto":
            main = self._models.default_name(settings)
            return model_judge(partial(self._models.open_auxiliary, "approval"), main)
        return model_judge(self._models.open, named) if named else None
