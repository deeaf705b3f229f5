"""``hermes mcp serve`` as a real process, driven by the client of the official SDK."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from mcp.client.session import ElicitationFnT
from mcp_types import CallToolResult

from mcp import Client, StdioServerParameters

ERAS = ("legacy", "2026-07-28")
"""The two ways in which the SDK's client speaks."""
WRITE = {"call": {"name": "write_file", "arguments": {"path": "new.txt", "content": "new\n"}}}
"""A step of a script that needs a person's word."""


@dataclass
class Desk:
    """Where a server works, and what its model says."""

    home: Path
    work: Path

    def script(self, *replies: Sequence[Mapping[str, object]]) -> None:
        """What the model answers, request by request."""
        (self.home / "script.json").write_text(json.dumps(replies))

    def environment(self) -> dict[str, str]:
        """The variables of a server."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        script = self.home / "script.json"
        return {
            **kept,
            "HERMES_HOME": str(self.home / ".hermes"),
            "HERMES_MODEL": f"scripted:{script}",
            "HERMES_SANDBOX": "off",
        }

    def command(self, *arguments: str, workspace: bool = True) -> StdioServerParameters:
        """How a client starts the server."""
        place = ["--workspace", str(self.work)] if workspace else []
        return StdioServerParameters(
            command=sys.executable,
            args=["-m", "hermes_acp", "mcp", "serve", *place, *arguments],
            env=self.environment(),
            cwd=str(self.work),
        )

    @asynccontextmanager
    async def client(
        self, era: str, *arguments: str, answers: ElicitationFnT | None = None, workspace: bool = True, **more: Any
    ) -> AsyncGenerator[Client]:
        """A client connected to a new server."""
        server = self.command(*arguments, workspace=workspace)
        async with Client(server, mode=era, elicitation_callback=answers, **more) as client:
            yield client


def told(result: CallToolResult) -> dict[str, Any]:
    """What a tool gave back, for programs; it must have worked."""
    assert not result.is_error, result.content
    return cast("dict[str, Any]", result.structured_content)


def words(result: CallToolResult) -> str:
    """What a tool gave back, for models."""
    return "\n".join(block.text for block in result.content if block.type == "text")
