"""The one stream of events: everything a session says while it works.

A turn speaks only through these. Editors, the log, usage, hooks and tests listen; none of them is called in
any other way. The shapes follow ACP version 2: messages have ids, tool calls are announced once and then
grow, live output is append-only, a turn is a state with a beginning and an end. Version 1 is rendered from it.

Events marked *durable* are in the log before any face hears of them (see ``agent/log.py``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from hermes_acp.models.message import AssistantMessage, ToolMessage, Usage, UserMessage

if TYPE_CHECKING:
    from hermes_acp.models.lists import Group
    from hermes_acp_tools.action import Capability
    from hermes_acp_tools.result import Content, Location
    from hermes_acp_tools.tool import Kind

StopReason = Literal["end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled"]
"""Why a turn ended, in ACP's words. A turn that failed has no stop reason; its ``TurnEnded`` carries an error."""

CallStatus = Literal["completed", "failed"]
Severity = Literal["info", "warning", "error"]
PlanStatus = Literal["pending", "in_progress", "completed"]
PlanPriority = Literal["high", "medium", "low"]


class TurnStarted(Struct, frozen=True):
    """A turn begins. Durable, together with the message that asked for it."""

    turn_id: str
    message: UserMessage
    """What the model reads of the person's words; what they point at follows as a ``MessageAdded``."""
    shown: str
    """What the person typed; a replay shows this."""
    command: bool = False
    """True for a slash command: the turn is shown and kept, but no model reads it."""


class PromptQueued(Struct, frozen=True):
    """A prompt waits for the running turn, to end or to take its next step. Durable, so that it is never lost."""

    turn_id: str
    """The turn it will be; for words that steer, the id of the message they will be."""
    shown: str
    steers: bool = False
    """True when it is to be read in the middle of the running turn."""


class PromptDropped(Struct, frozen=True):
    """A prompt that waited was cancelled before its turn came, or steered a turn that ended first."""

    turn_id: str


class MessageAdded(Struct, frozen=True):
    """Something was said to the model in the middle of a turn. Kept; the turn it belongs to is running."""

    message: UserMessage
    shown: str = ""
    """What the person typed, when a person said it; a replay shows this."""


class Compacted(Struct, frozen=True):
    """What lies between the first and the last messages became shorter for the model. Kept.

    The log keeps every word, so a replay shows them all; only what the model reads is folded anew.
    """

    kept_first: int
    """Messages at the start that stay as they were."""
    kept_last: int
    """Messages at the end that stay as they were."""
    summary: UserMessage | None
    """Stands in place of what lies between; None when only long tool results in it were shortened."""
    before: int
    """Tokens of the conversation before, estimated where nobody counted them."""
    after: int
    """The same after it, estimated."""
    model: str = ""
    """``provider:model`` that summed up; empty when none did."""
    usage: Usage = field(default_factory=Usage)
    """What the summary cost."""


class AgentText(Struct, frozen=True):
    """More words of the reply; consecutive ones with the same id are one message."""

    message_id: str
    text: str


class AgentThought(Struct, frozen=True):
    """More reasoning of the reply."""

    message_id: str
    text: str


class ReplyGrew(Struct, frozen=True):
    """What streamed since the last of these. Only the log says it, so that a crash costs a second of text."""

    message_id: str
    text: str


class ReplyFinished(Struct, frozen=True):
    """The model's message is whole, or as whole as it got. Durable."""

    message: AssistantMessage
    usage: Usage
    interrupted: bool = False
    """True when a failure or a cancel cut it; its calls were then never made."""


class CallAnnounced(Struct, frozen=True):
    """The model wants a tool called; nothing has been checked yet."""

    call_id: str
    name: str
    kind: Kind = "other"


class CallPrepared(Struct, frozen=True):
    """The call is understood: what it would do, before anybody decides."""

    call_id: str
    name: str
    title: str
    kind: Kind
    arguments: Mapping[str, object]
    content: tuple[Content, ...] = ()
    locations: tuple[Location, ...] = ()


class CallDecided(Struct, frozen=True):
    """What was decided about a call, for the record. Kept in the log; no face shows it."""

    call_id: str
    facts: Mapping[str, object]
    """Tool, digest of the action, verdict, rule, the person's answer, milliseconds."""


class QuestionAsked(Struct, frozen=True):
    """The session waits for a yes or a no, of whichever face gives it. Kept."""

    question_id: str
    call_id: str
    title: str


