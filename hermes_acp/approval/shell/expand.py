"""What a word would become in bash, as far as that can be known without running anything.

Best effort, for finding what must not happen: an unset variable is empty, a substitution whose output is plain to see
is that output, everything else is ``UNKNOWN``. Never used to find something harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

UNKNOWN = "\x00"
"""Stands for text that cannot be known."""
_SPLIT = "\x01"
"""A blank from an unquoted expansion: words are split there."""
_TILDE = "\x02"

_ESCAPE = re.compile(
    r"\\(x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3}|0[0-7]{1,3}|c.|.)", re.DOTALL
)
_WORDS = frozenset({"word", "command_name", "concatenation"})
_LITERAL = re.compile(rb"[A-Za-z0-9_./=:@%+,*?\[\]-]+")
"""Words in which nothing is there to expand, which is most of them."""
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}
_BLANKS = re.compile(r"[ \t\n]+")
_BRACES = re.compile(r"\{([^{}\s]*,[^{}\s]*|\w+\.\.\w+)\}")
MAX_BRACED = 1_000
"""Characters of a word whose braces are followed."""
MAX_WORDS = 256
"""Words a brace expression may become before it is left as it is."""


def unescape(text: str) -> str:
    """The escapes of ``$'…'``, ``echo -e`` and ``printf``."""

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "xuU" and len(code) > 1:
            number = int(code[1:], 16)
            return chr(number) if number < 0x110000 else "?"
        if code[0] in "01234567":
            return chr(int(code, 8) & 0xFF)
        return _NAMED.get(code, code)

    return _ESCAPE.sub(one, text)


def braces(word: str) -> list[str]:
    """``a{b,c}`` as ``ab`` and ``ac``; ranges count as unknown."""
    if "{" not in word or len(word) > MAX_BRACED:
        return [word]
    words = [word]
    for _ in range(8):
        if not any(_BRACES.search(each) for each in words) or len(words) > MAX_WORDS:
            break
        words = [made for each in words for made in _one_brace(each)]
    return words[:MAX_WORDS]


def _one_brace(word: str) -> list[str]:
    match = _BRACES.search(word)
    if match is None:
        return [word]
    choices = match[1].split(",") if "," in match[1] else [UNKNOWN]
    return [word[: match.start()] + choice + word[match.end() :] for choice in choices]


class Expander:
    """Turns word nodes of the grammar into the words bash would make of them."""

    def __init__(self, variables: dict[str, str], home: str, output_of: Callable[[Node], str]) -> None:
        """``output_of`` says what a substitution prints, or ``UNKNOWN``."""
        self.variables = variables
        self._home = home
        self._output_of = output_of

    def words(self, node: Node) -> list[str]:
        """The words one node becomes: none, one, or several."""
        if node.type in _WORDS and node.text is not None and _LITERAL.fullmatch(node.text):
            return [node.text.decode()]
        text = self._text(node, quoted=False)
        if text and all(char == _SPLIT for char in text):
            return []
        parts = [part for part in text.split(_SPLIT) if part] if _SPLIT in text else [text]
        return [self._tilde(word) for part in parts for word in braces(part)]

    def value(self, node: Node) -> str:
        """The text of a node that is not split into words, such as an assigned value."""
        return self._tilde(self._text(node, quoted=True))

    def _tilde(self, word: str) -> str:
        if word.startswith(_TILDE):
            head, slash, rest = word[1:].partition("/")
            if head == "":
                return self._home + slash + rest
        return word.replace(_TILDE, "~")

    def _text(self, node: Node, *, quoted: bool) -> str:
        source = (node.text or b"").decode("utf-8", "replace")
        match node.type:
            case "word":
                return self._word(source)
            case "raw_string":
                return source[1:-1]
            case "ansi_c_string":
                return unescape(source[2:-1])
            case "string" | "translated_string" | "heredoc_body":
                return self._string(node)
            case "simple_expansion":
                return self._blanks(self.lookup(source[1:]), quoted and source != "$@")
            case "expansion":
                return self._blanks(self._expansion(source), quoted and "[@]" not in source)
            case "command_substitution":
                return self._blanks(self._output_of(node).rstrip("\n"), quoted)
            case "process_substitution":  # stands for a file's name; its text says more
                return self._output_of(node)
            case "arithmetic_expansion":
                return UNKNOWN
            case "concatenation" | "command_name":
                return self._joined(node, quoted)
            case "array":
                return _SPLIT.join(word for child in node.named_children for word in self.words(child))
            case "variable_assignment":
                return source
            case _:
                return self._word(source)

    def _word(self, source: str) -> str:
        """An unquoted word: backslashes taken off, a tilde at its start marked."""
        if "\\" in source:
            source = re.sub(r"\\(.|\n)", lambda match: "" if match[1] == "\n" else match[1], source)
            return source.replace("~", _TILDE, 1) if source.startswith("~") else source
        return _TILDE + source[1:] if source.startswith("~") else source

    def _joined(self, node: Node, quoted: bool) -> str:
        """Pieces that touch. What the grammar leaves between them (a ``$``, a brace) is kept as it stands."""
        text, end = "", node.start_byte
        for index, child in enumerate(node.children):
            if child.start_byte > end and index and node.type == "concatenation":
                text += " "
            piece = self._text(child, quoted=quoted)
            text += piece.replace(_TILDE, "~") if index else piece
            end = child.end_byte
        return text

    def _string(self, node: Node) -> str:
        source = node.text or b""
        text, at = "", 0
        for child in node.named_children:
            start, end = child.start_byte - node.start_byte, child.end_byte - node.start_byte
            text += _in_quotes(source[at:start])
            if child.type == "string_content" or child.type == "heredoc_content":
                text += _in_quotes(source[start:end])
            else:
                text += self._text(child, quoted=True)
            at = end
        text += _in_quotes(source[at:])
        if node.type == "heredoc_body":
            return text
        return text.removeprefix("$").removeprefix('"').removesuffix('"')

    def _blanks(self, value: str, quoted: bool) -> str:
        return value if quoted else _BLANKS.sub(_SPLIT, value)

    def _expansion(self, source: str) -> str:
        """``${…}``: the value, or the default when there is none."""
        match = re.fullmatch(r"\$\{([A-Za-z_]\w*|[@*#?$!0-9-])(.*)\}", source, re.DOTALL)
        if match is None:
            return UNKNOWN
        name, rest = match[1], match[2]
        if rest in ("[@]", "[*]"):
            return self.variables.get(name, "")
        value = self.lookup(name)
        if not value and (default := re.match(r":?[-=](.*)", rest, re.DOTALL)):
            return default[1].strip("\"'")
        if rest.startswith(("?", ":?")) or (rest.startswith("@") and value) or "/" in rest[:2]:
            return value or UNKNOWN
        if rest.startswith(("+", ":+")):
            return rest.lstrip(":+").strip("\"'") if value else ""
        return value

    def lookup(self, name: str) -> str:
        """A variable's value as far as it is known, of an array the first; empty when nothing in this line sets it."""
        return self.variables.get(name, "").split(_SPLIT)[0]


def _in_quotes(source: bytes) -> str:
    """Double-quoted source text with its backslashes taken off."""
    text = source.decode("utf-8", "replace")
    return re.sub(r'\\([\\$`"\n])', lambda match: "" if match[1] == "\n" else match[1], text)
