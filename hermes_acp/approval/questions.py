"""The question put to a person, and what each possible answer stands for.

Option ids are made here and mean something only within their own question; any other id is a refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from hermes_acp.approval.decision import Decision, Proposal, Scope

if TYPE_CHECKING:
    from hermes_acp_tools.tool import Prepared

OptionKind = Literal["allow_once", "allow_always", "reject_once", "reject_always"]


class Option(Struct, frozen=True):
    """One answer a person can give."""

    id: str
    name: str
    """The words on the button; an "always" names its rule exactly."""
    kind: OptionKind
    scope: Scope | None = None
    """How long an "always" counts; None for every other."""


class Question(Struct, frozen=True):
    """One question to a person."""

    call_id: str
    title: str
    """One line, hidden characters written out, never cut."""
    why: str
    """Why it is asked at all."""
    options: tuple[Option, ...]
    prepared: Prepared
    """The whole of what would happen: arguments, paths with their targets, the diff."""
    id: str = ""
    """Names it on this machine while it waits, so that another face can answer it; empty where none can."""
    persons_only: bool = False
    """Whether only a person may allow it, no rule and no other program: secrets, protected files, disguises, trust."""


class Reply(Struct, frozen=True):
    """What came back."""

    option_id: str | None
    """The chosen option; None or an id that was not offered refuses."""
    cancelled: bool = False
    """The person ended the turn."""
    unavailable: str | None = None
    """Why nobody could be asked, when the client failed; refuses without blaming the person."""
    unsupported: bool = False
    """True when the client has no way to ask at all, so that asking again is useless."""
    note: str = ""
    """What the person said besides, for the model."""


def options_for(decision: Decision) -> tuple[Option, ...]:
    """The answers offered for a decision: once, each proposed rule, and the refusals."""
    always = [
        Option(f"allow:{index}", proposal.label, "allow_always", proposal.scope)
        for index, proposal in enumerate(_open(decision))
    ]
    return (
        Option("once", "Allow once", "allow_once"),
        *always,
        Option("reject", "Reject", "reject_once"),
        Option("reject:turn", "Reject, and do not ask again this session", "reject_always"),
    )


def rule_behind(decision: Decision, option_id: str) -> Proposal | None:
    """The proposal an "always" option stands for; None for every other option."""
    head, _, number = option_id.partition(":")
    proposals = _open(decision)
    if head != "allow" or not number.isdecimal() or int(number) >= len(proposals):
        return None
    return proposals[int(number)]


def _open(decision: Decision) -> tuple[Proposal, ...]:
    return () if decision.once_only else decision.proposals
