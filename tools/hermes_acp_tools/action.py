"""The facts about something a tool is about to do, for whoever must decide whether it may.

An action says what would be touched, never whether that is fine: no policy lives here. Every tool, whatever
its origin (built in, MCP, plugin), describes itself in these terms, so one engine can judge them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Capability = Literal["read", "write", "execute", "fetch", "mcp", "internal"]
"""What an action does to the world; ``internal`` touches nothing outside the session (a plan, a skill text)."""

Access = Literal["read", "write", "delete", "list"]


class PathUse(Struct, frozen=True):
    """One path an action touches."""

    given: str
    """The path as the model wrote it."""
    resolved: str
    """Absolute, symlinks followed as far as the path exists. Decided on and acted on alike."""
    access: Access
    based_on: str = ""
    """SHA-256 (hex) of the content a change was made of. It may be text that an editor holds and has not saved."""


class Action(Struct, frozen=True):
    """One thing a tool is about to do."""

    tool: str
    """Machine name of the tool, as the model calls it; for ``mcp``, ``<server>__<the server's own name for it>``."""
    capability: Capability
    paths: tuple[PathUse, ...] = ()
    """Every path it touches, known before it runs. A shell command's paths are found by the policy."""
    command: str | None = None
    """The shell command line, exactly as it would run; only for ``execute``."""
    cwd: str | None = None
    """Absolute directory in which the command would run."""
    url: str | None = None
    """The address it would fetch; only for ``fetch``."""
    server: str | None = None
    """Name of the MCP server; only for ``mcp``."""
    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    """The tool's arguments, to be shown whole to a person and never used to decide."""
    sandbox: Literal["", "inside", "outside"] = ""
    """For a command: ``inside`` when it will run where nothing it does can leave the workspace or reach the network,
    ``outside`` when it asks to leave such a place, empty when there is none."""
    side_by_side: bool = False
    """For a tool of an MCP server: the person said that such tools may run beside one another."""
    vouched: bool = False
    """For a tool of an MCP server: the person vouches for what it gives back, so that it is not read as strangers'."""
    changed: str = ""
    """For a tool of an MCP server that is not what it was when it was last allowed: a diff of its definition."""
    origin: str = "model"
    """Who wants it: ``user`` for what a prompt points at, ``model``, ``skill:<name>``, ``mcp:<server>``,
    ``subagent:<id>``."""
