"""The description of ``hermes rpc``, ``openrpc.json``, read once. Its schemas point at each other there."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast


@cache
def document() -> dict[str, Any]:
    """The whole description. Blocks the first time; nobody may change it."""
    return cast("dict[str, Any]", json.loads(Path(__file__).with_name("openrpc.json").read_text(encoding="utf-8")))


def methods() -> dict[str, dict[str, Any]]:
    """What a client may ask, by name."""
    return {method["name"]: method for method in document()["methods"]}


def client_methods() -> dict[str, dict[str, Any]]:
    """What a server sends: notifications have no ``result``."""
    return {method["name"]: method for method in document()["x-client-methods"]}


def params_schema(method: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of the params of a method, as one object."""
    params = cast("list[dict[str, Any]]", method["params"])
    return rooted(
        {
            "type": "object",
            "properties": {param["name"]: param["schema"] for param in params},
            "required": [param["name"] for param in params if param["required"]],
            "additionalProperties": False,
        }
    )


def result_schema(method: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of the result of a method."""
    return rooted(method["result"]["schema"])


def rooted(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with all it may point at."""
    return {**schema, "components": document()["components"]}
