"""What a decision is, and what it depends on besides the rules.

Plain values, shared by the policy that decides, the approver that asks and the clients that show both.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from hermes_acp.approval.rules import Rule

Mode = Literal["ask", "accept_edits", "plan", "bypass"]
"""``ask`` before changes; ``accept_edits`` inside the roots; ``plan`` only reads; ``bypass`` asks for the worst."""

Verdict = Literal["allow", "ask", "deny"]
Scope = Literal["session", "project", "user"]
"""How long a rule lives: this session, this repository, everywhere."""


class Proposal(Struct, frozen=True):
    """A rule a person could choose so as not to be asked again."""

    rule: Rule
    scope: Scope
    label: str
    """The words on the button; they say exactly what would be allowed."""


class Decision(Struct, frozen=True):
    """What the policy says about one action."""

    verdict: Verdict
    rule: str
    """Name of the rule that decided, readable, such as ``floor: deletes the root`` or ``allow shell(npm test)``."""
    why: str
    """A sentence for a person."""
    proposals: tuple[Proposal, ...] = ()
    """The narrowest useful rules that would have allowed it; empty when only this once may be allowed."""
    once_only: bool = False
    """True when no saved rule may ever answer in the person's place."""


class Setting(Struct, frozen=True):
    """Everything a decision depends on besides the action and the rules."""

    mode: Mode
    roots: tuple[str, ...]
    """Directories of the workspace, absolute and resolved."""
    cwd: str
    """Where relative paths start, when the action does not say."""
    home: str
    """The person's home directory."""
    trusted: bool
    """False makes every mode behave as ``plan``."""
    interactive: bool
    """Whether there is anybody to ask."""
    state_dir: str
    """Our own state (``$HERMES_HOME``): closed to every tool, but for reading skills and ``output_dir``."""
    output_dir: str = ""
    """Directory in ``state_dir`` where this session's long output is kept for the model to read; empty for none."""
    tainted: bool = False
    """True once the session has read content of strangers (a web page, an MCP result)."""
    only_server: str | None = None
    """The MCP server that all of it came from, when it came from one."""
    shell_changed: str = ""
    """The approved command that changed the persistent shell's environment, if one did; nothing is known then."""
    path: str = field(default_factory=lambda: os.environ.get("PATH", ""))
    """``PATH`` of the shell that would run commands."""
