"""Every command in a shell line, wherever it hides: lists, pipes, substitutions, functions, loops, quoted code.

Uses the tree-sitter grammar of bash. Finds what is there as well as it can and says when it could not; it never says
that something is harmless.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from hermes_acp.approval.names import names
from hermes_acp.approval.paths import lexical
from hermes_acp.approval.shell.expand import UNKNOWN, Expander, braces, unescape

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_DEPTH = 60
MAX_SEGMENTS = 400
MAX_VISITS = 6_000
MAX_VALUE = 4_096
MAX_DIRS = 6
_PARSER_LOCK = Lock()
MAX_OPERATORS = 4_000
MAX_HEREDOCS = 200
_OPERATORS = re.compile(r"[<>|&;]")
FORK_BOMB = "\x00fork bomb"
"""Stands as the program's name where a function multiplies itself."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One command, its words as bash would see them."""

    argv: tuple[str, ...]
    dirs: tuple[str, ...]
    """Directories it may run in."""
    redirects: tuple[tuple[str, str], ...] = ()
    """Operator and target."""
    stdin: str | None = None
    """What it reads from its standard input, when that is plain to see."""
    assigned: tuple[str, ...] = ()
    """Names of variables set in front of it."""


@dataclass(slots=True)
class Script:
    """What was found in a line."""

    segments: list[Segment] = field(default_factory=list[Segment])
    broken: bool = False
    """Part of it was not understood, or there was too much of it."""
    compound: bool = False
    """It holds more than simple commands joined by operators."""
    visits: int = 0
    """Nodes looked at, so that repeated bodies cannot go on for ever."""


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def parse(line: str, dirs: tuple[str, ...], home: str, variables: dict[str, str] | None = None) -> Script:
    """All commands of a line that would run in one of ``dirs``."""
    if len(_OPERATORS.findall(line)) > MAX_OPERATORS or line.count("<<") > MAX_HEREDOCS:
        return Script(broken=True)  # the grammar takes quadratic time over such lines
    with _PARSER_LOCK:
        tree = _parser().parse(line.replace("\\\n", "").encode("utf-8", "replace"))
    script = Script(broken=tree.root_node.has_error)
    known = {"HOME": home, "PWD": dirs[0], "IFS": " ", "USER": home.rsplit("/", 1)[-1]} | (variables or {})
    _Walk(script, dirs, home, known).visit(tree.root_node, 0)
    return script


