"""The answer to "may this be done now?", in words that a model can act on."""

from __future__ import annotations

from msgspec import Struct

from hermes_acp.approval.decision import Decision

REFUSED = (
    "The person refused this. Do not retry it, rephrase it or reach the same effect in another way; "
    "go on with what does not need it, or ask the person in words."
)
FLAGS = "--allow with that rule, --mode or --yes"
"""The flags of ``hermes run`` that answer in a person's place."""


class Permission(Struct, frozen=True):
    """The answer to "may this be done now?"."""

    allowed: bool
    why: str
    """For the model when refused: what stood in the way, and not to retry it in other words."""
    rule: str
    """The rule that decided."""
    cancelled: bool = False
    """True when the person ended the whole turn."""


def settled(decision: Decision) -> Permission:
    """The permission of a decision that needs nobody."""
    if decision.verdict == "allow":
        return Permission(True, decision.why, decision.rule)
    why = f"Refused: {decision.why} Do not retry it, rephrase it or work around it."
    return Permission(False, why, decision.rule)


def nobody_to_ask(decision: Decision, reason: str = "nobody can be asked") -> Permission:
    """Refuse, and say which rule or flag would have allowed it."""
    why = f"This needs a person's word and {reason} ({decision.why})"
    if decision.once_only or not decision.proposals:
        why += " No saved rule can allow it; it has to be done where a person can answer, such as an editor."
    else:
        rule = decision.proposals[0].rule
        why += f" To allow it, the person runs: hermes permissions add '{rule}', or passes {FLAGS} to hermes run."
        why += " Do not try it another way."
    return Permission(False, why, decision.rule)


def too_late(decision: Decision, seconds: float) -> Permission:
    """Nobody answered in time, which is no yes."""
    why = (
        f"Nobody answered within {seconds:g} seconds, so it was not done. "
        "Go on with what does not need it, or end the turn and say what is waiting."
    )
    return Permission(False, why, decision.rule)


def stale(decision: Decision, what: str) -> Permission:
    """What was shown is no longer what is there, so the answer was about something else."""
    why = f"{what} changed while the question was open; nothing was done. Look at it again, then make the call again."
    return Permission(False, why, decision.rule)
