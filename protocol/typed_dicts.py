"""Print shapes as TypedDicts: names and types only, for checkers; nobody imports them while running."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias, cast

from schema_shapes import Shape

Node: TypeAlias = dict[str, Any]

KINDS = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "any": "JsonValue",
    "object": "JsonObject",
}


def typed_dicts(version: int, made: dict[str, Shape]) -> Iterator[str]:
    """Print the types of one version, piece by piece; what is inherited comes first."""
    yield "# ruff: noqa: D101, E501\n"
    yield f'"""Types of ACP wire version {version}: import them under TYPE_CHECKING only.\n\n'
    yield "Written by ``protocol/generate_acp.py`` from the JSON Schemas in ``protocol/schemas``. Do not edit.\n"
    yield '"""\n\nfrom __future__ import annotations\n\n'
    yield "from typing import Literal, NotRequired, TypeAlias, TypedDict\n\n"
    yield "from hermes_acp_protocol.framing import JsonObject, JsonValue\n\n"
    printer = _Printer(made)
    for name in made:
        yield from printer.define(name)


class _Printer:
    def __init__(self, made: dict[str, Shape]) -> None:
        self._made = made
        self._done: set[str] = set()

    def define(self, name: str) -> Iterator[str]:
        if name in self._done:
            return
        self._done.add(name)
        one = self._made[name]
        if isinstance(one, dict) and "fields" in one:
            yield from self._object(name, one, ())
        elif isinstance(one, dict) and ("tag" in one or "any" in one):
            yield from self._union(name, one, ())
        else:
            yield f'{name}: TypeAlias = "{self._type(one)}"\n'

    def _union(self, name: str, one: Node, bases: tuple[str, ...]) -> Iterator[str]:
        members: list[str] = []
        for label, variant in _variants(one):
            if isinstance(variant, dict) and "fields" in variant:
                member = name + label if name + label not in self._made else f"{name}Of{label}"
                members.append(member)
                yield from self._object(member, variant, bases)
            else:
                members.append(self._type(variant))
        yield f'{name}: TypeAlias = "{" | ".join(members)}"\n'

    def _object(self, name: str, one: Node, bases: tuple[str, ...]) -> Iterator[str]:
        """Print an object; one that is told apart by a tag becomes a common base and its variants."""
        for part in one.get("also", ()):
            if isinstance(part, dict) and "tag" in part:
                common = f"{name}Common"
                rest: Node = {**one, "also": ()}
                yield from self._object(common, rest, bases)
                yield from self._union(name, cast("Node", part), (*bases, common))
                return
        fields = dict(self._fields(one))
        for part in one.get("also", ()):
            if isinstance(part, str) and not self._is_plain_object(part):
                fields = dict(self._fields(self._made[part])) | fields
            elif isinstance(part, str):
                yield from self.define(part)
                bases = (*bases, part)
            else:  # several untagged ways to go on: all their fields, none needed
                for variant in cast("tuple[Shape, ...]", part["any"]):
                    loose = self._fields(self._made[variant] if isinstance(variant, str) else variant)
                    fields |= {key: (kind, False) for key, (kind, _) in loose if key not in fields}
        yield f"class {name}({', '.join(bases) or 'TypedDict'}):\n"
        for key, (kind, needed) in fields.items():
            yield f"    {key}: {kind if needed else f'NotRequired[{kind}]'}\n"
        yield "\n" if fields else "    pass\n\n"

    def _is_plain_object(self, name: str) -> bool:
        one = self._made[name]
        return (
            isinstance(one, dict)
            and "fields" in one
            and not any("tag" in p for p in one.get("also", ()) if isinstance(p, dict))
        )

    def _fields(self, one: Shape) -> Iterator[tuple[str, tuple[str, bool]]]:
        assert isinstance(one, dict)
        for key, kind in one.get("fields", {}).items():
            yield key, (self._type(kind), key in one["need"])

    def _type(self, one: Shape) -> str:
        if isinstance(one, str):
            return KINDS.get(one, one)
        if "open" in one:
            return "str"
        if "enum" in one:
            return f"Literal[{', '.join(map(repr, one['enum']))}]"
        if "const" in one:
            return f"Literal[{one['const']!r}]"
        if "maybe" in one:
            return f"{self._type(one['maybe'])} | None"
        if "list" in one:
            return f"list[{self._type(one['list'])}]"
        if "map" in one:
            return f"dict[str, {self._type(one['map'])}]"
        if "any" in one:
            return " | ".join(self._type(part) for part in one["any"])
        return "JsonObject"


def _variants(one: Node) -> Iterator[tuple[str, Shape]]:
    if "any" in one:
        for number, variant in enumerate(one["any"], 1):
            yield str(number), variant
        return
    for tag, variant in one["by"].items():
        yield "".join(word.capitalize() for word in tag.split("_")), variant
    if one["other"] is not None:
        yield "Other", one["other"]