class _Walk:
    """One pass over the tree, in the order bash would run it."""

    def __init__(self, script: Script, dirs: tuple[str, ...], home: str, variables: dict[str, str]) -> None:
        self._script = script
        self._dirs = dirs
        self._left: tuple[str, ...] = ()
        """Directories a ``cd`` left, should it have failed."""
        self._home = home
        self._stdin: str | None = None
        self._expand = Expander(variables, home, self._output_of)
        self._depth = 0

    def visit(self, node: Node, depth: int) -> None:
        """Look at a node and everything below it."""
        self._depth = depth
        self._script.visits += 1
        if depth > MAX_DEPTH or self._script.visits > MAX_VISITS or len(self._script.segments) > MAX_SEGMENTS:
            self._script.broken = True
            return
        match node.type:
            case "command":
                self._command(node, depth)
            case "redirected_statement":
                self._redirected(node, depth)
            case "pipeline":
                self._pipeline(node, depth)
            case "variable_assignment":
                self._assign(node, depth)
            case "declaration_command" | "unset_command":
                self._declaration(node, depth)
            case "for_statement":
                self._for(node, depth)
            case "function_definition":
                self._function(node, depth)
            case "test_command":
                self._add(Segment(tuple(_leaves(node)), self._dirs))
                self._children(node, depth)
            case "program" | "list" | "comment":
                self._children(node, depth)
            case "ERROR":
                words = (node.text or b"").decode("utf-8", "replace").split()[:50]
                self._add(Segment(tuple(made for word in words for made in braces(word)), self._dirs))
                self._children(node, depth)
            case _:
                if node.type not in _WORDS:
                    self._script.compound = True
                self._children(node, depth)

    def _children(self, node: Node, depth: int) -> None:
        """All parts in turn. Unless the parts are joined by ``&&``, a ``cd`` before may have failed."""
        for child in node.children:
            if child.type != "&&" and not (node.type == "list" and child.is_named):
                self._dirs = tuple(dict.fromkeys((*self._dirs, *self._left)))[:MAX_DIRS]
                self._left = ()
            if child.is_named:
                self.visit(child, depth + 1)

    def _add(self, segment: Segment) -> None:
        if segment.argv or segment.redirects or segment.assigned:
            self._script.segments.append(segment)
        if segment.argv and segment.argv[0] in ("cd", "pushd"):
            target = next((word for word in segment.argv[1:] if not word.startswith("-")), self._home)
            moved = tuple(
                UNKNOWN if UNKNOWN in target + directory else lexical(target, directory, self._home)
                for directory in self._dirs
            )
            self._left = (*self._left, *self._dirs)
            self._dirs = tuple(dict.fromkeys(moved))

    def _command(self, node: Node, depth: int) -> None:
        argv: list[str] = []
        redirects: list[tuple[str, str]] = []
        assigned: list[str] = []
        stdin = self._stdin
        for child in node.named_children:
            match child.type:
                case "variable_assignment":
                    assigned.append(self._assign(child, depth))
                case "file_redirect" | "heredoc_redirect" | "herestring_redirect":
                    stdin = self._redirect(child, redirects, depth) or stdin
                case _:
                    argv.extend(self._expand.words(child))
                    self._inner(child, depth)
        self._add(Segment(tuple(argv), self._dirs, tuple(redirects), stdin, tuple(assigned)))

    def _inner(self, node: Node, depth: int) -> None:
        """The substitutions inside a word."""
        if node.type in _WORDS and not node.named_child_count:
            return
        for child in [node, *node.named_children]:
            if child.type in ("command_substitution", "process_substitution"):
                self._script.compound = True
                self._aside(child, depth)
            elif child is not node:
                self._inner(child, depth + 1)

    def _aside(self, node: Node, depth: int) -> None:
        """What runs in a shell of its own: its ``cd`` and its input stay there."""
        dirs, stdin = self._dirs, self._stdin
        self._stdin = None
        self._children(node, depth + 1)
        self._dirs, self._stdin = dirs, stdin

    def _redirected(self, node: Node, depth: int) -> None:
        body = node.child_by_field_name("body")
        redirects: list[tuple[str, str]] = []
        before, outer = len(self._script.segments), self._stdin
        for child in node.named_children:
            if child != body:
                self._stdin = self._redirect(child, redirects, depth) or self._stdin
        if body is not None:
            self.visit(body, depth + 1)
        self._stdin = outer
        found = self._script.segments
        if len(found) == before:
            self._add(Segment((), self._dirs, tuple(redirects)))
        for index in range(before, len(found)):
            found[index] = replace(found[index], redirects=(*found[index].redirects, *redirects))

    def _redirect(self, node: Node, into: list[tuple[str, str]], depth: int) -> str | None:
        """Note a redirection; the text it feeds in, when that is plain to see."""
        self._inner(node, depth)
        if node.type == "file_redirect":
            target = node.child_by_field_name("destination")
            operator = next((child.type for child in node.children if not child.is_named), ">")
            into.append((operator, " ".join(self._expand.words(target)) if target else UNKNOWN))
            return None
        self._script.compound = True
        if node.type == "herestring_redirect":
            return self._expand.value(node.named_children[-1]) if node.named_children else None
        return self._heredoc(node, depth)

    def _heredoc(self, node: Node, depth: int) -> str | None:
        """The text of a here-document. The grammar keeps what is piped behind it inside, so that is visited here."""
        body = next((child for child in node.named_children if child.type == "heredoc_body"), None)
        text = self._expand.value(body) if body is not None else None
        outer, self._stdin = self._stdin, text
        for child in node.named_children:
            if child.type in ("pipeline", "command", "list", "redirected_statement"):
                self.visit(child, depth + 1)
        self._stdin = outer
        return text

    def _pipeline(self, node: Node, depth: int) -> None:
        outer = self._stdin
        for child in node.named_children:
            before = len(self._script.segments)
            self.visit(child, depth + 1)
            self._stdin = output(self._script.segments[before:])
        self._stdin = outer

    def _assign(self, node: Node, depth: int) -> str:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        text = (name.text or b"").decode("utf-8", "replace") if name else UNKNOWN
        if value is not None:
            self._inner(value, depth)
        known = self._expand.value(value) if value is not None else ""
        self._expand.variables[text] = known if len(known) <= MAX_VALUE else UNKNOWN
        if node.parent is not None and node.parent.type != "command":
            self._add(Segment((), self._dirs, assigned=(text,)))
        return text

    def _declaration(self, node: Node, depth: int) -> None:
        self._children(node, depth)
        words = (node.text or b"").decode("utf-8", "replace").split()
        self._add(Segment(tuple(words), self._dirs))

    def _for(self, node: Node, depth: int) -> None:
        """The body once for each of the first values."""
        self._script.compound = True
        name = node.child_by_field_name("variable")
        body = node.child_by_field_name("body")
        values: list[str] = []
        for child in node.named_children:
            if child not in (name, body):
                values.extend(self._expand.words(child))
                self._inner(child, depth)
        for value in values[:8] or [UNKNOWN]:
            if name is not None:
                self._expand.variables[(name.text or b"").decode()] = value
            if body is not None:
                self.visit(body, depth + 1)

    def _function(self, node: Node, depth: int) -> None:
        self._script.compound = True
        name = node.child_by_field_name("name")
        called = (name.text or b"").decode("utf-8", "replace") if name else ""
        before = len(self._script.segments)
        self._children(node, depth)
        calls = sum(segment.argv[:1] == (called,) for segment in self._script.segments[before:])
        body = (node.text or b"").decode("utf-8", "replace")
        if called and (calls > 1 or (calls and re.search(r"&(?!&)", body))):
            self._add(Segment((FORK_BOMB,), self._dirs))
        self._add(Segment(("function", called), self._dirs))

    def _output_of(self, node: Node) -> str:
        """What a substitution prints, when it is plain to see."""
        if self._depth > MAX_DEPTH // 2:
            return UNKNOWN
        if (node.text or b"").strip(b"$()` ") == b"pwd":
            return self._dirs[0]
        inner = Script(visits=self._script.visits)
        walk = _Walk(inner, self._dirs, self._home, dict(self._expand.variables))
        for child in node.named_children:
            walk.visit(child, self._depth + 10)
        self._script.visits = inner.visits
        text = output(inner.segments)
        return UNKNOWN if text is None or len(text) > MAX_VALUE else text


