"""The plan: a tool by which the model shows the person what it is going to do, step by step.

It touches nothing outside the session; the plan is an event like all else, and an editor draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast, get_args

from hermes_acp.agent.events import Emit, PlanChanged, PlanEntry, PlanPriority, PlanStatus
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

if TYPE_CHECKING:
    from hermes_acp_tools.tool import Tool

SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "content": {"type": "string"},
                    "status": {"enum": ["pending", "in_progress", "completed"]},
                    "priority": {"enum": ["high", "medium", "low"]},
                },
                "required": ["content", "status"],
            },
        }
    },
    "required": ["steps"],
}


class PlanTool:
    """Implements ``Tool`` for one session."""

    name = "update_plan"
    kind: Kind = "think"
    description = (
        "Show the user your plan for work of three steps or more, and how far you are. "
        "Give the whole list each time; keep one step in_progress."
    )
    schema = SCHEMA

    def __init__(self, say: Emit) -> None:
        self._say = say

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """Read the steps. ToolError naming the first that cannot be read."""
        steps = arguments.get("steps")
        if not isinstance(steps, list):
            raise ToolError("steps must be a list of objects with content and status.")
        entries = tuple(read_step(number, step) for number, step in enumerate(cast("Sequence[object]", steps), 1))

        async def run() -> ToolResult:
            await self._say(PlanChanged(entries))
            return ToolResult("The user sees the plan.")

        return Prepared("Update the plan", self.kind, Action(self.name, "internal", arguments=arguments), run)


def read_step(number: int, step: object) -> PlanEntry:
    """One step of the plan. ToolError when it is none."""
    data: Mapping[str, object] = cast("dict[str, object]", step) if isinstance(step, dict) else {}
    content, status, priority = data.get("content"), data.get("status"), data.get("priority", "medium")
    if not isinstance(content, str) or status not in get_args(PlanStatus) or priority not in get_args(PlanPriority):
        raise ToolError(f"Step {number} needs content and a status (pending, in_progress or completed).")
    return PlanEntry(content, cast("PlanStatus", status), cast("PlanPriority", priority))


if TYPE_CHECKING:

    def is_a_tool(tool: PlanTool) -> Tool:
        """The checker proves it."""
        return tool
