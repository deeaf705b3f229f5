"""The rules people write: ``shell(npm test)``, ``edit(src/**)``, ``fetch(docs.python.org)``, ``mcp(server/tool)``.

One rule is a kind, a pattern and an effect. This file reads and writes their text form and keeps them in order;
whether a rule fits an action is said in ``matching``, and where rules are kept in ``rulefile``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, cast, get_args

from msgspec import Struct

from hermes_acp.approval.decision import Scope

Kind = Literal["shell", "command", "edit", "read", "fetch", "mcp", "tool"]
Effect = Literal["allow", "ask", "deny"]

_FORM = re.compile(r"(?P<kind>[a-z]+)\((?P<pattern>.*)\)", re.DOTALL)


class RuleError(ValueError):
    """A rule that cannot be read; the message says what was expected."""


class Rule(Struct, frozen=True):
    """One sentence of the rule language."""

    kind: Kind
    pattern: str
    """Words for ``shell``, a glob over a command's text for ``command``, a path glob for ``edit`` and ``read``, a host
    for ``fetch``, ``server/tool`` for ``mcp``, a tool's name for ``tool``."""
    effect: Effect = "allow"

    def __str__(self) -> str:
        return f"{self.kind}({self.pattern})"


def parse_rule(text: str, effect: Effect = "allow") -> Rule:
    """Read ``kind(pattern)``. RuleError when the kind is unknown, the pattern empty or the form another."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise RuleError(f"{text!r} is not a rule: write kind(pattern), such as shell(npm test) or edit(src/**)")
    kind, pattern = match["kind"], match["pattern"].strip()
    if kind not in get_args(Kind):
        raise RuleError(f"{text!r}: {kind!r} is not one of {', '.join(get_args(Kind))}")
    if not pattern or "\0" in pattern or "\n" in pattern:
        raise RuleError(f"{text!r}: the pattern must be one line and not empty")
    rule = Rule(kind, pattern, effect)  # pyright: ignore[reportArgumentType]  # checked against get_args above
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    """Refuse patterns that would mean less or more than they look."""
    if rule.kind == "shell":
        if not shell_words(rule.pattern)[0]:
            raise RuleError(f"{rule}: name a program, such as shell(npm test:*)")
    elif rule.kind == "command" and rule.effect == "allow":
        raise RuleError(f"{rule}: a glob over text can deny or ask, never allow; write shell(...) with whole words")
    elif rule.kind == "fetch" and rule.effect == "allow" and "*" in rule.pattern:
        raise RuleError(f"{rule}: an allowed host is named exactly, without *")
    elif rule.kind == "fetch" and re.search(r"[/@\s]", rule.pattern):
        raise RuleError(f"{rule}: a host only, without scheme or path")
    elif rule.kind == "mcp" and "/" not in rule.pattern:
        raise RuleError(f"{rule}: write mcp(server/tool) or mcp(server/*)")


def shell_words(pattern: str) -> tuple[tuple[str, ...], bool]:
    """The words of a shell pattern, and whether more words may follow (``:*``). RuleError on open quotes."""
    import shlex

    tail = pattern.endswith(":*")
    try:
        words = shlex.split(pattern[:-2] if tail else pattern)
    except ValueError as error:
        raise RuleError(f"shell({pattern}): {error}") from error
    return tuple(words), tail


def denied_texts(globs: object) -> tuple[Rule, ...]:
    """Rules for ``approvals.deny`` of the settings: globs over commands that never run. What is no text is left out."""
    texts = cast("list[object]", globs) if isinstance(globs, list) else []
    return tuple(Rule("command", text.strip(), "deny") for text in texts if isinstance(text, str) and text.strip())


class RuleBook:
    """The rules in force for one session, by scope. Deny comes before ask, ask before allow."""

    def __init__(self, user: Iterable[Rule] = (), project: Iterable[Rule] = (), session: Iterable[Rule] = ()) -> None:
        self._rules: dict[Scope, tuple[Rule, ...]] = {
            "user": tuple(user),
            "project": tuple(project),
            "session": tuple(session),
        }

    def add(self, rule: Rule, scope: Scope) -> None:
        """Put a rule in force; twice is once."""
        if rule not in self._rules[scope]:
            self._rules[scope] = (*self._rules[scope], rule)

    def remove(self, rule: Rule, scope: Scope) -> bool:
        """Take a rule out of force; False when it was not there."""
        kept = tuple(other for other in self._rules[scope] if other != rule)
        gone = len(kept) < len(self._rules[scope])
        self._rules[scope] = kept
        return gone

    def replace(self, scope: Scope, rules: Iterable[Rule]) -> None:
        """Put these rules in force in the place of all others of a scope."""
        self._rules[scope] = tuple(dict.fromkeys(rules))

    def of(self, effect: Effect) -> tuple[tuple[Rule, Scope], ...]:
        """All rules of one effect: the user's first, then the project's, then the session's."""
        return tuple((rule, scope) for scope, rules in self._rules.items() for rule in rules if rule.effect == effect)

    def in_scope(self, scope: Scope) -> tuple[Rule, ...]:
        """All rules of one scope, in order of arrival."""
        return self._rules[scope]