_WORDS = names(
    """word raw_string string ansi_c_string translated_string string_content number concatenation command_name
    variable_name file_descriptor test_operator simple_expansion expansion heredoc_start heredoc_content heredoc_end
    unary_expression binary_expression special_variable_name comment"""
)


def _leaves(node: Node) -> Iterable[str]:
    """The words of a ``[[ … ]]``, operators included."""
    for child in node.children:
        if child.child_count and (child.type not in _WORDS or child.type.endswith("_expression")):
            yield from _leaves(child)
        else:
            text = (child.text or b"").decode("utf-8", "replace")
            yield text[1:-1] if child.type in ("raw_string", "string") else text


def output(segments: list[Segment]) -> str | None:
    """What a stage of a pipeline prints, when it is an ``echo`` or a decoder of known text; None when unknown."""
    printed: list[str] = []
    for segment in segments:
        if not segment.argv:
            continue
        text = _printed(segment.argv[0].rsplit("/", 1)[-1], list(segment.argv[1:]), segment.stdin)
        if text is not None:
            printed.append(text)
    return "".join(printed) if printed else None


def _printed(name: str, words: list[str], stdin: str | None) -> str | None:
    match name:
        case "echo":
            plain = [word for word in words if word not in ("-n", "-e", "-ne", "-en")]
            return (unescape if len(plain) < len(words) else str)(" ".join(plain)) + "\n"
        case "printf" if words:
            arguments = iter(words[1:])
            form = unescape(words[0])
            text = re.sub(r"%[sb]", lambda _: next(arguments, ""), form)
            return text + (" ".join(arguments) if "%" in form else "")
        case "pwd":
            return None
        case _ if stdin is None:
            return None
        case "cat" | "tee" | "sort" | "uniq":
            return stdin
        case "rev":
            return "\n".join(line[::-1] for line in stdin.split("\n"))
        case "base64" if any(word in ("-d", "-D", "--decode", "-di") for word in words):
            return _decoded(stdin, base64.b64decode)
        case "xxd" if "-r" in words or "-rp" in words:
            return _decoded("".join(stdin.split()), bytes.fromhex)
        case _:
            return None


def _decoded(text: str, decode: object) -> str | None:
    try:
        return decode(text).decode("utf-8", "replace")  # type: ignore[operator]
    except (ValueError, binascii.Error):
        return None
