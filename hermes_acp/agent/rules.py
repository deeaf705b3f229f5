"""The permission rules a session stands under: listed, and taken back wherever they are in force.

Rules of the person are in a file; those of a session live as long as it does. What a workspace brings along is shown
and can only be changed there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.decision import Scope
    from hermes_acp.approval.rules import Rule, RuleBook


class Standing(NamedTuple):
    """A rule in force."""

    rule: Rule
    scope: Scope


async def rules_of(session: Session) -> tuple[list[Standing], tuple[str, ...]]:
    """The rules of a session, the widest scope first, and what is wrong with the files of rules."""
    from hermes_acp.approval.rulefile import load_rules
    from hermes_acp.approval.trust import TrustStore

    home, cwd = session.services.state_dir, session.record.cwd

    def load() -> tuple[RuleBook, tuple[str, ...]]:
        return load_rules(home, cwd, trusted=TrustStore(home).trusted(cwd))

    book, problems = await asyncio.to_thread(load)
    kept = [Standing(rule, scope) for scope in ("user", "project") for rule in book.in_scope(scope)]
    own = session.reviewer.rules.in_scope("session") if session.reviewer else session.rules
    return [*kept, *(Standing(rule, "session") for rule in own)], problems


def rule_in(session: Session, rule: Rule) -> None:
    """Put a rule in force for a session alone, as long as it is open. It counts from the next decision on."""
    if session.reviewer is not None:
        session.reviewer.rules.add(rule, "session")
    elif rule not in session.rules:
        session.rules.append(rule)


async def revoke(session: Session, standing: Standing, others: Iterable[Session] = ()) -> bool:
    """Take a rule back, here and in the other open sessions it counts for. False when it is not ours to take back.

    RuleError when the file of rules cannot be changed.
    """
    from hermes_acp.approval.rulefile import forget

    rule, scope = standing
    if scope == "session" and session.reviewer is None:
        there = rule in session.rules
        session.rules[:] = [other for other in session.rules if other != rule]
        return there
    if scope == "session":
        return session.reviewer is not None and session.reviewer.rules.remove(rule, scope)
    gone = await asyncio.to_thread(forget, session.services.state_dir, session.record.cwd, rule, scope)
    for one in (session, *others) if gone else ():
        if one.reviewer and (scope == "user" or one.record.cwd == session.record.cwd):
            one.reviewer.rules.remove(rule, scope)
    return gone
