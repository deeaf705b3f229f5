"""What a prompt would attach, without asking anybody: the same resolver and the same rules as a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Setting
    from hermes_acp.approval.policy import Policy
    from hermes_acp.references.kinds import ReferenceKind, Verdict
    from hermes_acp.references.reference import Attached
    from hermes_acp_tools.action import Action
    from hermes_acp_tools.host import Host


async def preview(
    text: str,
    host: Host,
    kinds: Sequence[ReferenceKind],
    policy: Policy,
    setting: Setting,
    budget: int | None,
    attach_share: float,
) -> Attached:
    """What it would attach within ``budget`` tokens, or within its share of a window nobody knows."""
    from hermes_acp.references.budget import share
    from hermes_acp.references.resolve import Resolver

    async def guard(action: Action) -> Verdict:
        return await asyncio.to_thread(verdict, action, policy, setting)

    roots = [await host.resolve(root) for root in setting.roots]
    resolver = Resolver(host, roots, setting.cwd, kinds, guard)
    return await resolver.resolve(text, (), share(None, attach_share) if budget is None else budget)


def verdict(action: Action, policy: Policy, setting: Setting) -> Verdict:
    """The policy's word; what a session would ask about is not attached. Blocks."""
    from hermes_acp.references.kinds import Verdict

    decision = policy.decide(action, setting)
    if decision.verdict == "allow":
        return Verdict(True)
    would = "ask first" if decision.verdict == "ask" else "refuse"
    return Verdict(False, f"a session would {would}: {decision.why}")
