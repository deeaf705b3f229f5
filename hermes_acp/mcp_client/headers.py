"""The HTTP headers that mirror a message, in either era, found out by listening to what is said.

A modern request repeats its version, its method, its name and marked arguments in headers; a legacy one repeats the
version that was agreed on. Imports the SDK's own helpers, so it is used where that is loaded.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#headers
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from hermes_acp_protocol.mcp.meta import VERSION
from hermes_acp_protocol.mcp.methods import CALL_TOOL, NAMED_BY


class Headers:
    """One connection's headers."""

    def __init__(self) -> None:
        self._agreed: str | None = None
        self._mirrored: dict[str, Mapping[tuple[str, ...], str]] = {}

    def of(self, message: Mapping[str, Any]) -> dict[str, str] | None:
        """The headers of an outgoing message; None for what carries none."""
        from mcp.shared.inbound import (
            MCP_METHOD_HEADER,
            MCP_NAME_HEADER,
            MCP_PROTOCOL_VERSION_HEADER,
            encode_header_value,
            mcp_param_headers,
        )

        method, params = message.get("method"), cast("dict[str, Any]", message.get("params") or {})
        if method == "initialize":
            return None
        version = params.get("_meta", {}).get(VERSION)
        if version is None:
            return {MCP_PROTOCOL_VERSION_HEADER: self._agreed} if self._agreed else None
        headers = {MCP_PROTOCOL_VERSION_HEADER: str(version), MCP_METHOD_HEADER: str(method)}
        name = params.get(NAMED_BY.get(str(method), ""))
        if isinstance(name, str):
            headers[MCP_NAME_HEADER] = encode_header_value(name)
            if method == CALL_TOOL:
                headers |= mcp_param_headers(self._mirrored.get(name, {}), params.get("arguments") or {})
        return headers

    def hear(self, message: dict[str, Any]) -> None:
        """Learn from an incoming message; tools whose marks are wrong are taken out of it, as the spec demands."""
        from mcp.shared.inbound import find_invalid_x_mcp_header, x_mcp_header_map

        result = message.get("result")
        if not isinstance(result, dict):
            return
        said = cast("dict[str, Any]", result)
        if isinstance(version := said.get("protocolVersion"), str):
            self._agreed = version
        if isinstance(tools := said.get("tools"), list):
            kept: list[object] = []
            for tool in cast("list[object]", tools):
                schema = cast("dict[str, Any]", tool).get("inputSchema") if isinstance(tool, dict) else None
                if isinstance(schema, dict):
                    if find_invalid_x_mcp_header(cast("dict[str, Any]", schema)) is not None:
                        continue
                    name = str(cast("dict[str, Any]", tool).get("name"))
                    self._mirrored[name] = x_mcp_header_map(cast("dict[str, Any]", schema))
                kept.append(cast("object", tool))
            said["tools"] = kept
