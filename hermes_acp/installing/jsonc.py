"""JSON with comments and trailing commas, as editors keep their settings: read, and changed in one place.

A change leaves every other character of the file as it was: comments, order, indentation. Knows no editor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
SCALAR = re.compile(r'"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null')
INDENT = "  "


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


def put(text: str, path: Sequence[str], value: object) -> str:
    """The text with the value at a path of names, made where it is missing. JsoncError when it cannot stand there."""
    root = parse(text)
    if root.start == root.end:
        return text + pretty(nested(path, value), 0) + "\n"
    node, depth = root, 0
    for name in path:
        if node.members is None:
            raise broken(text, node.start, f"{'.'.join(path[:depth]) or 'the file'} is not an object")
        if name not in node.members:
            return add(text, node, depth, name, nested(path[depth + 1 :], value))
        node, depth = node.members[name].node, depth + 1
    return text[: node.start] + pretty(value, depth) + text[node.end :]


def take_out(text: str, path: Sequence[str]) -> str:
    """The text without the member at a path; the same text when there is none. JsoncError."""
    parent = find(parse(text), path[:-1])
    if parent is None or parent.members is None or path[-1] not in parent.members:
        return text
    member = parent.members[path[-1]]
    end = skip_blank_and_comma(text, member.node.end)
    without = text[: line_start(text, member.start)] + text[line_end(text, end) :]
    before = [other.node.end for other in parent.members.values() if other.start < member.start]
    if end == member.node.end and before:  # it was the last one and had no comma: the one before it loses its own
        comma = skip(text, before[-1])
        return without[:comma] + without[comma + 1 :]
    return without


def find(node: Node, path: Sequence[str]) -> Node | None:
    """The value at a path of names; None when there is none."""
    for name in path:
        if node.members is None or name not in node.members:
            return None
        node = node.members[name].node
    return node


def add(text: str, parent: Node, depth: int, name: str, value: object) -> str:
    """The text with one more member at the end of an object that stands ``depth`` objects deep."""
    line = f"{INDENT * (depth + 1)}{json.dumps(name)}: {pretty(value, depth + 1)}"
    members = list((parent.members or {}).values())
    if not members:
        body = text[parent.start + 1 : parent.end - 1].rstrip()
        return f"{text[: parent.start + 1]}{body}\n{line}\n{INDENT * depth}{text[parent.end - 1 :]}"
    last = members[-1].node.end
    after = skip_blank_and_comma(text, last)
    comma = "" if after != last else ","
    after = line_end(text, after)
    return f"{text[:last]}{comma}{text[last:after].rstrip()}\n{line}\n{INDENT * depth}{text[after:].lstrip()}"


def pretty(value: object, depth: int) -> str:
    """JSON, indented as it stands ``depth`` objects deep."""
    return json.dumps(value, indent=len(INDENT), ensure_ascii=False).replace("\n", "\n" + INDENT * depth)


def nested(path: Sequence[str], value: object) -> object:
    """The value inside one object for each name."""
    for name in reversed(path):
        value = {name: value}
    return value


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


def line_start(text: str, at: int) -> int:
    """The start of the line when only blanks stand before, else where it was."""
    start = text.rfind("\n", 0, at) + 1
    return start if text[start:at].strip() == "" else at


def line_end(text: str, at: int) -> int:
    """Past the end of the line when only blanks and a comment stand before it, else where it was."""
    found = re.compile(r"[ \t]*(//[^\n]*)?\r?\n").match(text, at)
    return found.end() if found else at


def broken(text: str, at: int, why: str) -> JsoncError:
    """The error at a place."""
    return JsoncError(f"line {text.count(chr(10), 0, at) + 1}: {why}")
