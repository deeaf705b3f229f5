"""Whether a tool's schema can be shown to a model, and in which form; one that cannot costs this one tool.

Providers refuse a whole request for one odd schema. So a schema must be an object schema of bounded size and depth
with references only into itself, and what providers are known to choke on is put into a form they take.
"""

from __future__ import annotations

import json
from typing import Final

from hermes_acp.mcp_client.hygiene import cleaned, cleaned_schema
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.definitions import ToolDefinition

LARGEST: Final = 100_000
"""Characters of one schema as JSON."""
DEEPEST: Final = 40
LONGEST_WORDS: Final = 8_000
"""Characters of a description that a model is shown."""
_DROPPED: Final = frozenset({"$schema", "$id", "$comment"})
"""Members that say nothing to a model and that some providers refuse."""
_GLOB: Final = frozenset("*?[]")
"""What would mean more than itself in a rule."""
_TYPES: Final = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})


class BadSchema(ValueError):
    """A schema that no model can be shown. The message is the end of a sentence."""


def fit(tool: ToolDefinition) -> ToolDefinition:
    """The tool as a model may see it. BadSchema when it cannot be shown."""
    if not tool.name.isprintable() or len(tool.name) > 256 or _GLOB.intersection(tool.name):
        raise BadSchema("its name cannot be used")
    schema = cleaned_schema(_plain(tool.input_schema, tool.input_schema, 0))
    assert isinstance(schema, dict)
    if schema.setdefault("type", "object") != "object":
        raise BadSchema("its arguments are not an object")
    if not isinstance(schema.setdefault("properties", {}), dict):
        raise BadSchema("its properties are not an object")
    _check_required(schema)
    size = len(json.dumps(schema))
    if size > LARGEST:
        raise BadSchema(f"its schema has {size} characters")
    words = cleaned(tool.description or tool.title or "", strictly=True)
    if len(words) > LONGEST_WORDS:
        words = words[:LONGEST_WORDS] + " […]"
    return tool._replace(description=words, input_schema=schema)


def _check_required(schema: JsonObject) -> None:
    """Only names that exist may be required."""
    required, properties = schema.get("required"), schema["properties"]
    assert isinstance(properties, dict)
    if not isinstance(required, list):
        schema.pop("required", None)
        return
    known: list[JsonValue] = [name for name in required if isinstance(name, str) and name in properties]
    if known:
        schema["required"] = known
    else:
        del schema["required"]


def _plain(value: JsonValue, root: JsonObject, depth: int) -> JsonValue:
    """The schema in a form providers take. BadSchema for what has no such form."""
    if depth > DEEPEST:
        raise BadSchema(f"its schema is nested more than {DEEPEST} deep")
    if isinstance(value, list):
        return [_plain(item, root, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    _check_reference(value.get("$ref"), root)
    _check_type(value.get("type"))
    return {name: _plain(item, root, depth + 1) for name, item in value.items() if name not in _DROPPED}


def _check_reference(reference: JsonValue, root: JsonObject) -> None:
    """A reference leads to a place in the same schema; nothing is ever fetched."""
    if reference is None or isinstance(reference, dict):  # a property may be called $ref
        return
    if not isinstance(reference, str) or not reference.startswith("#"):
        raise BadSchema(f"its schema points outside itself: {str(reference)[:80]!r}")
    place: JsonValue = root
    for step in filter(None, reference[1:].split("/")):
        key = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(place, dict) or key not in place:
            raise BadSchema(f"its schema points at nothing: {reference[:80]!r}")
        place = place[key]


def _check_type(kind: JsonValue) -> None:
    if kind is None or isinstance(kind, dict):  # a property may be called type
        return
    named = kind if isinstance(kind, list) else [kind]
    if not named or not all(isinstance(name, str) and name in _TYPES for name in named):
        raise BadSchema(f"its schema has the type {str(kind)[:80]!r}")
