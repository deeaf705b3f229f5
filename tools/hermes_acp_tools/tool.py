"""What a tool is, and the two steps of a call: prepare says what would happen, run does it.

Between the two stands whoever decides (approval, in the agent). A tool never asks for leave and never knows
whether anybody was asked. Its schema is plain data, so listing tools to a model costs no import.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, Protocol

from msgspec import Struct, field

from hermes_acp_tools.action import Action
from hermes_acp_tools.host import Host, Shell
from hermes_acp_tools.result import Content, Location, ToolResult

Kind = Literal["read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other"]
"""What an editor draws a call as (ACP ToolKind)."""


class Workbench(Struct):
    """What the tools of one session share and keep between calls."""

    host: Host
    cwd: str
    """The session's directory: relative paths start here."""
    roots: tuple[str, ...]
    """Directories that belong to the workspace, resolved; ``cwd`` is the first."""
    spill_dir: str
    """Where output too long for the model is kept as files."""
    read_digests: dict[str, str] = field(default_factory=dict[str, str])
    """Resolved path → digest of the bytes last read or written here; an edit of other bytes is refused."""
    shell: Shell | None = None
    """The persistent shell, opened by the first command."""


class Call(Struct, frozen=True):
    """The circumstances of one call."""

    id: str
    bench: Workbench
    output: Callable[[str], None]
    """Live output for the person, appended as it comes. Never blocks."""


class Prepared(Struct, frozen=True):
    """A call that is understood and could run now."""

    title: str
    """One line for a person, such as "Edit src/app.py"."""
    kind: Kind
    action: Action
    """The facts to decide on."""
    run: Callable[[], Awaitable[ToolResult]]
    """Does it. Raises ToolError; cancellation stops it and leaves nothing half done."""
    content: tuple[Content, ...] = ()
    """What the person should see before it happens, above all the exact diff."""
    locations: tuple[Location, ...] = ()


class Tool(Protocol):
    """Something a model can call."""

    @property
    def name(self) -> str:
        """Machine name, ``[A-Za-z0-9_]``, at most 64 characters."""
        ...

    @property
    def kind(self) -> Kind:
        """How a call is drawn before it is understood."""
        ...

    @property
    def description(self) -> str:
        """The words the model reads."""
        ...

    @property
    def schema(self) -> Mapping[str, object]:
        """JSON Schema of the arguments, an object schema."""
        ...

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """Validate and look, without side effects. ToolError when the call cannot be done as asked."""
        ...
