"""Whether a rule fits: words of a command, a resolved path, a host, an MCP tool.

Commands are compared word by word after parsing, never as text. Deny and ask rules look through letter case and an
absolute path before the program's name; allow rules take every word as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from hermes_acp.approval.decision import Setting
from hermes_acp.approval.rules import Rule, shell_words


def fits_words(rule: Rule, argv: Sequence[str]) -> bool:
    """Whether a ``shell`` rule fits a command's words."""
    if rule.kind != "shell" or not argv:
        return False
    pattern, tail = shell_words(rule.pattern)
    words = list(argv)
    if rule.effect != "allow":
        words = [words[0].rsplit("/", 1)[-1].casefold(), *words[1:]]
        pattern = (pattern[0].rsplit("/", 1)[-1].casefold(), *pattern[1:])
    if len(words) < len(pattern) or (len(words) > len(pattern) and not tail):
        return False
    return all(_word(expected, word) for expected, word in zip(pattern, words, strict=False))


def fits_text(rule: Rule, argv: Sequence[str], line: str) -> bool:
    """Whether a ``command`` rule fits the text of a command, with or without its directory, or the whole line."""
    if rule.kind != "command" or not argv:
        return False
    bare = (argv[0].rsplit("/", 1)[-1], *argv[1:])
    texts = (" ".join(argv), " ".join(bare), line)
    return any(fnmatchcase(text.casefold(), rule.pattern.casefold()) for text in texts)


def _word(expected: str, word: str) -> bool:
    """``*`` is any word, ``a|b`` one of two."""
    return expected == "*" or word == expected or ("|" in expected and word in expected.split("|"))


def fits_path(rule: Rule, resolved: str, setting: Setting) -> bool:
    """Whether an ``edit`` or ``read`` rule fits a resolved path."""
    fold = rule.effect != "allow"
    path = resolved.casefold() if fold else resolved
    bases = _bases(rule.pattern, setting)
    return any(_glob(base.casefold() if fold else base).fullmatch(path) for base in bases)


def _bases(pattern: str, setting: Setting) -> tuple[str, ...]:
    """The absolute patterns a written one stands for."""
    if pattern.startswith("~/"):
        return (setting.home + pattern[1:],)
    if pattern.startswith("/"):
        return (pattern,)
    return tuple(f"{root.rstrip('/')}/{pattern.removeprefix('./')}" for root in setting.roots)


@lru_cache(maxsize=512)
def _glob(pattern: str) -> re.Pattern[str]:
    """``**`` crosses directories, ``*`` and ``?`` do not; a directory stands for all below it when it ends in ``/``."""
    if pattern.endswith("/"):
        pattern += "**"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts), re.DOTALL)


def fits_host(rule: Rule, host: str) -> bool:
    """Whether a ``fetch`` rule fits a host name; only deny and ask rules may hold ``*.``."""
    host, pattern = host.rstrip(".").casefold(), rule.pattern.casefold()
    if rule.effect != "allow" and pattern.startswith("*."):
        return host.endswith(pattern[1:]) or host == pattern[2:]
    return host == pattern or (rule.effect != "allow" and pattern == "*")


def fits_tool(rule: Rule, server: str | None, tool: str) -> bool:
    """Whether an ``mcp`` or ``tool`` rule fits."""
    if rule.kind == "tool":
        return rule.pattern == tool
    wanted_server, _, wanted_tool = rule.pattern.partition("/")
    plain = tool.split("__", 1)[-1]
    return server == wanted_server and (fnmatchcase(tool, wanted_tool) or fnmatchcase(plain, wanted_tool))
