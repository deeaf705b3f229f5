"""The answer to ``initialize`` in version 2: what version 1 says, in its other shape. Pure, and importing nothing.

Source: https://agentclientprotocol.com/protocol/v2/initialization
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hermes_acp_protocol.framing import JsonObject, JsonValue

BASELINE = ("list", "resume", "close")
"""Session methods that every agent of this version has."""


def from_first(answer: JsonObject) -> JsonObject:
    """The answer of version 1 as version 2 has it."""
    first = member(answer, "agentCapabilities")
    session: JsonObject = {
        name: value for name, value in member(first, "sessionCapabilities").items() if name not in BASELINE
    }
    prompt = member(first, "promptCapabilities")
    session["prompt"] = {name: {} for name, offered in prompt.items() if offered is True}
    servers = member(first, "mcpCapabilities")
    session["mcp"] = {"stdio": {}, **{name: {} for name in ("http", "acp") if servers.get(name) is True}}
    capabilities: JsonObject = {"session": session}
    for name in ("providers", "_meta"):
        if name in first:
            capabilities[name] = first[name]
    if "status" in member(first, "auth"):
        capabilities["auth"] = {"status": {}}
    spelled: JsonObject = {
        "protocolVersion": 2,
        "info": answer["agentInfo"],
        "capabilities": capabilities,
        "authMethods": [auth_method(one) for one in list_of(answer["authMethods"])],
    }
    return {**spelled, "_meta": answer["_meta"]} if "_meta" in answer else spelled


def auth_method(given: JsonValue) -> JsonValue:
    """A way to sign in."""
    assert isinstance(given, dict)
    spelled: JsonObject = {"type": "agent"}
    return {**spelled, **{"methodId" if name == "id" else name: value for name, value in given.items()}}


def member(value: JsonObject, name: str) -> JsonObject:
    """An object inside of another; empty when it is not there."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def list_of(value: JsonValue) -> list[JsonValue]:
    """A list as such."""
    assert isinstance(value, list)
    return value
