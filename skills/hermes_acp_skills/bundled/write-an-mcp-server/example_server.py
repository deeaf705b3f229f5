"""A small MCP server over stdio: standard library only, two tools, both protocol generations.

Add a tool: write a function that takes its arguments as a dict and returns text, then add it to TOOLS.
Run: python example_server.py   (it waits for one JSON-RPC message a line on stdin)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any, cast

Json = dict[str, Any]

SERVER = {"name": "example", "version": "0.1.0"}
LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
MODERN = ("2026-07-28",)
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"


class ToolError(Exception):
    """The call cannot be done as asked. The message tells the model what to do next."""


class RpcError(Exception):
    """The request is wrong as a message of the protocol."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message} | ({"data": data} if data is not None else {})


def count_words(arguments: Json) -> str:
    """A tool that cannot fail, with an argument that may be left out."""
    letters = arguments.get("letters", 1)
    return f"{sum(len(word) >= letters for word in arguments['text'].split())} words"


def days_between(arguments: Json) -> str:
    """A tool that says what to do when it fails."""
    try:
        start, end = (date.fromisoformat(arguments[key]) for key in ("start", "end"))
    except ValueError as error:
        raise ToolError(f"{error}. Write dates as YYYY-MM-DD, such as 2026-01-31.") from error
    return f"{(end - start).days} days"


def tool(description: str, *, reads: bool = True, optional: tuple[str, ...] = (), **properties: Json) -> Json:
    """The part of a tool that is listed. ``reads`` is False for one that changes something: a person is asked then."""
    schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return {"description": description, "inputSchema": schema, "annotations": {"readOnlyHint": reads}}


DAY = {"type": "string", "description": "A day as YYYY-MM-DD."}
TOOLS: dict[str, tuple[Callable[[Json], str], Json]] = {
    "count_words": (
        count_words,
        tool(
            "Count the words of a text, parted by white space.",
            optional=("letters",),
            text={"type": "string", "description": "The text."},
            letters={"type": "integer", "minimum": 1, "description": "Count only words of so many letters or more."},
        ),
    ),
    "days_between": (
        days_between,
        tool("Days from start to end; negative when end is before start.", start=DAY, end=DAY),
    ),
}


def as_object(value: Any) -> Json | None:
    """The value when it is a JSON object, None when it is something else."""
    return cast("Json", value) if isinstance(value, dict) else None


TYPES: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list}


def check(arguments: Json, schema: Json) -> None:
    """Names, types, choices and bounds, and no more. For richer schemas use a JSON Schema library."""
    known = schema["properties"]
    for name in arguments:
        if name not in known:
            raise ToolError(f"There is no argument {name!r}. The arguments are: {', '.join(known)}.")
    for name in schema["required"]:
        if name not in arguments:
            raise ToolError(f"The argument {name!r} is missing.")
    for name, value in arguments.items():
        if trouble := wrong(value, known[name]):
            raise ToolError(f"The argument {name!r} must be {trouble}.")


def wrong(value: Any, rule: Json) -> str:
    """What a value should have been; empty when it is right."""
    kind = rule["type"]
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return f"of type {kind}"
    if "enum" in rule and value not in rule["enum"]:
        return f"one of {', '.join(map(str, rule['enum']))}"
    if "minimum" in rule and value < rule["minimum"]:
        return f"at least {rule['minimum']}"
    if "maximum" in rule and value > rule["maximum"]:
        return f"at most {rule['maximum']}"
    return ""


def call_tool(params: Json) -> Json:
    """Run a tool. What the model can put right is a result with isError, not a protocol error."""
    name = params.get("name")
    if not isinstance(name, str) or name not in TOOLS:
        raise RpcError(-32602, f"There is no tool {name!r}")
    run, listed = TOOLS[name]
    try:
        arguments = as_object(params.get("arguments", {}))
        if arguments is None:
            raise ToolError("The arguments must be an object.")
        check(arguments, listed["inputSchema"])
        return {"content": [{"type": "text", "text": run(arguments)}], "isError": False}
    except ToolError as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}


def initialize(params: Json) -> Json:
    """The opening of the legacy generation: agree on a version."""
    wanted = params.get("protocolVersion")
    version = wanted if wanted in LEGACY else LEGACY[0]
    return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": SERVER}


def discover(params: Json) -> Json:
    """What a modern client asks first."""
    del params
    return {
        "supportedVersions": list(MODERN),
        "capabilities": {"tools": {}},
        "ttlMs": 3_600_000,
        "cacheScope": "public",
    }


def list_tools(params: Json) -> Json:
    """All tools, in the order of TOOLS; legacy clients ignore the cache hints."""
    del params
    tools = [{"name": name, **listed} for name, (_, listed) in TOOLS.items()]
    return {"tools": tools, "ttlMs": 3_600_000, "cacheScope": "public"}


METHODS: dict[str, Callable[[Json], Json]] = {
    "initialize": initialize,
    "ping": lambda params: {},
    "server/discover": discover,
    "tools/list": list_tools,
    "tools/call": call_tool,
}


def answer(method: str, params: Json) -> Json:
    """The result of one request. In the modern generation results also say their type and their server."""
    version = (as_object(params.get("_meta")) or {}).get(VERSION_KEY)
    if version is not None and version not in MODERN:
        raise RpcError(-32022, "Unsupported protocol version", {"supported": list(MODERN), "requested": version})
    if method not in METHODS:
        raise RpcError(-32601, f"Method not found: {method}")
    result = METHODS[method](params)
    if version is None:
        return result
    return result | {"resultType": "complete", "_meta": {"io.modelcontextprotocol/serverInfo": SERVER}}


def handle(line: bytes) -> Json | None:
    """The reply to one line, or None when it gets none. Whatever goes wrong becomes a reply: the server goes on."""
    reply: Json = {"jsonrpc": "2.0", "id": None}
    try:
        message = as_object(json.loads(line))
        if message is None or not isinstance(message.get("method"), str):
            raise RpcError(-32600, "Not a request")
        if "id" not in message:
            return None
        reply["id"] = message["id"]
        params = as_object(message.get("params", {}))
        if params is None:
            raise RpcError(-32602, "params must be an object")
        return reply | {"result": answer(message["method"], params)}
    except RpcError as error:
        return reply | {"error": error.error}
    except Exception as error:
        if reply["id"] is None:
            return reply | {"error": {"code": -32700, "message": "This line is not JSON"}}
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return reply | {"error": {"code": -32603, "message": "Internal error; see the server's log"}}


def main() -> None:
    """Answer line by line until stdin ends."""
    wire, sys.stdout = sys.stdout.buffer, sys.stderr  # a stray print goes to the log, not into the protocol
    for line in sys.stdin.buffer:
        if line.strip() and (reply := handle(line)) is not None:
            wire.write(json.dumps(reply).encode() + b"\n")
            wire.flush()


if __name__ == "__main__":
    main()
