"""What differs between the protocols that stand on JSON-RPC: how a request is ended, and what broken lines get.

The peer is told once, by whoever makes it. ``ACP`` is the default; ``mcp/dialect.py`` has those of MCP.
"""

from __future__ import annotations

from typing import NamedTuple

from hermes_acp_protocol.jsonrpc import CANCEL_REQUEST


class Dialect(NamedTuple):
    """The manners of one protocol."""

    cancel: str = CANCEL_REQUEST
    """The notification that asks to end one request; its ``requestId`` says which."""
    answers_cancelled: bool = True
    """A request that was cancelled is answered all the same; false: nothing more is sent for it."""
    answers_broken: bool = True
    """A line that is no message gets an error answer; false: it is passed over with a line in the log."""


ACP = Dialect()
"""The Agent Client Protocol: every request gets an answer, and so does every broken line."""
