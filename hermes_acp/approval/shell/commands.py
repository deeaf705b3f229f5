"""One simple command of a line: its words, what is set in front of it, and what it changes for those after it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.redirections import redirect
from hermes_acp.approval.shell.script import MAX_VALUE, Segment

if TYPE_CHECKING:
    from tree_sitter import Node

    from hermes_acp.approval.shell.parse import Walk

MAX_WORDS = 1_500
"""Words of one command that are looked at when they are more than literal."""
MAX_CALLS = 4
"""How deep calls of functions in the line are followed."""
_LITERALS = re.compile(
    rb"[A-Za-z0-9_./:@%+,-]+(?: +(?:[A-Za-z0-9_./:=@%+,*?-]+|'[^'\n]*'))*"  # nothing in it for a shell to change
)
_LITERAL = re.compile(r"'([^']*)'|([^ ]+)")


def command(walk: Walk, node: Node, depth: int) -> None:
    """Note the command, and what it does to the walk."""
    words = _literal_words(node.text or b"")
    if words is not None:
        segment = Segment(words, walk.dirs, (), walk.stdin, (), walk.after)
    else:
        segment = _expanded(walk, node, depth)
    walk.add(segment)
    if segment.argv:
        _effects(walk, segment, depth)


@lru_cache(maxsize=1024)
def _literal_words(source: bytes) -> tuple[str, ...] | None:
    """The words of a command in which nothing is there to expand, which is most of them; None for every other."""
    if not _LITERALS.fullmatch(source):
        return None
    return tuple(quoted or bare for quoted, bare in _LITERAL.findall(source.decode("utf-8", "replace")))


def _expanded(walk: Walk, node: Node, depth: int) -> Segment:
    """The command with its words as bash would make them, redirections and assignments set apart."""
    argv: list[str] = []
    redirects: list[tuple[str, str]] = []
    assigned: list[tuple[str, str]] = []
    stdin = walk.stdin
    children = node.named_children
    walk.script.broken = walk.script.broken or len(children) > MAX_WORDS
    for child in children[:MAX_WORDS]:
        match child.type:
            case "variable_assignment":
                assigned.append(assign(walk, child, depth))
            case "file_redirect" | "heredoc_redirect" | "herestring_redirect":
                stdin = redirect(walk, child, redirects, depth) or stdin
            case _:
                walk.inner(child, depth)
                argv.extend(walk.expand.words(child))
    return Segment(tuple(argv), walk.dirs, tuple(redirects), stdin, tuple(assigned), walk.after)


def _effects(walk: Walk, segment: Segment, depth: int) -> None:
    """A variable that is read, a function that is called."""
    name, words = segment.argv[0], segment.argv[1:]
    variables = walk.expand.variables
    if name == "read" and segment.stdin is not None:
        variables.update(dict.fromkeys(words, segment.stdin.strip()))
    elif name in walk.functions and name not in walk.calling and len(walk.calling) < MAX_CALLS:
        outer = dict(variables)
        variables |= {str(at): word for at, word in enumerate(words, 1)}
        variables |= {"@": " ".join(words), "*": " ".join(words)}
        walk.calling.append(name)
        walk.visit(walk.functions[name], depth + 1)
        walk.calling.pop()
        walk.expand.variables = outer


def assign(walk: Walk, node: Node, depth: int) -> tuple[str, str]:
    """Note what a variable holds from here on; its name and value."""
    target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    name = (target.text or b"").decode("utf-8", "replace") if target else UNKNOWN
    for part in (target, value):
        if part is not None and part.type != "variable_name":
            walk.inner(part, depth)
    known = walk.expand.value(value) if value is not None else ""
    known = known if len(known) <= MAX_VALUE else UNKNOWN
    walk.expand.variables[name] = known
    return name, known
