"""A tool that touches nothing outside its session, made of a function: listing, looking up, finding.

Its arguments are texts; that they are, and that those it needs are there, is checked here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from hermes_acp_tools.action import Action
from hermes_acp_tools.result import NotUnderstood, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

if TYPE_CHECKING:
    from hermes_acp_tools.tool import Tool

Texts = Mapping[str, str]
"""The arguments by name; one that was not given is an empty text."""


class InnerTool(Struct, frozen=True):
    """Implements ``Tool``."""

    name: str
    description: str
    does: Callable[[Texts], Awaitable[ToolResult]]
    """Does it. Raises ToolError."""
    title: Callable[[Texts], str]
    """What it does, in one line for a person."""
    needs: tuple[str, ...] = ()
    """Arguments that must be given."""
    takes: tuple[str, ...] = ()
    """Arguments that may be."""
    kind: Kind = "read"

    @property
    def schema(self) -> Mapping[str, object]:
        """See ``Tool.schema``."""
        texts = {name: {"type": "string"} for name in (*self.needs, *self.takes)}
        return {"type": "object", "properties": texts, **({"required": list(self.needs)} if self.needs else {})}

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        texts = {name: text_of(arguments, name) for name in (*self.needs, *self.takes)}
        missing = [name for name in self.needs if not texts[name].strip()]
        if missing:
            raise NotUnderstood(f"{' and '.join(missing)} must be given.")
        action = Action(self.name, "internal", arguments=arguments)
        return Prepared(self.title(texts), self.kind, action, lambda: self.does(texts))


def text_of(arguments: Mapping[str, object], name: str) -> str:
    """A text argument, empty when it is not given. NotUnderstood when it is something else."""
    value = arguments.get(name)
    if value is not None and not isinstance(value, str):
        raise NotUnderstood(f"{name} must be a text.")
    return value or ""


if TYPE_CHECKING:

    def is_a_tool(tool: InnerTool) -> Tool:
        """The checker proves it."""
        return tool
