"""The envelope of the modern era: what every request says about itself, and every result about its server.

A request without it is a legacy one; one that has it in part is an error.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic#request-metadata
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.jsonrpc import Id
from hermes_acp_protocol.mcp.codes import bad_params, unsupported_version
from hermes_acp_protocol.mcp.definitions import Implementation, read_implementation
from hermes_acp_protocol.mcp.eras import MODERN_VERSIONS, VERSIONS
from hermes_acp_protocol.mcp.fields import table, text

PREFIX: Final = "io.modelcontextprotocol/"
VERSION: Final = PREFIX + "protocolVersion"
CAPABILITIES: Final = PREFIX + "clientCapabilities"
CLIENT_INFO: Final = PREFIX + "clientInfo"
LOG_LEVEL: Final = PREFIX + "logLevel"
SERVER_INFO: Final = PREFIX + "serverInfo"
SUBSCRIPTION: Final = PREFIX + "subscriptionId"
"""On notifications: the id of the listen request they belong to."""
PROGRESS_TOKEN: Final = "progressToken"

CacheScope = Literal["private", "public"]


class Envelope(NamedTuple):
    """What a modern request says about itself."""

    version: str
    capabilities: JsonObject
    client: Implementation | None = None
    log_level: str | None = None

    def json(self) -> JsonObject:
        """The members of ``_meta``."""
        meta: JsonObject = {VERSION: self.version, CAPABILITIES: self.capabilities}
        if self.client is not None:
            meta[CLIENT_INFO] = self.client.json()
        if self.log_level is not None:
            meta[LOG_LEVEL] = self.log_level
        return meta


def with_meta(params: JsonObject, meta: JsonObject) -> JsonObject:
    """The params with more members in their ``_meta``."""
    return {**params, "_meta": {**table(params, "_meta"), **meta}} if meta else params


def read_envelope(params: JsonObject) -> Envelope | None:
    """The envelope of a request; None for a legacy one.

    Raises `RpcError`: -32602 when a part is missing, -32022 for a version we do not speak without a handshake.
    """
    meta = params.get("_meta")
    if not isinstance(meta, dict) or not (VERSION in meta or CAPABILITIES in meta):
        return None
    version, capabilities = text(meta, VERSION), meta.get(CAPABILITIES)
    if version is None:
        raise bad_params(f"_meta.{VERSION}", "a protocol version is needed")
    if version not in MODERN_VERSIONS:
        raise unsupported_version(version, VERSIONS)
    if not isinstance(capabilities, dict):
        raise bad_params(f"_meta.{CAPABILITIES}", "an object is needed")
    return Envelope(version, capabilities, read_implementation(meta.get(CLIENT_INFO)), text(meta, LOG_LEVEL))


def progress_token(params: JsonObject) -> Id:
    """The token under which whoever asked wants to hear of progress; None when they do not."""
    token = table(params, "_meta").get(PROGRESS_TOKEN)
    return token if isinstance(token, str | int | float) and not isinstance(token, bool) else None


def complete(
    result: JsonObject,
    server: Implementation | None = None,
    *,
    kind: str = "complete",
    ttl: int | None = None,
    scope: CacheScope = "private",
) -> JsonObject:
    """A result as the modern era wants it: with its kind, its server, and how many milliseconds it holds."""
    finished: JsonObject = {"resultType": kind, **result}
    if ttl is not None:
        finished |= {"ttlMs": ttl, "cacheScope": scope}
    return with_meta(finished, {SERVER_INFO: server.json()}) if server else finished
