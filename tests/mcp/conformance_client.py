"""Our client as the official conformance suite drives a client: its address comes last, the scenario by environment.

``python conformance_client.py http://127.0.0.1:PORT/mcp``. Every tool is called once, with arguments made from its
schema; questions are answered with the defaults of their forms; a sign-in follows redirects as a browser would.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import urllib.request
from contextlib import AsyncExitStack
from typing import Any, Literal, cast
from urllib.parse import urljoin

from hermes_acp.mcp_client import forms
from hermes_acp.mcp_client.answering import Answering, Caller
from hermes_acp.mcp_client.config import ServerConfig, SignIn
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.http import load, opened
from hermes_acp.mcp_client.login import signing_in
from hermes_acp.mcp_client.server import Server
from hermes_acp.mcp_client.states import Patience
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue, RpcError
from hermes_acp_protocol.mcp.eras import MODERN_VERSIONS
from hermes_acp_protocol.mcp.questions import Address, ElicitAnswer, Form

SCENARIO = os.environ.get("MCP_CONFORMANCE_SCENARIO", "")
CONTEXT: dict[str, Any] = json.loads(os.environ.get("MCP_CONFORMANCE_CONTEXT") or "{}")
VERSION = os.environ.get("MCP_CONFORMANCE_PROTOCOL_VERSION", "")
CLIENT_DOCUMENT = "https://conformance-test.local/client-metadata.json"
"""What the suite's own clients give as their description."""


async def main(url: str) -> int:
    """Connect, use everything once, leave."""
    await asyncio.to_thread(load)
    config = ServerConfig("it", "user", "http", url=url, protocol=protocol(), sign_in=sign_in(), call_timeout=20)
    home = tempfile.mkdtemp()
    async with AsyncExitStack() as stack:
        auth = await stack.enter_async_context(signing_in(config, home, visit)) if "auth" in SCENARIO else None
        answering = Answering(config, ("/",), asks_person=True)
        server = Server(config, lambda: opened(config, home, auth), answering, Patience(delays=()))
        stack.push_async_callback(server.close)
        await server.connection()
        for name, arguments in calls(server):
            try:
                await server.call(name, arguments, Caller(accept))
            except (ServerFault, RpcError) as error:
                print(f"{name}: {error}", file=sys.stderr)
    return 0


def calls(server: Server) -> list[tuple[str, JsonObject]]:
    """The calls the scenario wants, or each tool once."""
    if wanted := cast("list[dict[str, Any]]", CONTEXT.get("toolCalls")):
        return [(call["name"], call["arguments"]) for call in wanted]
    return [(tool.name, cast("JsonObject", sample(tool.input_schema))) for tool in server.offer.tools.usable]


def protocol() -> Literal["auto", "stateless"]:
    """The era the scenario is about."""
    return "stateless" if VERSION in MODERN_VERSIONS else "auto"


def sign_in() -> SignIn:
    """What the scenario gives a client to sign in with."""
    given = cast("dict[str, str]", CONTEXT)
    document = CLIENT_DOCUMENT if "cimd" in SCENARIO else None
    return SignIn(given.get("client_id"), given.get("client_secret"), client_metadata_url=document)


async def visit(url: str) -> None:
    """Go to a page and follow where it sends us, as a browser."""
    await asyncio.to_thread(follow, url)


def follow(url: str) -> None:
    """Redirects are followed across hosts of this machine."""
    with urllib.request.urlopen(urljoin(url, url), timeout=20) as page:
        page.read()


async def accept(name: str, asked: Form | Address) -> ElicitAnswer:
    """Yes, with what the form proposes."""
    if isinstance(asked, Address):
        return ElicitAnswer("accept")
    content = forms.fitting(asked.schema, {})
    return ElicitAnswer("accept", content if content is not None else cast("JsonObject", sample(asked.schema)))


def sample(schema: JsonObject) -> JsonValue:
    """Something that fits a schema."""
    if "default" in schema:
        return schema["default"]
    if isinstance(words := schema.get("enum"), list) and words:
        return words[0]
    match schema.get("type"):
        case "object":
            properties = schema.get("properties")
            inner = properties.items() if isinstance(properties, dict) else ()
            return {name: sample(field) for name, field in inner if isinstance(field, dict)}
        case "array":
            return []
        case "integer" | "number":
            return 5
        case "boolean":
            return True
        case _:
            return "test"


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
