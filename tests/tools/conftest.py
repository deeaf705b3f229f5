"""A workbench on a real directory of this machine, and a way to call a tool as the agent does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hermes_acp_tools.builtin import builtin_tools
from hermes_acp_tools.hosts.local import LocalHost
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


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    work = (tmp_path / "work").resolve()
    work.mkdir()
    spill = str(tmp_path / "spill")
    host = LocalHost(spill_dir=spill, roots=(str(work),))
    bench = Workbench(host, str(work), (str(work),), spill)
    yield Bench(work, bench)
    if bench.shell is not None:
        await bench.shell.close()
