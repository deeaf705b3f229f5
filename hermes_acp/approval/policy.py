"""The one decision function: facts in, verdict out, with the rule that decided.

The order, first hit wins:
 1. the floor and our own state          deny, whatever mode and rules say
 2. deny rules (user, project, session)  deny
 3. protected paths, secrets, disguises  ask, for this once only
 4. ask rules                            ask
 5. known reads inside the workspace     allow
 6. plan mode, untrusted workspace       deny what is left
 7. a sandbox keeps the command in       allow, unless it deletes
 8. content of strangers was read        ask for what could carry data out
 9. mode                                 bypass and accept_edits allow
10. allow rules                          allow, when every part of the action fits
11. nothing of that                      ask, with the narrowest rules that would help

A compound command is as strict as its strictest part. What is not understood can only be asked for or denied.
Synchronous and without side effects; it looks at links and git configuration on the disk, so call it in a thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.paths import inside_any
from hermes_acp.approval.rules import RuleBook

if TYPE_CHECKING:
    from hermes_acp.approval.shell_effects import ShellChange
    from hermes_acp.approval.shell_line import ShellLine
    from hermes_acp.approval.witness import Witness
    from hermes_acp_tools.action import Action


class Policy:
    """Decides over actions by the rules in force."""

    def __init__(self, rules: RuleBook) -> None:
        self.rules = rules
        """The rules in force; an answer of "always" adds to them."""

    def decide(self, action: Action, setting: Setting) -> Decision:
        """What may be done about this action in this setting."""
        if action.capability == "execute" and action.command is not None:
            from hermes_acp.approval.shell_actions import decide_command

            try:
                return decide_command(_line(action, setting), self.rules)
            except RecursionError:
                return Decision("ask", "too deep", "It is nested too deeply to be read.", once_only=True)
        from hermes_acp.approval.other_actions import decide_other

        return decide_other(action, setting, self.rules)

    def line(self, action: Action, setting: Setting) -> ShellLine | None:
        """The command of an action, looked at; None when it is none."""
        return _line(action, setting) if action.command is not None else None

    def witness(self, action: Action, setting: Setting) -> Witness:
        """What the files of an action are now, to be compared when it happens."""
        from hermes_acp.approval.witness import witness

        return witness(action, self.line(action, setting))

    def only_reads(self, action: Action, setting: Setting) -> bool:
        """Whether the action provably changes nothing."""
        if action.command is not None:
            return _line(action, setting).only_reads
        return action.capability in ("read", "internal") and all(use.access in ("read", "list") for use in action.paths)

    def reads_strangers(self, action: Action, setting: Setting) -> bool:
        """Whether doing it brings content of strangers into the session: the network, MCP, files from elsewhere."""
        if action.command is not None:
            from hermes_acp.approval.shell_effects import fetches

            return fetches(_line(action, setting).found)
        if action.capability in ("fetch", "mcp"):
            return not action.vouched
        known = (*setting.roots, setting.state_dir)
        return any(use.access == "read" and not inside_any(use.resolved, known) for use in action.paths)

    def changes_shell(self, action: Action, setting: Setting) -> ShellChange:
        """What a command leaves behind in the persistent shell for later ones."""
        from hermes_acp.approval.shell_effects import changes_shell

        return changes_shell(_line(action, setting).found if action.command is not None else ())


def _line(action: Action, setting: Setting) -> ShellLine:
    from hermes_acp.approval.shell_line import ShellLine

    return ShellLine(action.command or "", action.cwd or setting.cwd, setting, action.sandbox)