class QuestionSettled(Struct, frozen=True):
    """It waits no longer. Kept."""

    question_id: str
    call_id: str
    option: str | None
    """The option that was chosen; None when none was."""
    by: str
    """Who chose it."""


class CallStarted(Struct, frozen=True):
    """It may happen and now does. Durable before the act: after a crash the outcome is known to be unknown."""

    call_id: str
    name: str
    title: str
    kind: Kind
    arguments: Mapping[str, object]
    capability: Capability
    """What it does to the world; calls that only look need not wait for the disk."""
    rule: str
    """The rule that allowed it."""
    digest: str
    """Digest of the action that was decided on."""
    content: tuple[Content, ...] = ()
    locations: tuple[Location, ...] = ()


class CallOutput(Struct, frozen=True):
    """Live output of a running call, appended as it comes."""

    call_id: str
    text: str


class CallFinished(Struct, frozen=True):
    """A call has its answer: done, failed, refused or never made. Durable before any face hears of it."""

    call_id: str
    status: CallStatus
    message: ToolMessage
    """What the model reads."""
    title: str
    kind: Kind
    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    content: tuple[Content, ...] = ()
    locations: tuple[Location, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    seconds: float = 0.0
    """How long it ran, by the monotonic clock; 0 when it never ran."""
    cancelled: bool = False
    """True when it failed because the turn was cancelled."""


class PlanEntry(Struct, frozen=True):
    """One step of a plan."""

    content: str
    status: PlanStatus = "pending"
    priority: PlanPriority = "medium"


class PlanChanged(Struct, frozen=True):
    """The whole plan, anew. Durable."""

    entries: tuple[PlanEntry, ...]


class UsageChanged(Struct, frozen=True):
    """How full the context is."""

    used: int
    """Tokens of the last request and its reply."""
    window: int | None
    """Context length of the model; None when nobody knows."""
    dollars: float | None = None
    """What the session cost so far, at list price; None where no price is known. The session fills it in."""


class TitleChanged(Struct, frozen=True):
    """The session has a title. Durable."""

    title: str
    model: str = ""
    """``provider:model`` that made it; empty when none did."""
    usage: Usage = field(default_factory=Usage)
    """What making it cost."""


class ModeChanged(Struct, frozen=True):
    """The approval mode changed. Durable before the next decision."""

    mode: str


class ModelChanged(Struct, frozen=True):
    """Another model answers from now on. Durable."""

    model: str
    """``provider:model``."""


class OptionChanged(Struct, frozen=True):
    """A setting of the session is another one from now on. Durable."""

    name: str
    """See ``agent/options.py``."""
    value: str | bool


class ModelsListed(Struct, frozen=True):
    """The models that can be chosen now, when asking for them took a while."""

    groups: tuple[Group, ...]


class Rewound(Struct, frozen=True):
    """The conversation goes on from before a turn; that turn and what came after it no longer count. Durable.

    Nothing is taken out of the log: folds leave it out, see ``agent/past.py``.
    """

    turn_id: str
    """The first turn that no longer counts."""


class CommandsChanged(Struct, frozen=True):
    """The slash commands on offer changed."""

    commands: tuple[tuple[str, str, str | None], ...]
    """Name without slash, description, hint for its input."""


class Notice(Struct, frozen=True):
    """Something the person should know that is not part of the answer."""

    severity: Severity
    title: str
    description: str = ""


class TurnEnded(Struct, frozen=True):
    """The turn is over. Durable before the prompt is answered."""

    turn_id: str
    stop: StopReason | None
    """None when it failed."""
    error: str | None = None
    usage: Usage = field(default_factory=Usage)
    """Sum over the requests of the turn."""
    reason: str | None = None
    """Why it failed, as a word for programs: ``reason`` of the error."""


Event = (
    TurnStarted
    | PromptQueued
    | PromptDropped
    | MessageAdded
    | Compacted
    | AgentText
    | AgentThought
    | ReplyGrew
    | ReplyFinished
    | CallAnnounced
    | CallPrepared
    | CallDecided
    | QuestionAsked
    | QuestionSettled
    | CallStarted
    | CallOutput
    | CallFinished
    | PlanChanged
    | UsageChanged
    | TitleChanged
    | ModeChanged
    | ModelChanged
    | OptionChanged
    | ModelsListed
    | Rewound
    | CommandsChanged
    | Notice
    | TurnEnded
)

Emit = Callable[[Event], Awaitable[None]]
"""Says an event; returns when every listener has heard it, the log first."""
