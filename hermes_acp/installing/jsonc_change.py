"""One entry of a JSON file with comments, entered or taken out: every other character of the file stays as it was.

What is written looks like its surroundings (indentation, line ends, trailing commas, all on one line), and taking it
out again gives back what was there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from hermes_acp.installing.jsonc import Member, Node, broken, find, parse, skip, skip_blank_and_comma

LEADING = re.compile(r"[ \t]*")
REMARK = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/[ \t]*(?=\r?\n))?")
"""A comment on the same line: up to the end of the line, or a block that ends it."""


class Style(NamedTuple):
    """How a file is written."""

    indent: str
    """Of one level."""
    newline: str


def put(text: str, path: Sequence[str], value: object) -> str:
    """The text with the value at a path of names, made where it is missing. JsoncError when it cannot stand there."""
    root = parse(text)
    style = style_of(text, root)
    if root.start == root.end:
        apart = style.newline if text.strip("\ufeff") and not text.endswith("\n") else ""
        return text + apart + written(nested(path, value), "", style) + style.newline
    node = root
    for depth, name in enumerate(path):
        if node.members is None:
            raise broken(text, node.start, f"{'.'.join(path[:depth]) or 'the file'} is not an object")
        if name not in node.members:
            return added(text, node, name, nested(path[depth + 1 :], value), style)
        node = node.members[name].node
    if node.value == value:
        return text
    return text[: node.start] + written(value, margin(text, node.start), style) + text[node.end :]


def take_out(text: str, path: Sequence[str]) -> str:
    """The text without the member at a path, and without what is empty then; the same text when there is none.

    JsoncError when the text cannot be read.
    """
    parent = find(parse(text), path[:-1])
    if parent is None or parent.members is None or path[-1] not in parent.members:
        return text
    member = parent.members[path[-1]]
    start, end = extent(text, member)
    inside = text[parent.start + 1 : start] + text[end : parent.end - 1]
    if not inside.strip():
        return take_out(text, path[:-1]) if len(path) > 1 else f"{text[: parent.start]}{{}}{text[parent.end :]}"
    shorter = text[:start] + text[end:]
    before = [other.node.end for other in parent.members.values() if other.start < member.start]
    if before and skip_blank_and_comma(text, member.node.end) == member.node.end:
        comma = skip(text, before[-1])  # ours was the last and had none, so the one before it gets rid of its own
        return shorter[:comma] + shorter[comma + 1 :]
    return shorter


def added(text: str, parent: Node, name: str, value: object, style: Style) -> str:
    """The text with one more member at the end of an object."""
    members = list((parent.members or {}).values())
    if not members:
        return first(text, parent, name, value, style)
    last = members[-1].node.end
    after = skip_blank_and_comma(text, last)
    comma = after != last
    if "\n" in text[parent.start : parent.end]:
        after = remark(text, after)
        prefix = own_line(text, members[-1].start)
        prefix = margin(text, parent.start) + style.indent if prefix is None else prefix
        item = f"{style.newline}{prefix}{json.dumps(name)}: {written(value, prefix, style)}"
    else:
        item = f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
    if comma:
        return f"{text[:after]}{item},{text[after:]}"
    return f"{text[:last]},{text[last:after]}{item}{text[after:]}"


def first(text: str, parent: Node, name: str, value: object, style: Style) -> str:
    """The text with the first member of an object, below the comments that stand in it."""
    outer = margin(text, parent.start)
    inner = outer + style.indent
    body = text[parent.start + 1 : parent.end - 1]
    rest = body[len(body.rstrip()) :]
    closing = rest if "\n" in rest else style.newline + outer
    item = f"{style.newline}{inner}{json.dumps(name)}: {written(value, inner, style)}"
    return f"{text[: parent.start + 1]}{body.rstrip()}{item}{closing}{text[parent.end - 1 :]}"


def extent(text: str, member: Member) -> tuple[int, int]:
    """From where to where a member is taken out: its line and the comment behind it, or what is its own of a line."""
    after = skip_blank_and_comma(text, member.node.end)
    end = remark(text, after)
    line = text.rfind("\n", 0, member.start)
    if line > 0 and not text[line : member.start].strip():
        if re.match(r"[ \t]*(\r?\n|$)", text[end:]):
            return line - (text[line - 1] == "\r"), end
        # What follows moves up a line, where a comment must not swallow it.
        if "//" not in text[text.rfind("\n", 0, line) + 1 : line]:
            return line - (text[line - 1] == "\r"), after
    start = len(text[: member.start].rstrip(" \t"))
    return (start if text[start - 1] in ",{" else member.start), after


def style_of(text: str, root: Node) -> Style:
    """How a file is written, judged by its first member."""
    leading = next((own_line(text, member.start) for member in (root.members or {}).values()), None)
    return Style(leading or "  ", "\r\n" if "\r\n" in text else "\n")


def written(value: object, prefix: str, style: Style) -> str:
    """JSON with a line for each name of an object; its lines after the first begin with ``prefix``."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = prefix + style.indent
    rows = (
        f"{style.newline}{inner}{json.dumps(name)}: {written(item, inner, style)}"
        for name, item in cast("Mapping[str, object]", value).items()
    )
    return f"{{{','.join(rows)}{style.newline}{prefix}}}"


def nested(path: Sequence[str], value: object) -> object:
    """The value inside one object for each name."""
    for name in reversed(path):
        value = {name: value}
    return value


def margin(text: str, at: int) -> str:
    """The blanks that the line of a place begins with."""
    found = LEADING.match(text, text.rfind("\n", 0, at) + 1)
    return found[0] if found else ""


def own_line(text: str, at: int) -> str | None:
    """The blanks before a place; None when something else stands before it on its line."""
    start = text.rfind("\n", 0, at) + 1
    return text[start:at] if start and not text[start:at].strip(" \t") else None


def remark(text: str, at: int) -> int:
    """Past a comment that ends this line; else the place itself."""
    found = REMARK.match(text, at)
    return found.end() if found and found[0].strip() else at
