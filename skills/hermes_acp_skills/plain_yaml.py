"""YAML read as plain text values, with the line of every top-level key.

Every scalar stays the words its author wrote (``version: 1.10`` is "1.10"): no dates, no booleans, no tags, no
objects. Aliases and deep nesting are refused on the flat stream of events, before any value is built. PyYAML is
imported for what is more than lines of bare words, which most front matter is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from msgspec import Struct

if TYPE_CHECKING:
    import yaml

Value = str | list["Value"] | dict[str, "Value"]
"""What a block can hold."""

MAX_DEPTH = 8
"""Mappings and lists inside one another; Hermes Agent's deepest key needs four."""


_BARE = re.compile(r"([A-Za-z][A-Za-z0-9_-]*): +([A-Za-z0-9][ -\"$-9;-~]*)")
"""A key and a value that YAML reads as it stands: printable ASCII on one line, without ``:`` and ``#``."""


class YamlError(Exception):
    """The text is not what it should be; ``line`` is 1-based within the text."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Entry(Struct, frozen=True):
    """One top-level key and its value."""

    key: str
    """As written."""
    value: Value
    """Plain text values only."""
    line: int
    """1-based line of the key within the text."""


def read_mapping(text: str) -> tuple[Entry, ...]:
    """The top-level entries of a YAML mapping, in order, repeated keys included. YamlError and nothing else."""
    lines = [_BARE.fullmatch(line) for line in text.removesuffix("\n").split("\n")]
    bare = [line for line in lines if line]
    if len(bare) == len(lines):
        return tuple(Entry(line[1], line[2].rstrip(" "), number) for number, line in enumerate(bare, 1))
    return _read_any(text)


def _read_any(text: str) -> tuple[Entry, ...]:
    import yaml

    try:
        _check_shape(text)
        root = _loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        hint = " (a value that holds ': ' needs quotes)" if "mapping values" in str(error.problem) else ""
        line = mark.line + 1 if mark else 1
        raise YamlError(f"This is not YAML: {error.problem or error.context}{hint}.", line) from error
    except yaml.YAMLError as error:
        raise YamlError("This is not YAML: it holds characters YAML does not allow.", 1) from error
    if not isinstance(root, yaml.MappingNode):
        raise YamlError("The front matter must be a list of 'key: value' lines.", 1)
    pairs = cast("list[tuple[yaml.Node, yaml.Node]]", root.value)
    return tuple(Entry(_key(key), _plain(value), _line(key)) for key, value in pairs)


def _loader(text: str) -> yaml.CBaseLoader:
    import yaml

    if yaml.__with_libyaml__:
        return yaml.CBaseLoader(text)
    return cast("yaml.CBaseLoader", yaml.BaseLoader(text))  # the same methods, written in Python


def _check_shape(text: str) -> None:
    import yaml

    loader = _loader(text)
    depth = 0
    while event := loader.get_event():
        if isinstance(event, yaml.AliasEvent):
            raise YamlError("Aliases (*name) are not allowed in front matter.", _line(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise YamlError(f"More than {MAX_DEPTH} lists and mappings inside one another.", _line(event))


def _plain(node: yaml.Node) -> Value:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in cast("list[yaml.Node]", node.value)]
    if isinstance(node, yaml.MappingNode):
        pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
        return {_key(key): _plain(value) for key, value in pairs}
    return str(node.value)


def _key(node: yaml.Node) -> str:
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        raise YamlError("A key must be a plain word.", _line(node))
    return str(node.value)


def _line(place: yaml.Node | yaml.Event) -> int:
    return cast("int", place.start_mark.line) + 1
