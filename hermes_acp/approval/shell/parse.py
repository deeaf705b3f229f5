"""Every command in a shell line, wherever it hides: lists, pipes, substitutions, functions, loops, quoted code.

Uses the tree-sitter grammar of bash. Finds what is there as well as it can and says when it could not; it never says
that something is harmless. What single kinds of statement mean is in ``statements``, what words become in ``expand``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hermes_acp.approval.names import names
from hermes_acp.approval.paths import lexical
from hermes_acp.approval.shell.expand import UNKNOWN, Expander
from hermes_acp.approval.shell.grammar import tree_of
from hermes_acp.approval.shell.output import output
from hermes_acp.approval.shell.script import MAX_VALUE, Script, Segment
from hermes_acp.approval.shell.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 60
MAX_SEGMENTS = 400
MAX_VISITS = 6_000
MAX_DIRS = 6
WORDS = names(
    """word raw_string string ansi_c_string translated_string string_content number concatenation command_name
    variable_name file_descriptor test_operator simple_expansion expansion heredoc_start heredoc_content heredoc_end
    unary_expression binary_expression special_variable_name comment"""
)
"""Node types that are words or parts of words; every other type that is met makes a line more than plain commands."""

_RUNS = re.compile(rb"[$`]|[<>]\(")
"""Without any of these nothing in a word runs."""


def parse(line: str, dirs: tuple[str, ...], home: str, variables: dict[str, str] | None = None) -> Script:
    """All commands of a line that would run in one of ``dirs``."""
    root = tree_of(line)
    if root is None:
        return Script(broken=True)
    script = Script(broken=root.has_error)
    known = {"HOME": home, "PWD": dirs[0], "IFS": " ", "USER": home.rsplit("/", 1)[-1]} | (variables or {})
    Walk(script, dirs, home, known).visit(root, 0)
    return script


class Walk:
    """One pass over the tree, in the order bash would run it."""

    def __init__(self, script: Script, dirs: tuple[str, ...], home: str, variables: dict[str, str]) -> None:
        self.script = script
        self.dirs = dirs
        """Where the next command may run."""
        self.stdin: str | None = None
        """What the next command reads, when that is known."""
        self.after: tuple[str, ...] = ()
        """The command before it in a pipe."""
        self.functions: dict[str, Node] = {}
        """Bodies of the functions defined so far."""
        self.expand = Expander(variables, home, self._printed_by)
        self._left: tuple[str, ...] = ()
        """Directories a ``cd`` left, should it have failed."""
        self._home = home
        self._printed: dict[int, str | None] = {}
        """What substitutions print, by node."""
        self.calling: list[str] = []
        """Functions whose bodies are being looked at because they were called."""

    def visit(self, node: Node, depth: int) -> None:
        """Look at a node and everything below it."""
        self.script.visits += 1
        if depth > MAX_DEPTH or self.script.visits > MAX_VISITS or len(self.script.segments) > MAX_SEGMENTS:
            self.script.broken = True
            return
        kind = node.type
        if statement := STATEMENTS.get(kind):
            statement(self, node, depth)
        elif kind in ("program", "list", "comment"):
            self.children(node, depth)
        else:
            if kind not in WORDS:
                self.script.compound = True
            if kind in ("command_substitution", "process_substitution"):
                self.aside(node, depth)
            else:
                self.children(node, depth)

    def children(self, node: Node, depth: int) -> None:
        """All parts in turn. Unless the parts are joined by ``&&``, a ``cd`` before may have failed."""
        in_list = node.type == "list"
        for child in node.children:
            named = child.is_named
            if self._left and not (in_list and named) and child.type != "&&":
                self.dirs = tuple(dict.fromkeys((*self.dirs, *self._left)))[:MAX_DIRS]
                self._left = ()
            if named:
                self.visit(child, depth + 1)

    def add(self, segment: Segment) -> None:
        """Note a command, and where it leads if it is a ``cd``."""
        if segment.argv or segment.redirects or segment.assigned:
            self.script.segments.append(segment)
        if segment.argv and segment.argv[0] in ("cd", "pushd"):
            target = next((word for word in segment.argv[1:] if not word.startswith("-")), self._home)
            moved = tuple(
                UNKNOWN if UNKNOWN in target + directory else lexical(target, directory, self._home)
                for directory in self.dirs
            )
            self._left = (*self._left, *self.dirs)
            self.dirs = tuple(dict.fromkeys(moved))

    def inner(self, node: Node, depth: int) -> None:
        """The substitutions inside a word."""
        if depth > MAX_DEPTH:
            self.script.broken = True
            return
        if not node.named_child_count:
            if node.type == "word" and b"`" in (node.text or b""):  # the grammar overlooks these in ${x:=`…`}
                self._text((node.text or b"").decode("utf-8", "replace").strip("`"), depth)
            return
        if node.type in ("command_substitution", "process_substitution"):
            self.script.compound = True
            self.aside(node, depth)
            return
        if node.type == "concatenation" and not _RUNS.search(node.text or b""):
            return
        for child in node.named_children:
            self.inner(child, depth + 1)

    def aside(self, node: Node, depth: int) -> None:
        """What runs in a shell of its own: its ``cd`` and its input stay there. What it prints is kept."""
        dirs, stdin, after = self.dirs, self.stdin, self.after
        self.stdin, self.after = None, ()
        before = len(self.script.segments)
        self.children(node, depth + 1)
        found = self.script.segments[before:]
        alone = len(found) == 1 and found[0].argv == ("pwd",)
        self._printed[node.id] = self.dirs[0] if alone else output(found)
        self.dirs, self.stdin, self.after = dirs, stdin, after

    def _printed_by(self, node: Node) -> str:
        """What a substitution that was visited prints, when it is plain to see."""
        text = self._printed.get(node.id)
        return UNKNOWN if text is None or len(text) > MAX_VALUE else text

    def _text(self, line: str, depth: int) -> None:
        root = tree_of(line)
        self.script.compound = True
        if root is not None:
            self.visit(root, depth + 10)
