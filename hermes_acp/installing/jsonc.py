"""JSON with comments and trailing commas, as editors keep their settings: read, with the place of every value.

Knows no editor, and changes nothing: that is ``jsonc_change``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
SCALAR = re.compile(r'"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null')


class JsoncError(ValueError):
    """Text that is no JSON with comments; says the line."""


class Node(NamedTuple):
    """A value and where it stands in the text."""

    start: int
    end: int
    """Past the last character."""
    value: object
    """As plain Python values."""
    members: Mapping[str, Member] | None = None
    """Of an object, in order."""


class Member(NamedTuple):
    """A name and its value in an object."""

    start: int
    """Of the quoted name."""
    node: Node


def parse(text: str) -> Node:
    """The whole text as one value; an empty text is an empty object. JsoncError."""
    at = skip(text, 0)
    if at == len(text):
        return Node(at, at, {}, {})
    node = parse_value(text, at)
    if (rest := skip(text, node.end)) != len(text):
        raise broken(text, rest, "something follows the value")
    return node


def find(node: Node, path: Sequence[str]) -> Node | None:
    """The value at a path of names; None when there is none."""
    for name in path:
        if node.members is None or name not in node.members:
            return None
        node = node.members[name].node
    return node


def parse_value(text: str, at: int) -> Node:
    """The value that starts here."""
    if text[at : at + 1] == "{":
        return parse_object(text, at)
    if text[at : at + 1] == "[":
        return parse_array(text, at)
    if not (found := SCALAR.match(text, at)):
        raise broken(text, at, "a value was expected")
    try:
        return Node(at, found.end(), cast("object", json.loads(found[0], strict=False)))
    except ValueError as error:
        raise broken(text, at, str(error)) from error


def parse_object(text: str, start: int) -> Node:
    """An object, its brace at ``start``."""
    members: dict[str, Member] = {}
    at = skip(text, start + 1)
    while text[at : at + 1] != "}":
        name = parse_value(text, at)
        colon = skip(text, name.end)
        if not isinstance(name.value, str) or text[colon : colon + 1] != ":":
            raise broken(text, at, 'a name in quotes and ":" were expected')
        node = parse_value(text, skip(text, colon + 1))
        members[name.value] = Member(name.start, node)
        at = separated(text, node.end, "}")
    return Node(start, at + 1, {name: member.node.value for name, member in members.items()}, members)


def parse_array(text: str, start: int) -> Node:
    """An array, its bracket at ``start``."""
    values: list[object] = []
    at = skip(text, start + 1)
    while text[at : at + 1] != "]":
        node = parse_value(text, at)
        values.append(node.value)
        at = separated(text, node.end, "]")
    return Node(start, at + 1, values)


def separated(text: str, at: int, close: str) -> int:
    """Where the next item or the closing bracket stands."""
    at = skip(text, at)
    if text[at : at + 1] == ",":
        return skip(text, at + 1)
    if text[at : at + 1] != close:
        raise broken(text, at, f'"," or "{close}" was expected')
    return at


def skip(text: str, at: int) -> int:
    """Past blanks and comments."""
    found = BLANK.match(text, at)
    return found.end() if found else at


def skip_blank_and_comma(text: str, at: int) -> int:
    """Past the comma that follows, if one does; else where it was."""
    comma = skip(text, at)
    return comma + 1 if text[comma : comma + 1] == "," else at


def broken(text: str, at: int, why: str) -> JsoncError:
    """The error at a place."""
    return JsoncError(f"line {text.count(chr(10), 0, at) + 1}: {why}")
