"""Sessions whose calls and references stand before the real policy."""

from __future__ import annotations

from collections.abc import Callable

from hermes_acp.approval.approver import Approver, Ask, Audit
from hermes_acp.approval.decision import Setting
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import RuleBook
from support.agent import Workplace


def strict(place: Workplace) -> Workplace:
    """The place, with the real approver instead of the least one. Nothing it is told to remember is kept."""

    async def make_reviewer(setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> Approver:
        async def forget(rule: object, scope: object) -> None:
            return None

        return Approver(Policy(RuleBook()), setting, ask, forget, audit)

    place.sessions.services = place.sessions.services._replace(make_reviewer=make_reviewer)
    return place
