"""Decisions about addresses, MCP tools, plugins and our own notes: nothing they say about themselves counts."""

from __future__ import annotations

from hermes_acp.approval.addresses import could_carry_data, host_of, odd_address
from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.file_actions import CHANGES
from hermes_acp.approval.matching import fits_host, fits_tool
from hermes_acp.approval.proposals import for_host, for_tool
from hermes_acp.approval.rules import Rule, RuleBook
from hermes_acp.approval.shell_actions import planned
from hermes_acp_tools.action import Action


def decide_fetch(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """Addresses: an exact host, no disguise, nothing private, and nothing sent once strangers have been read."""
    if action.url is None:
        if action.tool == "web_search" and not setting.tainted:
            return Decision("allow", "web search", "A search sends its words and nothing else.")
        return Decision("ask", "network without an address", "It reaches the network.", once_only=setting.tainted)
    if odd := odd_address(action.url):
        return Decision("ask", "guarded address", f"{action.url!a}: {odd}.", once_only=True)
    host = host_of(action.url) or ""
    if setting.tainted and could_carry_data(action.url):
        why = f"The session has read content of strangers, and this address could carry data to {host}."
        return Decision("ask", "taint: sends data", why, once_only=True)
    if setting.mode == "bypass" and setting.trusted and not setting.tainted:
        return Decision("allow", "mode bypass", "The mode allows it.")
    if action.origin == "user":
        return Decision("allow", "the person's own words", "The person wrote this address.")
    rule = next((rule for rule, _ in rules.of("allow") if rule.kind == "fetch" and fits_host(rule, host)), None)
    if rule is not None:
        return Decision("allow", f"allow {rule}", f"The rule {rule} allows it.")
    return Decision("ask", "fetch needs a word", f"It would fetch from {host}.", for_host(host))


def decide_mcp(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """A tool of an MCP server."""
    return _tool(action, setting, rules, Rule("mcp", f"{action.server}/{action.tool.split('__', 1)[-1]}"))


def decide_plugin(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """A tool of a plugin, or one written by the agent."""
    return _tool(action, setting, rules, Rule("tool", action.tool))


def decide_internal(action: Action, setting: Setting) -> Decision:
    """What touches nothing outside the session, and our own notes."""
    if setting.tainted and any(use.access in CHANGES for use in action.paths):
        why = "The session has read content of strangers, and this would be remembered."
        return Decision("ask", "taint: remembers", why, once_only=True)
    return Decision("allow", "internal", "It touches nothing outside the session.")


def _tool(action: Action, setting: Setting, rules: RuleBook, exact: Rule) -> Decision:
    if setting.mode == "plan" or not setting.trusted:
        return planned(setting, f"{action.tool} is not known to only read.")
    if action.changed:
        why = f"{exact.pattern} is not what it was when it was allowed:\n{action.changed}"
        return Decision("ask", "changed tool", why, once_only=True)
    # What a server gave may go back to it: the person has allowed this very server to be spoken to.
    sends = setting.tainted and (setting.only_server is None or setting.only_server != action.server)
    bypass = setting.mode == "bypass"
    if bypass and not (sends and action.capability == "mcp"):
        return Decision("allow", "mode bypass", "The mode allows it.")
    rule = next(
        (
            rule
            for rule, _ in rules.of("allow")
            if rule.kind == exact.kind and fits_tool(rule, action.server, action.tool)
        ),
        None,
    )
    if rule is None and not bypass:
        return Decision("ask", f"{exact.kind} needs a word", f"It would use {exact.pattern}.", for_tool(exact))
    if sends:
        why = "The session has read content of strangers, and this tool could send data out."
        return Decision("ask", "taint: sends data", why, once_only=True)
    return Decision("allow", f"allow {rule}", f"The rule {rule} allows it.")
