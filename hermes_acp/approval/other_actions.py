"""The order of decisions for everything that is not a shell command: files, addresses, MCP and other tools."""

from __future__ import annotations

from hermes_acp.approval.addresses import host_of
from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.file_actions import CHANGES, decide_files, guarded, open_to_reading
from hermes_acp.approval.matching import fits_host, fits_path, fits_tool
from hermes_acp.approval.paths import lexical
from hermes_acp.approval.rules import Effect, Rule, RuleBook
from hermes_acp.approval.shell.state import State
from hermes_acp.approval.tool_actions import decide_fetch, decide_internal, decide_mcp, decide_plugin
from hermes_acp_tools.action import Action


def decide_other(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """The order of decisions, for everything but shell lines."""
    if refused := _own_state(action, setting) or _ruled(action, setting, rules, "deny"):
        return refused
    if once := guarded(action, setting):
        return once
    if asked := _ruled(action, setting, rules, "ask"):
        return asked
    match action.capability:
        case "read" | "write":
            return decide_files(action, setting, rules)
        case "fetch":
            return decide_fetch(action, setting, rules)
        case "mcp":
            return decide_mcp(action, setting, rules)
        case "internal":
            return decide_internal(action, setting)
        case "execute":
            return decide_plugin(action, setting, rules)


def _own_state(action: Action, setting: Setting) -> Decision | None:
    """Our own state is closed to every tool, but for reading skills and what was kept of this session's output."""
    state = State(setting.home, setting.state_dir)
    for use in action.paths:
        for path in (use.resolved, lexical(use.given, action.cwd or setting.cwd, setting.home)):
            readable = use.access in ("read", "list") and open_to_reading(path, setting)
            if state.holds(path) and not readable and action.capability != "internal":
                why = f"{use.given} belongs to our own permissions and state."
                return Decision("deny", "floor: own state", f"This can never be allowed here: {why}")
    return None


def _ruled(action: Action, setting: Setting, rules: RuleBook, effect: Effect) -> Decision | None:
    """The decision of the first deny or ask rule that fits."""
    for rule, _ in rules.of(effect):
        if _fits(rule, action, setting):
            if effect == "deny":
                return Decision("deny", f"deny {rule}", f"The rule {rule} forbids it.")
            return Decision("ask", f"ask {rule}", f"The rule {rule} asks for it.", once_only=True)
    return None


def _fits(rule: Rule, action: Action, setting: Setting) -> bool:
    match rule.kind:
        case "shell" | "command":
            return False
        case "edit":
            return any(use.access in CHANGES and fits_path(rule, use.resolved, setting) for use in action.paths)
        case "read":
            return any(use.access not in CHANGES and fits_path(rule, use.resolved, setting) for use in action.paths)
        case "fetch":
            host = host_of(action.url)
            return host is not None and fits_host(rule, host)
        case "mcp" | "tool":
            return fits_tool(rule, action.server, action.tool)
