"""Commands that show something and change nothing."""

from __future__ import annotations

from hermes_acp import __version__
from hermes_acp.agent.session import Session


async def tools(session: Session, rest: str) -> str:
    """List the tools."""
    toolset = session.services.load_toolset()
    return "\n".join(f"- `{tool.name}`: {tool.description.splitlines()[0]}" for tool in toolset)


async def version(session: Session, rest: str) -> str:
    """Show the version."""
    return f"Hermes {__version__}"
