"""Decisions about reading and changing files: the strictest path of an action decides."""

from __future__ import annotations

import os
import posixpath

from hermes_acp.approval.characters import trouble
from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.matching import fits_path
from hermes_acp.approval.paths import inside, inside_any, lexical
from hermes_acp.approval.proposals import for_path
from hermes_acp.approval.protected import protected, secret
from hermes_acp.approval.rules import RuleBook
from hermes_acp.approval.shell_actions import planned
from hermes_acp_tools.action import Action, PathUse

CHANGES = ("write", "delete")
"""The kinds of access after which a file is another."""


def guarded(action: Action, setting: Setting) -> Decision | None:
    """What only a person can allow, and only once: protected and secret paths, and spellings that deceive."""
    for use in action.paths:
        if action.capability == "internal" and inside(use.resolved, setting.state_dir):
            continue  # our own notes
        if why := _guarded_path(use, setting):
            if use.access in CHANGES and (setting.mode == "plan" or not setting.trusted):
                return planned(setting, why)
            return Decision("ask", "guarded path", why, once_only=True)
    return None


def _guarded_path(use: PathUse, setting: Setting) -> str | None:
    shown = _shown(use, setting)
    if hidden := trouble(use.given):
        return f"Look closely at {shown!a}: {hidden}."
    if use.access in CHANGES and (protected(use.resolved) or protected(posixpath.normpath(use.given))):
        return f"Other programs obey or trust {shown}."
    if use.access == "read" and (secret(use.resolved) or secret(posixpath.normpath(use.given))):
        return f"{shown} may hold secrets, and what is read goes to the model."
    if use.access == "write" and (others := _other_names(use.resolved)):
        return f"{shown} is one file with {others + 1} names on this disk; changing it may change what lies elsewhere."
    return None


def _shown(use: PathUse, setting: Setting) -> str:
    """The path as it was given; where it leads too, when a link or the directory makes that another place."""
    if lexical(use.given, setting.cwd, setting.home) == use.resolved:
        return use.given
    return f"{use.given} (which is {use.resolved})"


def _other_names(path: str) -> int:
    """How many further hard links a regular file has."""
    try:
        facts = os.lstat(path)
    except OSError:
        return 0
    return facts.st_nlink - 1 if os.path.isfile(path) else 0


def decide_files(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """The mode and the allow rules, for paths that nothing stricter has stopped."""
    if not action.paths:
        return Decision("ask", "no paths named", f"{action.tool} does not say which files it touches.", once_only=True)
    asked = [use for use in action.paths if not _is_fine(use, setting, rules)]
    changes = next((use for use in action.paths if use.access in CHANGES), None)
    if changes and (setting.mode == "plan" or not setting.trusted):
        return planned(setting, f"It would change {changes.given}.")
    if not asked:
        return Decision("allow", _reason(action, setting), "It stays inside the workspace and the rules.")
    first = asked[0]
    kind = "edit" if first.access in CHANGES else "read"
    away = "" if inside_any(first.resolved, setting.roots) else ", outside the workspace"
    why = f"It would {'change' if kind == 'edit' else 'read'} {_shown(first, setting)}{away}."
    proposals = for_path(kind, first.resolved, setting) if len({use.resolved for use in asked}) == 1 else ()
    return Decision("ask", f"{kind} needs a word", why, proposals)


def _is_fine(use: PathUse, setting: Setting, rules: RuleBook) -> bool:
    within = inside_any(use.resolved, setting.roots)
    if setting.mode == "bypass":
        return True
    if use.access in CHANGES:
        return (within and setting.mode == "accept_edits") or _ruled("edit", use, setting, rules)
    return within or open_to_reading(use.resolved, setting) or _ruled("read", use, setting, rules)


def open_to_reading(path: str, setting: Setting) -> bool:
    """Whether a place in our own state was made for the model to read: skills, and this session's long output."""
    kept = setting.output_dir
    return inside(path, f"{setting.state_dir}/skills") or (bool(kept) and inside(path, os.path.realpath(kept)))


def _ruled(kind: str, use: PathUse, setting: Setting, rules: RuleBook) -> bool:
    return any(rule.kind == kind and fits_path(rule, use.resolved, setting) for rule, _ in rules.of("allow"))


def _reason(action: Action, setting: Setting) -> str:
    if all(use.access not in CHANGES for use in action.paths):
        return "reads only"
    return f"mode {setting.mode}" if setting.mode in ("accept_edits", "bypass") else "allow rule"
