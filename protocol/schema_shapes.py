"""From the JSON Schema files of ACP to shapes: the small vocabulary that the tables and the types are printed from.

A shape is a name (``"SessionId"``), a plain kind (``"string"``, ``"integer"``, ``"number"``, ``"boolean"``, ``"null"``,
``"object"``, ``"any"``), or one of

    {"enum": (...)}                      one of these strings
    {"const": value}                     exactly this
    {"maybe": shape}                     that, or null
    {"list": shape} / {"map": shape}     items / values
    {"fields": {...}, "need": (...)}     an object; with "marks" (leniency), "also" (further shapes of the same object)
    {"tag": name, "by": {...}, "other": shape or None}      told apart by a field
    {"any": (...)}                       the first that fits
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

Schema: TypeAlias = dict[str, Any]
Shape: TypeAlias = str | dict[str, Any]

ENVELOPES = (
    {f"{who}{what}" for who in ("Agent", "Client", "Proxy") for what in ("Request", "Response", "Notification")}
    | {f"Ext{what}" for what in ("Request", "Response", "Notification")}
    | {"ProtocolLevelNotification"}
)
"""Definitions of whole messages: those are JSON-RPC's."""

MARKS = {
    "x-deserialize-default-on-error": "e",
    "x-deserialize-default-on-null": "n",
    "x-deserialize-skip-invalid-items": "s",
}
"""How lenient a reader must be with a field: absent on error, absent on null, bad items left out."""


def shapes(schema: Schema) -> dict[str, Shape]:
    """Return the shape of every definition that is not an envelope."""
    return {
        name: shape(node)
        for name, node in sorted(schema["$defs"].items())
        if name not in ENVELOPES and not node.get("x-docs-ignore")
    }


def shape(node: Schema) -> Shape:
    """Return the shape of one schema node."""
    if "$ref" in node:
        return node["$ref"].rpartition("/")[2]
    if "const" in node:
        return {"const": node["const"]}
    if isinstance(node.get("properties"), dict):
        return _object(node)
    for word in ("anyOf", "oneOf"):
        if word in node:
            return _union(node[word])
    if "allOf" in node:
        (only,) = node["allOf"]
        return shape(only)
    return _plain(node)


def _plain(node: Schema) -> Shape:
    kind = node.get("type", "any")
    if isinstance(kind, list):  # in ACP always one kind, or null
        (other,) = {str(word) for word in cast("list[str]", kind)} - {"null"}
        return {"maybe": shape({**node, "type": other})}
    if "enum" in node:
        return {"enum": tuple(node["enum"])}
    if kind == "array":
        return {"list": shape(node["items"])}
    if kind == "object" and isinstance(node.get("additionalProperties"), dict):
        return {"map": shape(node["additionalProperties"])}
    return kind


def _object(node: Schema) -> Shape:
    properties = node["properties"]
    made: dict[str, Any] = {
        "fields": {name: shape(field) for name, field in properties.items()},
        "need": tuple(node.get("required", ())),
    }
    marks = {
        name: "".join(letter for word, letter in MARKS.items() if field.get(word)) for name, field in properties.items()
    }
    if marks := {name: letters for name, letters in marks.items() if letters}:
        made["marks"] = marks
    defaults = {
        name: field["default"]
        for name, field in properties.items()
        if name in marks and field.get("default") is not None
    }
    if defaults:
        made["defaults"] = defaults
    also = [shape(part) for part in node.get("allOf", ())]
    also += [_union(node[word]) for word in ("anyOf", "oneOf") if word in node]
    if also:
        made["also"] = tuple(also)
    return made


def _union(nodes: list[Schema]) -> Shape:
    variants = [(node.get("title"), shape(node)) for node in nodes]
    rest = [made for _, made in variants if made != "null"]
    if len(rest) < len(variants):
        inner = rest[0] if len(rest) == 1 else _tagged(rest) or {"any": tuple(rest)}
        return {"maybe": inner}
    constants = [made["const"] for made in rest if isinstance(made, dict) and "const" in made]
    if constants and len(constants) == len(rest):
        return {"enum": tuple(constants)}
    if constants and rest[len(constants) :] == ["string"]:
        return {"enum": tuple(constants), "open": True}
    return _tagged(rest) or {"any": tuple(rest)}


def _tagged(variants: list[Shape]) -> Shape | None:
    """Return the union as told apart by the field that is constant in all variants but, perhaps, the last."""
    tags = [_tag(variant) for variant in variants]
    names = {tag[0] for tag in tags if tag}
    if len(names) != 1 or not all(tags[:-1]):
        return None
    (name,) = names
    by = {tag[1]: variant for tag, variant in zip(tags, variants, strict=True) if tag}
    return {"tag": name, "by": by, "other": None if tags[-1] else variants[-1]}


def _tag(variant: Shape) -> tuple[str, str] | None:
    if isinstance(variant, dict):
        fields: dict[str, Schema] = variant.get("fields", {})
        for name, field in fields.items():
            if "const" in field and name in variant["need"]:
                return name, field["const"]
    return None
