"""The tools as plain data: definitions, what they need, and which function carries each out."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.servers.mcp.catalogue import looking, reading, running
from hermes_acp.servers.mcp.catalogue.entry import Served
from hermes_acp.servers.mcp.terms import Terms
from hermes_acp_protocol.mcp.definitions import ToolDefinition

SERVED: tuple[Served, ...] = (*running.SERVED, *reading.SERVED, *looking.SERVED)
"""In the order in which they are listed."""


def allowed(terms: Terms) -> dict[str, Served]:
    """The tools of our own that the terms allow, by name."""
    return {served.definition.name: served for served in SERVED if terms.run or not served.runs}


def offered(terms: Terms) -> Sequence[ToolDefinition]:
    """What ``tools/list`` answers: the same as allowed, and the tools of the agent that were named."""
    definitions = [served.definition for served in allowed(terms).values()]
    if terms.exposed:
        from hermes_acp.servers.mcp.exposed import definitions_of

        definitions += definitions_of(terms.exposed)
    return definitions
