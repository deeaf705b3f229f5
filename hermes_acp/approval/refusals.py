"""What the person refused, so that it does not come back in other clothes.

A refused action is refused again without a question, and a refused write keeps its path closed to commands for
the rest of the turn: whatever mentions the file, or is not known to only read, cannot run unasked.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from hermes_acp.approval.decision import Decision
from hermes_acp.approval.digest import digest
from hermes_acp_tools.result import Diff

if TYPE_CHECKING:
    from hermes_acp_tools.action import Action
    from hermes_acp_tools.tool import Prepared

_CHANGES = ("write", "delete")


class Refusals(Struct):
    """The refusals of a turn, and those the person made for the session."""

    turn: set[str] = field(default_factory=set[str])
    """Marks of what was refused in this turn: actions, and what files would have become."""
    session: set[str] = field(default_factory=set[str])
    """The same for the whole session."""
    paths: set[str] = field(default_factory=set[str])
    """Resolved paths whose change was refused in this turn."""

    def add(self, prepared: Prepared, *, for_session: bool) -> None:
        """Remember that this was refused."""
        action = prepared.action
        (self.session if for_session else self.turn).update(_marks(prepared))
        self.paths.update(use.resolved for use in action.paths if use.access in _CHANGES)

    def new_turn(self) -> None:
        """Forget what was refused in the turn before."""
        self.turn.clear()
        self.paths.clear()

    def judge(self, prepared: Prepared, decision: Decision, *, reads_only: bool) -> Decision:
        """The decision as the refusals so far change it; never milder than it was."""
        action = prepared.action
        if decision.verdict == "deny":
            return decision
        if _marks(prepared) & (self.turn | self.session):
            return Decision("deny", "refused before", "The person already refused exactly this.")
        if not self.paths or reads_only:
            return decision
        if named := self._named(action):
            why = f"It names {named}, a file whose change was just refused."
            if action.capability in ("execute", "mcp"):
                return Decision("deny", "a refused edit stays refused", why)
            return Decision("ask", "a refused edit stays refused", why, once_only=True)
        if action.capability in ("execute", "mcp"):
            why = "A change was just refused, and this could make it in another way."
            return Decision("ask", "a refused edit stays refused", why, once_only=True)
        return decision

    def _named(self, action: Action) -> str | None:
        """The first refused path this action touches or mentions."""
        text = f"{action.command or ''} {dict(action.arguments)!r}" if action.capability in ("execute", "mcp") else ""
        touched = {use.resolved for use in action.paths}
        for path in sorted(self.paths):
            name = re.escape(os.path.basename(path))
            if path in touched or (text and re.search(rf"(?<![\w-]){name}(?![\w-])", text, re.IGNORECASE)):
                return path
        return None


def _marks(prepared: Prepared) -> set[str]:
    """What tells that something is the same: the whole action, or a file that would become the same by any tool."""
    changes = (part for part in prepared.content if isinstance(part, Diff))
    outcomes = {f"{part.path}\0{hashlib.sha256(part.new.encode('utf-8', 'replace')).hexdigest()}" for part in changes}
    return {digest(prepared.action), *outcomes}
