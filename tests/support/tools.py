"""Tools that do what a test says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from hermes_acp_tools.action import Access, Action, Capability, PathUse
from hermes_acp_tools.result import ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

ANYTHING: Mapping[str, object] = {"type": "object", "properties": {}}


async def nothing(arguments: Mapping[str, object]) -> str:
    return "done"


@dataclass
class Doing:
    """A tool with a capability and the paths its argument ``paths`` names."""

    name: str
    capability: Capability = "read"
    does: Callable[[Mapping[str, object]], Awaitable[str]] = nothing
    description: str = "Does something."
    kind: Kind = "other"
    schema: Mapping[str, object] = field(default_factory=lambda: ANYTHING)

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        access: Access = "write" if self.capability == "write" else "read"
        paths = cast("Sequence[str]", arguments.get("paths", ()))

        async def run() -> ToolResult:
            return ToolResult(await self.does(arguments))

        uses = tuple(PathUse(path, path, access) for path in paths)
        return Prepared(self.name, self.kind, Action(self.name, self.capability, uses, arguments=arguments), run)
