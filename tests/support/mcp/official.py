"""A server made with the official SDK: over stdio when run as a program, over HTTP on a loopback port when asked to.

``python official.py stdio`` or ``python official.py http PORT``.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp_types import ImageContent, TextContent, ToolAnnotations
from pydantic import BaseModel, Field


class Sum(BaseModel):
    """Two numbers put together."""

    total: int


def made() -> MCPServer:
    """The server."""
    server = MCPServer("official", instructions="Add numbers here.", version="1")

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def add(a: int, b: Annotated[int, Field(description="the other")]) -> Sum:
        """Add two numbers."""
        return Sum(total=a + b)

    @server.tool()
    async def steps(context: Context[Any], count: int) -> str:
        """Report progress."""
        for step in range(count):
            await context.report_progress(step + 1, count, f"step {step + 1}")
        return "done"

    @server.tool()
    def picture() -> list[TextContent | ImageContent]:
        """A picture."""
        return [TextContent(text="Here:"), ImageContent(data="aGk=", mime_type="image/png")]

    @server.tool()
    def fail() -> str:
        """Break."""
        raise ValueError("no luck")

    @server.resource("note://{name}")
    def note(name: str) -> str:
        """A note."""
        return f"This is {name}."

    @server.prompt()
    def review(topic: str) -> str:
        """Review something."""
        return f"Review {topic}."

    return server


def main() -> None:
    """Serve."""
    if sys.argv[1] == "stdio":
        made().run()
    else:
        made().run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))


if __name__ == "__main__":
    main()
