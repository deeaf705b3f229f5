"""What the kinds of statement of bash do to a walk over a line: pipes, loops, functions, declarations.

One function a kind, listed in ``STATEMENTS`` by the grammar's name for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from hermes_acp.approval.shell.commands import assign, command
from hermes_acp.approval.shell.expand import UNKNOWN, braces
from hermes_acp.approval.shell.output import output
from hermes_acp.approval.shell.redirections import redirected
from hermes_acp.approval.shell.script import FORK_BOMB, Segment

if TYPE_CHECKING:
    from tree_sitter import Node

    from hermes_acp.approval.shell.parse import Walk

MAX_ROUNDS = 8
"""How many of a loop's values are tried."""
MAX_BROKEN_WORDS = 50
MAX_NESTING = 50


def pipeline(walk: Walk, node: Node, depth: int) -> None:
    """Each stage reads what the one before it prints."""
    outer, outer_after = walk.stdin, walk.after
    *stages, last = node.named_children or [node]
    for child in stages:
        before = len(walk.script.segments)
        walk.visit(child, depth + 1)
        stage = walk.script.segments[before:]
        walk.stdin = output(stage)
        walk.after = stage[-1].argv if stage else ()
    walk.visit(last, depth + 1)
    walk.stdin, walk.after = outer, outer_after


def assignment(walk: Walk, node: Node, depth: int) -> None:
    """A variable set by itself, for the rest of the line."""
    walk.add(Segment((), walk.dirs, assigned=(assign(walk, node, depth),)))


def declaration(walk: Walk, node: Node, depth: int) -> None:
    """``export``, ``declare`` and their kin."""
    walk.children(node, depth)
    words = (node.text or b"").decode("utf-8", "replace").split()
    walk.add(Segment(tuple(words), walk.dirs))


def for_loop(walk: Walk, node: Node, depth: int) -> None:
    """The body once for each of the first values."""
    walk.script.compound = True
    name = node.child_by_field_name("variable")
    body = node.child_by_field_name("body")
    values: list[str] = []
    for child in node.named_children:
        if child not in (name, body):
            walk.inner(child, depth)
            values.extend(walk.expand.words(child))
    for value in values[:MAX_ROUNDS] or [UNKNOWN]:
        if name is not None:
            walk.expand.variables[(name.text or b"").decode()] = value
        if body is not None:
            walk.visit(body, depth + 1)


def function(walk: Walk, node: Node, depth: int) -> None:
    """A definition: its body counts as if it ran, once here and again where it is called."""
    walk.script.compound = True
    name = node.child_by_field_name("name")
    called = (name.text or b"").decode("utf-8", "replace") if name else ""
    before = len(walk.script.segments)
    walk.calling.append(called)  # what it was before does not count in its own body
    walk.children(node, depth)
    walk.calling.pop()
    calls = sum(segment.argv[:1] == (called,) for segment in walk.script.segments[before:])
    source = (node.text or b"").decode("utf-8", "replace")
    if called and (calls > 1 or (calls and re.search(r"&(?!&)", source))):
        walk.add(Segment((FORK_BOMB,), walk.dirs))
    body = node.child_by_field_name("body")
    if body is not None:
        walk.functions[called] = body
    walk.add(Segment(("function", called), walk.dirs))


def condition(walk: Walk, node: Node, depth: int) -> None:
    """``[ … ]`` and ``[[ … ]]``."""
    walk.add(Segment(tuple(_leaves(node)), walk.dirs))
    walk.children(node, depth)


def broken(walk: Walk, node: Node, depth: int) -> None:
    """What the grammar could not read: its words as they stand, and what is below."""
    words = (node.text or b"").decode("utf-8", "replace").split()[:MAX_BROKEN_WORDS]
    walk.add(Segment(tuple(made for word in words for made in braces(word)), walk.dirs))
    walk.children(node, depth)


def _leaves(node: Node, depth: int = 0) -> Iterator[str]:
    """The words of a condition, operators included; what is nested too deep is one word."""
    for child in node.children:
        nested = child.child_count and (child.type.endswith("_expression") or child.type == "ERROR")
        if nested and depth < MAX_NESTING:
            yield from _leaves(child, depth + 1)
        else:
            text = (child.text or b"").decode("utf-8", "replace")
            yield text[1:-1] if child.type in ("raw_string", "string") else text


STATEMENTS: Mapping[str, Callable[[Walk, Node, int], None]] = {
    "command": command,
    "pipeline": pipeline,
    "redirected_statement": redirected,
    "variable_assignment": assignment,
    "declaration_command": declaration,
    "unset_command": declaration,
    "for_statement": for_loop,
    "function_definition": function,
    "test_command": condition,
    "ERROR": broken,
}
