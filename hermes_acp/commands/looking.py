"""Commands that show something and change nothing."""

from __future__ import annotations

from hermes_acp import __version__
from hermes_acp.agent.session import Session


async def tools(session: Session, rest: str) -> str:
    """List the tools."""
    toolset = session.services.load_toolset()
    return "\n".join(f"- `{tool.name}`: {tool.description.splitlines()[0]}" for tool in toolset)


async def usage(session: Session, rest: str) -> str:
    """Show the tokens."""
    spent = session.spent
    if spent.input is None:
        return "No model has said yet what it used."
    parts = [f"{spent.input:,} tokens in"]
    if spent.cached:
        parts.append(f"{spent.cached:,} of them from the cache")
    parts.append(f"{spent.output or 0:,} out")
    return ", ".join(parts) + "."


async def version(session: Session, rest: str) -> str:
    """Show the version."""
    return f"Hermes {__version__}"
