"""Calling tools as the agent does, on a real directory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hermes_acp_tools.builtin import builtin_tools
from hermes_acp_tools.result import ToolResult
from hermes_acp_tools.tool import Call, Prepared, Workbench


@dataclass
class Bench:
    """What a test needs to call tools."""

    work: Path
    """The workspace, resolved."""
    bench: Workbench
    live: list[str] = field(default_factory=list[str])

    async def prepare(self, name: str, **arguments: object) -> Prepared:
        tool = builtin_tools().get(name)
        assert tool is not None
        return await tool.prepare(arguments, Call("call-1", self.bench, self.live.append))

    async def do(self, name: str, **arguments: object) -> ToolResult:
        return await (await self.prepare(name, **arguments)).run()
