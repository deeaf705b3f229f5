"""The manners of MCP's two sides on a peer.

A cancelled request gets no answer at all in MCP. A server answers what it cannot read; a client does not, for what
breaks its wire is a banner some server printed, and in the modern era a client never answers anything.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation
"""

from __future__ import annotations

from hermes_acp_protocol.dialect import Dialect
from hermes_acp_protocol.mcp.methods import CANCELLED

SERVER = Dialect(cancel=CANCELLED, answers_cancelled=False, answers_broken=True)
"""For a peer that serves an MCP client."""
CLIENT = Dialect(cancel=CANCELLED, answers_cancelled=False, answers_broken=False)
"""For a peer that uses an MCP server."""
