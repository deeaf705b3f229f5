"""Decisions about files, addresses, MCP tools and everything that is not a shell command."""

from __future__ import annotations

import ipaddress
import posixpath
from urllib.parse import SplitResult, urlsplit

from hermes_acp.approval.characters import trouble
from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.matching import fits_host, fits_path, fits_tool
from hermes_acp.approval.paths import inside, inside_any, lexical
from hermes_acp.approval.proposals import for_host, for_path, for_tool
from hermes_acp.approval.protected import protected, secret
from hermes_acp.approval.rules import Effect, Rule, RuleBook
from hermes_acp.approval.shell.floor import Floor
from hermes_acp.approval.shell_actions import planned
from hermes_acp_tools.action import Action, PathUse

_CHANGES = ("write", "delete")
MAX_SENT = 200
"""Characters of an address; more could carry data out."""


def decide_other(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """The order of decisions, for everything but shell lines."""
    if refused := _floor(action, setting) or _ruled(action, setting, rules, "deny"):
        return refused
    if guarded := _guarded(action, setting):
        return guarded
    if asked := _ruled(action, setting, rules, "ask"):
        return asked
    match action.capability:
        case "read" | "write":
            return _files(action, setting, rules)
        case "fetch":
            return _fetch(action, setting, rules)
        case "mcp":
            rule = Rule("mcp", f"{action.server}/{action.tool.split('__', 1)[-1]}")
            return _tool(action, setting, rules, rule)
        case "internal":
            return _internal(action, setting)
        case "execute":
            return _tool(action, setting, rules, Rule("tool", action.tool))


def _floor(action: Action, setting: Setting) -> Decision | None:
    """Our own state is closed to every tool, but for reading the skills in it."""
    floor = Floor(setting.home, setting.state_dir)
    for use in action.paths:
        for path in (use.resolved, lexical(use.given, action.cwd or setting.cwd, setting.home)):
            readable = use.access in ("read", "list") and inside(path, f"{setting.state_dir}/skills")
            if floor.in_state(path) and not readable and action.capability != "internal":
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
        case "shell":
            return False
        case "edit":
            return any(use.access in _CHANGES and fits_path(rule, use.resolved, setting) for use in action.paths)
        case "read":
            return any(use.access not in _CHANGES and fits_path(rule, use.resolved, setting) for use in action.paths)
        case "fetch":
            host = _host(action.url)
            return host is not None and fits_host(rule, host)
        case "mcp" | "tool":
            return fits_tool(rule, action.server, action.tool)


def _guarded(action: Action, setting: Setting) -> Decision | None:
    """What only a person can allow, and only once: protected and secret paths, and spellings that deceive."""
    for use in action.paths:
        if why := _guarded_path(use):
            if use.access in _CHANGES and (setting.mode == "plan" or not setting.trusted):
                return planned(setting, why)
            return Decision("ask", "guarded path", why, once_only=True)
    return None


def _guarded_path(use: PathUse) -> str | None:
    shown = use.given if use.given == use.resolved else f"{use.given} (really {use.resolved})"
    if hidden := trouble(use.given):
        return f"Look closely at {shown!a}: {hidden}."
    if use.access in _CHANGES and (protected(use.resolved) or protected(posixpath.normpath(use.given))):
        return f"Other programs obey or trust {shown}."
    if use.access == "read" and (secret(use.resolved) or secret(posixpath.normpath(use.given))):
        return f"{shown} may hold secrets, and what is read goes to the model."
    return None


def _files(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """Reading and changing files: the strictest path decides."""
    if not action.paths:
        return Decision("ask", "no paths named", f"{action.tool} does not say which files it touches.", once_only=True)
    asked = [use for use in action.paths if not _file_is_fine(use, setting, rules)]
    changes = next((use for use in action.paths if use.access in _CHANGES), None)
    if changes and (setting.mode == "plan" or not setting.trusted):
        return planned(setting, f"It would change {changes.given}.")
    if not asked:
        return Decision("allow", _reason(action, setting), "It stays inside the workspace and the rules.")
    first = asked[0]
    kind = "edit" if first.access in _CHANGES else "read"
    away = "" if inside_any(first.resolved, setting.roots) else f", outside the workspace ({first.resolved})"
    why = f"It would {'change' if kind == 'edit' else 'read'} {first.given}{away}."
    proposals = for_path(kind, first.resolved, setting) if len({use.resolved for use in asked}) == 1 else ()
    return Decision("ask", f"{kind} needs a word", why, proposals)


def _file_is_fine(use: PathUse, setting: Setting, rules: RuleBook) -> bool:
    within = inside_any(use.resolved, setting.roots)
    if setting.mode == "bypass":
        return True
    if use.access in _CHANGES:
        if within and setting.mode == "accept_edits":
            return True
        return any(rule.kind == "edit" and fits_path(rule, use.resolved, setting) for rule, _ in rules.of("allow"))
    skills = inside(use.resolved, f"{setting.state_dir}/skills")
    return (
        within
        or skills
        or any(rule.kind == "read" and fits_path(rule, use.resolved, setting) for rule, _ in rules.of("allow"))
    )


def _reason(action: Action, setting: Setting) -> str:
    if all(use.access not in _CHANGES for use in action.paths):
        return "reads only"
    return f"mode {setting.mode}" if setting.mode in ("accept_edits", "bypass") else "allow rule"


def _fetch(action: Action, setting: Setting, rules: RuleBook) -> Decision:
    """Addresses: an exact host, no disguise, nothing private, and nothing sent once strangers have been read."""
    if action.url is None:
        if action.tool == "web_search" and not setting.tainted:
            return Decision("allow", "web search", "A search sends its words and nothing else.")
        return Decision("ask", "network without an address", "It reaches the network.", once_only=setting.tainted)
    if odd := _odd_address(action.url):
        return Decision("ask", "guarded address", f"{action.url!a}: {odd}.", once_only=True)
    host = _host(action.url) or ""
    parts = urlsplit(action.url)
    if setting.tainted and (parts.query or parts.fragment or len(action.url) > MAX_SENT):
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


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def _odd_address(url: str) -> str | None:
    """What about an address only a person should judge, as a phrase."""
    if not url.isprintable() or not url.isascii() or any(char in url for char in " \\\0"):
        return "it holds unusual characters"
    try:
        parts: SplitResult = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "it cannot be read"
    if parts.scheme not in ("http", "https"):
        return f"its scheme is {parts.scheme!r}"
    if "@" in parts.netloc:
        return "it carries a user name"
    if "xn--" in host or "%" in host or not host:
        return "its host is not spelled plainly"
    if port not in (None, 80, 443):
        return f"it names the port {port}"
    return "its host is this machine or a private network" if _private(host) else None


def _private(host: str) -> bool:
    """Names and numbers that stay on this machine or its network; numbers in odd spelling count too."""
    host = host.rstrip(".").casefold()
    if host in ("localhost", "metadata", "metadata.google.internal") or host.endswith(
        (".localhost", ".local", ".internal", ".lan", ".home")
    ):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        last = host.rsplit(".", 1)[-1]
        return "." not in host or last.isdecimal() or last.startswith("0x")


def _tool(action: Action, setting: Setting, rules: RuleBook, exact: Rule) -> Decision:
    """MCP, plugin and self-written tools: nothing they say about themselves counts."""
    if setting.mode == "plan" or not setting.trusted:
        return planned(setting, f"{action.tool} is not known to only read.")
    if setting.mode == "bypass" and not (setting.tainted and action.capability == "mcp"):
        return Decision("allow", "mode bypass", "The mode allows it.")
    rule = next(
        (rule for rule, _ in rules.of("allow") if rule.kind == exact.kind and _fits(rule, action, setting)), None
    )
    if rule is not None and not setting.tainted:
        return Decision("allow", f"allow {rule}", f"The rule {rule} allows it.")
    if rule is not None:
        why = "The session has read content of strangers, and this tool could send data out."
        return Decision("ask", "taint: sends data", why, once_only=True)
    return Decision("ask", f"{exact.kind} needs a word", f"It would use {exact.pattern}.", for_tool(exact))


def _internal(action: Action, setting: Setting) -> Decision:
    """What touches nothing outside the session, and our own notes."""
    if setting.tainted and any(use.access in _CHANGES for use in action.paths):
        why = "The session has read content of strangers, and this would be remembered."
        return Decision("ask", "taint: remembers", why, once_only=True)
    return Decision("allow", "internal", "It touches nothing outside the session.")
