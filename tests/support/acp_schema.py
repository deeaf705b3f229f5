"""Whole ACP conversations against the schema: every message of both sides, by the type that belongs to its method.

The schema's root admits nearly anything, so each params and result is validated against its own definition; and since
the definitions admit extra fields, undeclared ones are looked for here, at every depth.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from jsonschema import Draft202012Validator, ValidationError

from hermes_acp_protocol.acp import tables_v1, tables_v2

Side: TypeAlias = Literal["agent", "client"]
SCHEMAS = Path(__file__).parents[2] / "protocol" / "schemas" / "acp"
TABLES: dict[int, Any] = {1: tables_v1, 2: tables_v2}


@cache
def _definitions(version: int) -> dict[str, Any]:
    text = (SCHEMAS / f"v{version}" / "schema.unstable.json").read_text(encoding="utf-8")
    return json.loads(text)["$defs"]


@cache
def _validator(version: int, name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _definitions(version)})


def _faults(version: int, name: str, value: Any) -> list[ValidationError]:
    return list(_validator(version, name).iter_errors(value))  # pyright: ignore[reportUnknownMemberType]


class SchemaCheck:
    """Watches one connection; an AssertionError names the first message that breaks the protocol, and where."""

    def __init__(self, version: int = 1) -> None:
        self._version = version
        _definitions(version)  # read now: later may be within code that must not block
        self._asked: dict[tuple[Side, str], str] = {}

    def outgoing(self, message: Any) -> None:
        """Check a message that the agent sent."""
        self._check(message, sender="agent")

    def incoming(self, message: Any) -> None:
        """Check a message that the client sent."""
        self._check(message, sender="client")

    def value(self, name: str, value: Any) -> None:
        """Check a value against a named type."""
        faults = [
            f"{fault.json_path.replace('$', name, 1)}: {fault.message}" for fault in _faults(self._version, name, value)
        ]
        faults += [f"{path}: not declared" for path in undeclared(value, name, TABLES[self._version].SHAPES, name)]
        assert not faults, "\n".join([*faults, json.dumps(value, ensure_ascii=False)[:2000]])

    def _check(self, said: Any, sender: Side) -> None:
        assert isinstance(said, dict), f"not JSON-RPC: {said!r}"
        message = cast("dict[str, Any]", said)
        assert message.get("jsonrpc") == "2.0", f"not JSON-RPC: {message!r}"
        other: Side = "client" if sender == "agent" else "agent"
        if "method" in message:
            self._said(message, other)
        else:
            self._answered(message, asker=other, server=sender)

    def _said(self, message: dict[str, Any], server: Side) -> None:
        assert message.keys() <= {"jsonrpc", "id", "method", "params"}, f"undeclared envelope fields: {message!r}"
        method: str = message["method"]
        ending = "REQUESTS" if "id" in message else "NOTIFICATIONS"
        entry = getattr(TABLES[self._version], f"{server.upper()}_{ending}").get(method)
        if "id" in message:
            self._asked[server, json.dumps(message["id"])] = method
        if method.startswith("_"):
            return
        assert entry is not None, f"{method} is not among the {server}'s {ending.lower()}"
        self.value(entry["params"], message.get("params", {}))

    def _answered(self, message: dict[str, Any], asker: Side, server: Side) -> None:
        assert ("result" in message) != ("error" in message), f"needs one of result and error: {message!r}"
        assert message.keys() == {"jsonrpc", "id", "result" if "result" in message else "error"}, f"{message!r}"
        method = self._asked.pop((server, json.dumps(message["id"])), None)
        if "error" in message:
            assert message["id"] is None or method is not None, (
                f"an error for an id the {asker} never sent: {message!r}"
            )
            self.value("Error", message["error"])
            return
        assert method is not None, f"an answer to an id the {asker} never sent, or a second one: {message!r}"
        if not method.startswith("_"):
            self.value(
                getattr(TABLES[self._version], f"{server.upper()}_REQUESTS")[method]["result"], message["result"]
            )


def undeclared(value: Any, shape: Any, shapes: dict[str, Any], path: str) -> list[str]:
    """Return the paths of fields that no fitting variant of the type declares."""
    return _Walk(shapes).walk(value, [shape], path)


class _Walk:
    def __init__(self, shapes: dict[str, Any]) -> None:
        self._shapes = shapes

    def walk(self, value: Any, candidates: list[Any], path: str) -> list[str]:
        parts = [part for candidate in candidates for part in self._parts(candidate, value)]
        if isinstance(value, list):
            items = cast("list[Any]", value)
            inner: list[Any] = [part["list"] for part in parts if not isinstance(part, str) and "list" in part]
            found = [self.walk(item, inner, f"{path}[{at}]") for at, item in enumerate(items)] if inner else []
            return [one for some in found for one in some]
        if not isinstance(value, dict) or not parts or any(isinstance(part, str) or "map" in part for part in parts):
            return []
        members = cast("dict[str, Any]", value)
        fields: dict[str, list[Any]] = {}
        for part in parts:
            for name, kind in part.get("fields", {}).items():
                fields.setdefault(name, []).append(kind)
        found = [
            self.walk(member, fields[name], f"{path}.{name}") if name in fields else [f"{path}.{name}"]
            for name, member in members.items()
        ]
        return [one for some in found for one in some]

    def _parts(self, shape: Any, value: Any) -> list[Any]:
        """Return every plain shape that has a say about the value; a variant for strangers allows everything."""
        if isinstance(shape, str):
            return self._parts(self._shapes[shape], value) if shape in self._shapes else [shape]
        if "maybe" in shape:
            return self._parts(shape["maybe"], value)
        if "any" in shape:
            return [part for one in shape["any"] for part in self._parts(one, value)]
        if "tag" in shape:
            members = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
            known = shape["by"].get(members.get(shape["tag"]))
            if known is None:
                # The one variant without a tag is a type of its own; the one for strangers is an inline object.
                return self._parts(shape["other"], value) if isinstance(shape["other"], str) else ["any"]
            return self._parts(known, value)
        return [shape, *(part for one in shape.get("also", ()) for part in self._parts(one, value))]
