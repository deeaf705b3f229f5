"""What each side can do, as it declares it, and the two greetings in which a server does.

A server greets in the answer to ``initialize`` (legacy) or to ``server/discover`` (modern).
Source: https://modelcontextprotocol.io/specification/2026-07-28/server/discover and
https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.definitions import Implementation, read_implementation
from hermes_acp_protocol.mcp.fields import Misread, as_object, needed, table, text, texts, without_none
from hermes_acp_protocol.mcp.meta import SERVER_INFO

TASKS_IN = "2025-11-25"
"""The one revision that has tasks in its core."""


class ClientAbilities(NamedTuple):
    """What a client can be asked for."""

    forms: bool = False
    """Elicitation by a form."""
    links: bool = False
    """Elicitation by an address to open."""
    sampling: bool = False
    sampling_tools: bool = False
    roots: bool = False
    extensions: tuple[str, ...] = ()

    def json(self) -> JsonObject:
        """The capabilities as a client declares them."""
        declared: JsonObject = {}
        if self.forms or self.links:
            declared["elicitation"] = {**({"form": {}} if self.forms else {}), **({"url": {}} if self.links else {})}
        if self.sampling:
            declared["sampling"] = {"tools": {}} if self.sampling_tools else {}
        if self.roots:
            declared["roots"] = {"listChanged": True}
        if self.extensions:
            declared["extensions"] = {name: {} for name in self.extensions}
        return declared


def read_client_abilities(declared: JsonObject) -> ClientAbilities:
    """What a client declared; an empty ``elicitation`` means forms, as before 2025-11-25."""
    asking = declared.get("elicitation")
    links = isinstance(asking, dict) and "url" in asking
    forms = isinstance(asking, dict) and ("form" in asking or not links)
    return ClientAbilities(
        forms,
        links,
        isinstance(declared.get("sampling"), dict),
        "tools" in table(declared, "sampling"),
        isinstance(declared.get("roots"), dict),
        tuple(table(declared, "extensions")),
    )


class ServerAbilities(NamedTuple):
    """What a server offers."""

    tools: bool = False
    tools_change: bool = False
    resources: bool = False
    resources_change: bool = False
    resources_subscribe: bool = False
    prompts: bool = False
    prompts_change: bool = False
    completions: bool = False
    logging: bool = False
    extensions: tuple[str, ...] = ()
    tasks: bool = False
    """Calls of tools may go on as tasks (2025-11-25 alone; younger revisions have an extension for it)."""

    def json(self) -> JsonObject:
        """The capabilities as a server declares them."""
        declared: JsonObject = {}
        if self.tools:
            declared["tools"] = {"listChanged": self.tools_change}
        if self.resources:
            declared["resources"] = {"listChanged": self.resources_change, "subscribe": self.resources_subscribe}
        if self.prompts:
            declared["prompts"] = {"listChanged": self.prompts_change}
        if self.completions:
            declared["completions"] = {}
        if self.logging:
            declared["logging"] = {}
        if self.extensions:
            declared["extensions"] = {name: {} for name in self.extensions}
        return declared


def read_server_abilities(declared: JsonObject) -> ServerAbilities:
    """What a server declared."""

    def has(name: str, member: str | None = None) -> bool:
        found = declared.get(name)
        return isinstance(found, dict) and (member is None or found.get(member) is True)

    return ServerAbilities(
        has("tools"),
        has("tools", "listChanged"),
        has("resources"),
        has("resources", "listChanged"),
        has("resources", "subscribe"),
        has("prompts"),
        has("prompts", "listChanged"),
        has("completions"),
        has("logging"),
        tuple(table(declared, "extensions")),
    )


class Greeting(NamedTuple):
    """How a server introduced itself."""

    version: str
    """The revision that is spoken from here on."""
    abilities: ServerAbilities
    info: Implementation | None = None
    instructions: str | None = None
    """Words of the server for the model."""


def read_initialized(result: JsonValue) -> Greeting:
    """The answer to ``initialize``. Misread without a version."""
    said = as_object(result, "the answer to initialize")
    return Greeting(
        needed(said, "protocolVersion"),
        read_server_abilities(table(said, "capabilities")),
        read_implementation(said.get("serverInfo")),
        text(said, "instructions"),
    )


class Discovery(NamedTuple):
    """What ``server/discover`` told."""

    versions: tuple[str, ...]
    """Revisions the server speaks; may name legacy ones."""
    abilities: ServerAbilities
    info: Implementation | None = None
    instructions: str | None = None

    def greeting(self, version: str) -> Greeting:
        """The same for the revision that was chosen."""
        return Greeting(version, self.abilities, self.info, self.instructions)


def read_discovered(result: JsonValue) -> Discovery:
    """The answer to ``server/discover``. Misread when it is no object or names no version."""
    said = as_object(result, "the answer to server/discover")
    if not (versions := texts(said, "supportedVersions")):
        raise Misread("supportedVersions must name versions")
    return Discovery(
        versions,
        read_server_abilities(table(said, "capabilities")),
        read_implementation(table(said, "_meta").get(SERVER_INFO)),
        text(said, "instructions"),
    )


def initialized(greeting: Greeting) -> JsonObject:
    """The answer to ``initialize``, as a server gives it."""
    short = greeting.version < "2025-11-25"
    declared = greeting.abilities.json()
    if greeting.abilities.tasks and greeting.version == TASKS_IN:
        declared["tasks"] = {"list": {}, "cancel": {}, "requests": {"tools": {"call": {}}}}
    return without_none(
        {
            "protocolVersion": greeting.version,
            "capabilities": declared,
            "serverInfo": greeting.info.json(short=short) if greeting.info else None,
            "instructions": greeting.instructions,
        }
    )


def discovered(versions: Sequence[str], greeting: Greeting) -> JsonObject:
    """The answer to ``server/discover``; `meta.complete` adds what every modern result carries."""
    return without_none(
        {
            "supportedVersions": list[JsonValue](versions),
            "capabilities": greeting.abilities.json(),
            "instructions": greeting.instructions,
        }
    )
