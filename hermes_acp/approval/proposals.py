"""The narrowest rules worth offering for something that was asked.

Nothing is offered that is wider than it looks: no prefix for interpreters, shells, wrappers, package runners or git,
nothing that carries a secret to disk, and no rule for what only a once may allow.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Sequence

from hermes_acp.approval.decision import Proposal, Setting
from hermes_acp.approval.names import names
from hermes_acp.approval.paths import inside
from hermes_acp.approval.rules import Rule, shell_words
from hermes_acp.approval.shell.plain import PlainCommand
from hermes_acp.approval.shell.script import bare

_PREFIXES: dict[str, frozenset[str]] = {
    "pytest": frozenset(),
    "ruff": frozenset({"check", "format"}),
    "mypy": frozenset(),
    "pyright": frozenset(),
    "eslint": frozenset(),
    "tsc": frozenset(),
    "jest": frozenset(),
    "vitest": frozenset(),
    "npm": frozenset({"test"}),
    "cargo": frozenset({"test", "build", "check", "clippy", "fmt", "bench"}),
    "go": frozenset({"test", "build", "vet", "fmt"}),
    "make": frozenset({"test", "check", "lint", "build"}),
    "mkdir": frozenset(),
    "touch": frozenset(),
}
"""Programs whose further words change what they work on, not what they are; with the second words that is true for."""

_SECRET = re.compile(
    r"authorization|bearer|password|passwd|token|secret|api[_-]?key|cookie|credential|:[^/@ ]+@|"
    r"\b(?:sk|pk|ghp|gho|ghs|glpat|xox[abps]|AKIA|AIza|eyJ)[-_A-Za-z0-9]{12,}|[A-Fa-f0-9]{32,}",
    re.IGNORECASE,
)


def for_command(commands: Sequence[PlainCommand], doubts: Sequence[str | None]) -> tuple[Proposal, ...]:
    """Rules for the one command of a line that is not a known read; none when there are several."""
    asked = [command for command, doubt in zip(commands, doubts, strict=True) if doubt]
    if len(asked) != 1 or asked[0].assignments or asked[0].inputs:
        return ()
    words = [word.text for word in asked[0].words]
    if any(word.glob for word in asked[0].words) or any("|" in word or word == "*" for word in words):
        return ()
    exact = Rule("shell", shlex.join(words))
    if _SECRET.search(exact.pattern):
        return (Proposal(exact, "session", "Allow exactly this command for this session"),)
    shown = f"`{exact.pattern}`"
    offers = [
        Proposal(exact, "session", f"Allow {shown} for this session"),
        Proposal(exact, "project", f"Always allow {shown} in this project"),
    ]
    if (prefix := _prefix(words)) and prefix != words:
        rule = Rule("shell", f"{shlex.join(prefix)}:*")
        offers.append(Proposal(rule, "project", f"Always allow `{shlex.join(prefix)} …` in this project"))
    return tuple(offers)


def _prefix(words: list[str]) -> list[str] | None:
    """The words a prefix rule may stand on; None when there is no safe one."""
    seconds = _PREFIXES.get(words[0])
    if seconds is None:
        return None
    if not seconds:
        return words[:1]
    return words[:2] if len(words) > 1 and words[1] in seconds else None


_RUN_ANYTHING = names(
    """sh bash zsh dash fish env sudo doas xargs find eval exec python python3 node perl ruby php lua npx uvx docker ssh
    git make npm pnpm yarn awk sed tar timeout nohup nice watch time command busybox"""
)
"""Programs whose further words can be another program."""


def too_wide(rule: Rule) -> str:
    """What a person should know about an allow rule that says more than it seems, as a sentence; else empty."""
    if rule.effect != "allow":
        return ""
    if rule.kind == "shell":
        words, tail = shell_words(rule.pattern)
        if tail and len(words) == 1 and bare(words[0]) in _RUN_ANYTHING:
            return f"{words[0]} can run any other program, so this allows nearly everything."
        if words[0] == "*":
            return "this allows every command."
    if rule.kind in ("edit", "read") and rule.pattern in ("/**", "~/**", "**"):
        return "this covers every file there; protected files and secrets are still asked about."
    return ""


def for_path(kind: str, resolved: str, setting: Setting) -> tuple[Proposal, ...]:
    """Rules for one file: the file, and its directory for the session."""
    shown, folder = _shown(resolved, setting), _shown(posixpath.dirname(resolved), setting)
    verb = "editing" if kind == "edit" else "reading"
    place = folder if folder != "." else "this project"
    if any(char in shown for char in "*?()\n"):
        return ()
    rule = Rule("edit" if kind == "edit" else "read", shown)
    below = Rule(rule.kind, f"{folder}/**" if folder != "." else "**")
    return (
        Proposal(rule, "session", f"Allow {verb} {shown} for this session"),
        Proposal(below, "session", f"Allow {verb} everything in {place} for this session"),
        Proposal(rule, "project", f"Always allow {verb} {shown} in this project"),
    )


def _shown(path: str, setting: Setting) -> str:
    for root in setting.roots:
        if inside(path, root):
            return posixpath.relpath(path, root)
    return path


def for_host(host: str) -> tuple[Proposal, ...]:
    """Rules for one host, named exactly."""
    rule = Rule("fetch", host)
    return (
        Proposal(rule, "session", f"Allow fetching from {host} for this session"),
        Proposal(rule, "user", f"Always allow fetching from {host}"),
    )


def for_tool(rule: Rule) -> tuple[Proposal, ...]:
    """Rules for one MCP or plugin tool."""
    return (
        Proposal(rule, "session", f"Allow {rule.pattern} for this session"),
        Proposal(rule, "project", f"Always allow {rule.pattern} in this project"),
    )
