"""The error codes that MCP adds to JSON-RPC's, and the errors themselves.

Source: https://modelcontextprotocol.io/specification/2026-07-28/basic#error-codes
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, UNSUPPORTED_VERSION, JsonObject, JsonValue, RpcError
from hermes_acp_protocol.mcp.eras import VERSIONS

HEADER_MISMATCH: Final = -32020
"""HTTP: a header says something else than the body."""
MISSING_CAPABILITY: Final = -32021
"""The request needs something its client did not declare."""
OLD_RESOURCE_NOT_FOUND: Final = -32002
"""What legacy servers answer for an unknown resource; modern ones say -32602."""
OLD_URL_ELICITATION: Final = -32042
"""What servers of 2025-11-25 answer when a person must open an address first."""


def unsupported_version(asked: str, supported: Sequence[str] = VERSIONS) -> RpcError:
    """The error for a revision a server does not speak; names those it does."""
    data: JsonObject = {"supported": list[JsonValue](supported), "requested": asked}
    return RpcError(UNSUPPORTED_VERSION, f"There is no protocol version {asked!r} here.", data)


def missing_capability(needed: JsonObject) -> RpcError:
    """The error for a request whose client lacks capabilities; they are named as a client would declare them."""
    return RpcError(MISSING_CAPABILITY, "This needs what the client cannot do.", {"requiredCapabilities": needed})


def supported_versions(error: RpcError) -> tuple[str, ...]:
    """The revisions that an error of the kind `unsupported_version` names; none when it is another."""
    if error.code != UNSUPPORTED_VERSION or not isinstance(error.data, dict):
        return ()
    named = error.data.get("supported")
    return tuple(version for version in named if isinstance(version, str)) if isinstance(named, list) else ()


def bad_params(path: str, why: str) -> RpcError:
    """The error for parameters that cannot be used."""
    return RpcError(INVALID_PARAMS, f"{path}: {why}.", {"path": path})
