"""The tools every session has. Listing them imports neither pydantic nor the tools themselves."""

from __future__ import annotations

from hermes_acp_tools.lazy import LazyTool
from hermes_acp_tools.schemas import TOOLS
from hermes_acp_tools.toolset import Toolset


def builtin_tools() -> Toolset:
    """All built-in tools, in the order the model sees them."""
    return Toolset(LazyTool(data) for data in TOOLS)


def warm() -> None:
    """Import what the first calls will need. Takes a tenth of a second: for a thread, after the first answers."""
    for data in TOOLS:
        LazyTool(data).load()
