"""An answer that a program can read: asked for, checked against a JSON Schema, asked for again when it does not hold.

Checked by jsonschema (extra ``schema``), which is imported when a schema is given. Nothing is fetched: what a schema
points at outside itself is unknown. Source: https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, cast

from msgspec import Struct

from hermes_acp.errors import UserError

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

TRIES = 2
"""How often an answer is asked for again."""
ASKED = """\
Your answer is read by a program. When you are done, say exactly one JSON value and nothing else: no words around it, \
no code fence. It must be valid against this JSON Schema:
{schema}"""
AGAIN = "A program could not use your answer. {why} Say the JSON value again, whole and alone."
SHOWN = 5
"""Faults of an answer that are named."""
FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*?)\n[ \t]*```", re.DOTALL)


class Wrong(Exception):
    """An answer that does not hold; the message says why, for the model and for a person."""


class Shape(Struct, frozen=True):
    """What an answer must look like."""

    schema: Mapping[str, object]
    validator: Validator

    def words(self) -> str:
        """What the model is told of it."""
        return ASKED.format(schema=json.dumps(self.schema, ensure_ascii=False))

    def read(self, text: str) -> object:
        """The value of an answer. Wrong when there is none or the schema does not accept it."""
        from referencing.exceptions import Unresolvable

        value = value_in(text)
        try:
            faults = sorted(self.validator.iter_errors(value), key=lambda fault: fault.json_path)
        except Unresolvable as error:
            raise UserError(lost(error.ref)) from None
        if faults:
            told = "; ".join(f"{fault.json_path}: {fault.message[:300]}" for fault in faults[:SHOWN])
            raise Wrong(f"The schema does not accept it: {told}.")
        return value


def read_shape(path: str) -> Shape:
    """The schema in a file. UserError when it is none, or jsonschema is not installed. Blocks."""
    try:
        import jsonschema
        from jsonschema.validators import validator_for
        from referencing.jsonschema import EMPTY_REGISTRY
    except ImportError:
        raise UserError("--schema needs jsonschema: pip install 'hermes-editor-agent[schema]'") from None
    try:
        with open(path, encoding="utf-8") as file:
            schema: object = json.load(file)
    except OSError as error:
        raise UserError(f"The schema {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UserError(f"The schema {path} is no JSON: {error}") from None
    if not isinstance(schema, dict):
        raise UserError(f"The schema {path} must be a JSON object.")
    rules = cast("dict[str, object]", schema)
    kind = validator_for(rules, default=jsonschema.Draft202012Validator)
    try:
        kind.check_schema(rules)
    except jsonschema.SchemaError as error:
        raise UserError(f"The schema {path} is no JSON Schema: {error.json_path}: {error.message}") from None
    if missing := next(unresolved(rules), None):
        raise UserError(lost(missing))
    return Shape(rules, kind(rules, registry=EMPTY_REGISTRY))


def lost(pointer: str) -> str:
    """What to say of a reference that leads nowhere."""
    return f"The schema points at something that is not in it: {pointer}"


def unresolved(rules: Mapping[str, object]) -> Iterator[str]:
    """References that lead nowhere, before a request is spent on them; parts with an ``$id`` of their own are left."""
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY

    resolver = EMPTY_REGISTRY.resolver_with_root(DRAFT202012.create_resource(dict(rules)))
    waiting: list[object] = [{name: value for name, value in rules.items() if name != "$id"}]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += cast("list[object]", value)
        elif isinstance(value, dict) and "$id" not in value:
            fields = cast("dict[str, object]", value)
            waiting += fields.values()
            if isinstance(pointer := fields.get("$ref"), str):
                try:
                    resolver.lookup(pointer)
                except Unresolvable:
                    yield pointer


def value_in(text: str) -> Any:
    """The JSON value that a text is, or that stands in its last fence. Wrong when there is none."""
    fences = FENCED.findall(text)
    for candidate in (text, *fences[-1:]):
        try:
            return json.loads(candidate, parse_constant=no_number)
        except ValueError:
            continue
    raise Wrong("It is not one JSON value." if text.strip() else "There was no answer.")


def no_number(name: str) -> NoReturn:
    """NaN and Infinity are no JSON (RFC 8259, section 6)."""
    raise ValueError(f"{name} is no JSON")
