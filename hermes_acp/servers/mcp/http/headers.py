"""What the headers of a modern request must say: the same as its body, for those who route by headers alone.

Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-headers
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, UNSUPPORTED_VERSION, RpcError
from hermes_acp_protocol.mcp.codes import HEADER_MISMATCH, MISSING_CAPABILITY
from hermes_acp_protocol.mcp.eras import MODERN_VERSIONS
from hermes_acp_protocol.mcp.fields import table, text
from hermes_acp_protocol.mcp.meta import CAPABILITIES, VERSION
from hermes_acp_protocol.mcp.methods import NAMED_BY

if TYPE_CHECKING:
    from hermes_acp_protocol.framing import JsonObject

SAID_VERSION = "mcp-protocol-version"
METHOD = "mcp-method"
NAME = "mcp-name"
STATUSES = {METHOD_NOT_FOUND: 404, HEADER_MISMATCH: 400, MISSING_CAPABILITY: 400, UNSUPPORTED_VERSION: 400}


def is_modern(headers: Mapping[str, str], params: JsonObject) -> bool:
    """Whether a request is of the modern era, by its body or by its header."""
    meta = table(params, "_meta")
    return VERSION in meta or CAPABILITIES in meta or headers.get(SAID_VERSION) in MODERN_VERSIONS


def mismatch(headers: Mapping[str, str], method: str, params: JsonObject) -> RpcError | None:
    """What a header of a modern request says otherwise than the body, or does not say; None when all is well."""
    version = text(table(params, "_meta"), VERSION)
    named = text(params, NAMED_BY[method]) if method in NAMED_BY else None
    for header, wanted in ((SAID_VERSION, version), (METHOD, method), (NAME, named)):
        if wanted is None:
            continue
        said = headers.get(header)
        if said is None or decoded(said) != wanted:
            trouble = "is missing" if said is None else "says something else than the body"
            return RpcError(HEADER_MISMATCH, f"The header {header} {trouble}.", {"header": header})
    return None


def decoded(value: str) -> str | None:
    """A header's value; in the form ``=?base64?…?=`` where it was not plain. None when it cannot be read."""
    value = value.strip()
    if not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except ValueError:
        return None


def status_of(error: RpcError) -> int:
    """The status of an answer that is an error (modern)."""
    path = error.data.get("path") if isinstance(error.data, dict) else None
    if isinstance(path, str) and path.startswith("_meta"):
        return 400
    return STATUSES.get(error.code, 200)
