"""The decision about a shell command: the floor, the rules on every command in it, and what is a known read."""

from __future__ import annotations

from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.matching import fits_path, fits_text, fits_words
from hermes_acp.approval.proposals import for_command
from hermes_acp.approval.rules import Effect, Rule, RuleBook
from hermes_acp.approval.shell_effects import deletes, sends
from hermes_acp.approval.shell_line import ShellLine


def decide_command(line: ShellLine, rules: RuleBook) -> Decision:
    """The order of decisions, for a shell line."""
    setting = line.setting
    if why := line.floor():
        return Decision("deny", f"floor: {why}", f"This can never be allowed here: {why}.")
    if rule := ruled(line, rules, "deny"):
        return Decision("deny", f"deny {rule}", f"The rule {rule} forbids it.")
    if not line.only_reads and (guard := line.guarded()):
        why = f"No saved rule can answer this: {guard}."
        if setting.mode == "plan" or not setting.trusted:
            return planned(setting, why)
        return Decision("ask", f"guarded: {guard}", why, once_only=True)
    if rule := ruled(line, rules, "ask"):
        return Decision("ask", f"ask {rule}", f"The rule {rule} asks for it.", once_only=True)
    if line.only_reads:
        return Decision("allow", "reads only", "It only reads inside the workspace.")
    return _change(line, rules)


def _change(line: ShellLine, rules: RuleBook) -> Decision:
    """What is not known to only read: the mode, the sandbox, strangers' content, the allow rules."""
    setting = line.setting
    doubt = next((doubt for doubt in line.doubts if doubt), None)
    if setting.shell_changed and not doubt:
        doubt = f"the shell was changed by {setting.shell_changed!r}"
    why = f"It is not known to only read: {doubt}."
    if line.sandbox == "outside":
        why = f"It asks to leave the sandbox. {why}"
    elif line.sandbox == "inside" and (deleting := deletes(line.found)):
        why = f"It can delete ({deleting}), and the sandbox lets it write in the workspace."
    if setting.mode == "plan" or not setting.trusted:
        return planned(setting, why)
    if kept_in(line):
        return Decision("allow", "sandbox", "It runs in a sandbox: it cannot leave the workspace or reach the network.")
    if setting.tainted and sends(line.found):
        why = "The session has read content of strangers, and this could send data out."
        return Decision("ask", "taint: sends data", why, once_only=True)
    if setting.mode == "bypass":
        return Decision("allow", "mode bypass", "The mode allows it.")
    if rule := allowed_by(line, rules):
        return Decision("allow", f"allow {rule}", f"The rule {rule} allows it.")
    proposals = for_command(line.commands, line.doubts) if line.commands is not None else ()
    return Decision("ask", f"not a known read: {doubt}", why, proposals)


def ruled(line: ShellLine, rules: RuleBook, effect: Effect) -> Rule | None:
    """The first rule of this effect that names any command or path in the line."""
    for rule, _ in rules.of(effect):
        if rule.kind == "shell" and any(fits_words(rule, each.argv) for each in line.segments):
            return rule
        if rule.kind == "command" and any(fits_text(rule, each.argv, line.line) for each in line.segments):
            return rule
        if rule.kind in ("edit", "read") and any(fits_path(rule, path, line.setting) for path, _ in line.paths):
            return rule
    return None


def allowed_by(line: ShellLine, rules: RuleBook) -> Rule | None:
    """An allow rule, when every command of the line is a known read or fits one."""
    if line.commands is None:
        return None
    used: Rule | None = None
    for command, doubt in zip(line.commands, line.doubts, strict=True):
        if doubt is None and not line.setting.shell_changed:
            continue
        argv = [word.text for word in command.words]
        if command.assignments or command.inputs or any(word.glob for word in command.words):
            return None
        rule = next((rule for rule, _ in rules.of("allow") if fits_words(rule, argv)), None)
        if rule is None:
            return None
        used = rule
    return used


def kept_in(line: ShellLine) -> bool:
    """Whether a sandbox makes the question needless. It keeps the workspace writable, so deleting is asked for."""
    if line.sandbox != "inside" or line.script.broken:
        return False
    return line.setting.mode != "ask" or not deletes(line.found)


def planned(setting: Setting, why: str) -> Decision:
    """The refusal of a change where only reading is possible."""
    if not setting.trusted:
        why += " The workspace is not trusted, so only reading is allowed; the person can run: hermes trust."
        return Decision("deny", "workspace not trusted", why)
    return Decision("deny", "mode plan", f"{why} In plan mode nothing is changed; describe the change instead.")
