"""The permission rules of a session: listed, and taken back."""

from __future__ import annotations

from hermes_acp.agent.rules import Standing, revoke, rules_of
from hermes_acp.agent.session import Session
from hermes_acp.approval.rules import RuleError

WORDS = {"user": "everywhere", "project": "in this project", "session": "in this session"}
"""How far a scope reaches."""


async def permissions(session: Session, rest: str) -> str:
    """List the rules, or take one back by its number or its text."""
    rules, problems = await rules_of(session)
    word, _, named = rest.partition(" ")
    if not word:
        return "\n".join([*listed(rules), *(f"- ⚠ {problem}" for problem in problems)])
    if word != "revoke" or not named:
        return "`/permissions` lists the rules; `/permissions revoke NUMBER` takes one back."
    wanted = find(rules, named.strip())
    if wanted is None:
        return f"There is no rule `{named}`. `/permissions` lists them."
    try:
        gone = await revoke(session, wanted)
    except RuleError as error:
        return f"The rule could not be taken back: {error}"
    where = WORDS[wanted.scope]
    if not gone:
        return f"`{wanted.rule}` stands in a file of the project and can only be changed there."
    return f"`{wanted.rule}` no longer counts {where}."


def listed(rules: list[Standing]) -> list[str]:
    """A line for each rule, with its number."""
    if not rules:
        return ["There are no rules: what is not known to be harmless is asked about."]
    rows = [f"{at}. {one.rule.effect} `{one.rule}` {WORDS[one.scope]}" for at, one in enumerate(rules, 1)]
    return [*rows, "", "`/permissions revoke NUMBER` takes one back."]


def find(rules: list[Standing], named: str) -> Standing | None:
    """The rule of that number or text."""
    if named.isdecimal():
        return rules[int(named) - 1] if 0 < int(named) <= len(rules) else None
    return next((one for one in rules if str(one.rule) == named.strip("`")), None)
