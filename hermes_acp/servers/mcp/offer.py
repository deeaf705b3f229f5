"""The seam between the protocol and what is served over it: tools, resources, prompts, changes.

The engine speaks MCP and knows no agent; an offer knows what it has and no protocol. Hermes is one offer; the fixtures
of the official conformance suite, in our tests, are another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.capabilities import ServerAbilities
from hermes_acp_protocol.mcp.content import Contents
from hermes_acp_protocol.mcp.definitions import (
    Implementation,
    PromptDefinition,
    ResourceDefinition,
    TemplateDefinition,
    ToolDefinition,
)
from hermes_acp_protocol.mcp.results import CallResult, InputRequired, PromptResult

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.asker import Asker

MOST_COMPLETIONS = 100
"""Values in one answer to ``completion/complete``, by the specification."""


class Front(Protocol):
    """What is known before anything is loaded: enough to greet a client and list the tools."""

    @property
    def info(self) -> Implementation:
        """Who we are."""
        ...

    @property
    def abilities(self) -> ServerAbilities:
        """What is offered."""
        ...

    @property
    def instructions(self) -> str | None:
        """Words for the model of the client."""
        ...

    def tools(self) -> Sequence[ToolDefinition]:
        """The tools, always in the same order."""
        ...

    def templates(self) -> Sequence[TemplateDefinition]:
        """The families of resources."""
        ...


class Unknown(Exception):
    """There is no such resource, prompt or reference; the message is a sentence."""


class Started(NamedTuple):
    """A call that goes on as a task."""

    task: JsonObject
    """The task's state, as ``tasks/get`` gives it."""


class Completion(NamedTuple):
    """What could stand where somebody is typing."""

    values: Sequence[str] = ()
    more: bool = False
    """Whether there are more than are given."""


class Watched(NamedTuple):
    """What a client wants to hear of. The set grows and shrinks while it is watched."""

    uris: set[str]
    tools: bool = False
    prompts: bool = False
    resources: bool = False
    tasks: frozenset[str] = frozenset()
    roots: Callable[[], tuple[str, ...]] = tuple
    """The directories that the client says its user works in, as far as it said it."""


Tell = Callable[[str, JsonObject], Awaitable[None]]
"""Sends a notification by its method."""


class Offer(Front, Protocol):
    """Everything that is served."""

    async def call(
        self, name: str, arguments: Mapping[str, JsonValue], asker: Asker
    ) -> CallResult | InputRequired | Started:
        """Call a tool. ``Unknown`` when there is none of that name; whatever else goes wrong is a failed result."""
        ...

    async def resources(self, cursor: str | None) -> tuple[Sequence[ResourceDefinition], str | None]:
        """A page of resources, and the cursor of the next. ValueError for a cursor that is not ours."""
        ...

    async def read(self, uri: str, asker: Asker) -> Sequence[Contents] | InputRequired:
        """What a resource holds. ``Unknown``."""
        ...

    async def prompts(self) -> Sequence[PromptDefinition]:
        """The prompts."""
        ...

    async def prompt(self, name: str, arguments: Mapping[str, str], asker: Asker) -> PromptResult | InputRequired:
        """A prompt with its arguments put in. ``Unknown``; ValueError when an argument is missing."""
        ...

    async def complete(
        self, reference: JsonObject, argument: str, value: str, given: Mapping[str, str], asker: Asker
    ) -> Completion:
        """What could stand for an argument of a prompt, or of a template, given the others. ``Unknown``."""
        ...

    async def watch(self, watched: Watched, tell: Tell) -> None:
        """Tell of changes until cancelled."""
        ...

    async def task(self, method: str, params: JsonObject, asker: Asker) -> JsonObject:
        """Serve a method of tasks, of 2025-11-25 or of the extension. ``Unknown``."""
        ...
