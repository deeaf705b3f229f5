"""What every session of a process works with, built once by ``app`` and handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from hermes_acp.agent.job import Reviewer
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.turns import Prompt
    from hermes_acp.approval.approver import Ask, Audit
    from hermes_acp.approval.decision import Mode, Setting
    from hermes_acp.mcp_client.fleet import Face, Setup
    from hermes_acp.models.market import Market
    from hermes_acp.models.model import Model
    from hermes_acp.privacy.secrets import Redactor
    from hermes_acp.references.kinds import ReferenceKind
    from hermes_acp.store.store import Store
    from hermes_acp_skills.catalog import Catalog
    from hermes_acp_tools.host import Host
    from hermes_acp_tools.toolset import Toolset

    RunCommand = Callable[[], Awaitable[str]]
    """Carries out a slash command and returns what the person reads, in markdown."""
    ExpandCommand = Callable[[], Awaitable[Prompt]]
    """Makes what the model is to read of a slash command."""


class Found:
    """The slash command that a prompt is: something to run, something that makes a prompt for the model, or both.

    With both, it is run beside a turn that is running, and a prompt otherwise.
    """

    def __init__(
        self, name: str, run: RunCommand | None, expand: ExpandCommand | None = None, at_once: bool = False
    ) -> None:
        """``name`` is without the slash; ``at_once`` means that it does not wait for the running turn."""
        self.name = name
        self.run = run
        self.expand = expand
        self.at_once = at_once


class Commands(Protocol):
    """The slash commands, the same for every face."""

    def find(self, session: Session, text: str) -> Found | None:
        """The command that a prompt is; None when it is for the model."""
        ...

    def listing(self, session: Session) -> tuple[tuple[str, str, str | None], ...]:
        """Name without slash, description and input hint of each that this session has."""
        ...


class MakeReviewer(Protocol):
    """Builds what stands before the tool calls of one session."""

    async def __call__(self, setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> Reviewer:
        """``setting`` is read anew for every decision; ``ask`` is None when there is nobody to ask.

        ``audit`` is told of every decision.
        """
        ...


class Compression(NamedTuple):
    """When a long conversation is made shorter for the model."""

    enabled: bool = True
    """Whether anything happens by itself; ``/compact`` works always."""
    threshold: float = 0.5
    """Share of the model's window that may be full."""
    first: int = 3
    """Messages at the start that stay."""
    last: int = 20
    """Messages at the end that stay, at most."""
    seconds: float = 120.0
    """Time a model has for a summary."""


class Defaults(NamedTuple):
    """Settings a session starts with."""

    model: str
    """``provider:model``."""
    mode: Mode = "ask"
    max_requests: int = 100
    """Model requests a turn may make."""
    effort: str | None = None
    """Thought level asked of the model; None leaves it to the provider."""
    when_busy: Literal["queue", "steer"] = "queue"
    """What becomes of a prompt that comes while a turn runs."""
    attach_share: float = 0.25
    """The part of the model's window that what a prompt points at may use."""
    compression: Compression = Compression()


class Services(NamedTuple):
    """The parts a session is made of."""

    store: Store
    open_model: Callable[[str], Awaitable[Model]]
    """A model by its name, ready to be asked. AuthRequired or ConfigError when it cannot be."""
    load_toolset: Callable[[], Toolset]
    new_host: Callable[[str, Sequence[str]], Host]
    """This machine as a host, given the directory for output too long for the model, and the workspace's roots."""
    make_reviewer: MakeReviewer
    load_commands: Callable[[], Commands]
    defaults: Callable[[], Defaults]
    """Read anew for each session that is opened, so that a changed config counts. Blocks."""
    fresh_defaults: Callable[[str | None], Defaults]
    """The same for a new session and the model it is wished with, if any. Asks nobody; AuthRequired or ConfigError
    when the model could not be asked. Blocks."""
    state_dir: str
    """``$HERMES_HOME``, absolute."""
    market: Callable[[], Market]
    """Who can be asked for models."""
    load_skills: Callable[[str], Catalog]
    """The skills that count in a directory. Blocks."""
    redactor: Callable[[], Redactor | None] | None = None
    """What masks secrets; None when nothing is to be masked. Blocks the first time."""
    open_auxiliary: Callable[[str, str], Awaitable[Model]] | None = None
    """The model for a task beside the conversation, such as ``compression``, given the session's own model."""
    open_servers: Callable[[Session, Face], Awaitable[Setup | None]] | None = None
    """The MCP servers of a session, not started yet; None when it has none."""
    further_kinds: Callable[[Session], Sequence[ReferenceKind]] | None = None
    """Kinds of ``@`` references beside files, changes, pages and symbols: sessions, skills, memory, MCP."""
    follow: Callable[[Session], None] | None = None
    """Keeps an open session in step with its settings from now on. Returns at once; calling it again is harmless."""
