"""Everything a session says, as types: told apart by ``type``, so that a checker knows the other keys.

    if event["type"] == "agent_text":
        print(event["text"], end="")

As the answer to ``rpc.discover`` describes them. A newer server may say more: pass over what you do not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from hermes_acp.client.parts import (
    AssistantMessage,
    CallContent,
    CallKind,
    Listing,
    Location,
    PlanEntry,
    SlashCommand,
    Tokens,
    ToolMessage,
    UserMessage,
)


class TurnStarted(TypedDict):
    """A turn begins."""

    type: Literal["turn_started"]
    turn_id: str
    message: UserMessage
    """What the model reads of the person's words; what they point at follows as a ``message_added``."""
    shown: str
    """What the person typed; a replay shows this."""
    command: bool
    """True for a slash command: the turn is shown and kept, but no model reads it."""


class PromptQueued(TypedDict):
    """A prompt waits for the running turn, to end or to take its next step."""

    type: Literal["prompt_queued"]
    turn_id: str
    """The turn it will be; for words that steer, the id of the message they will be."""
    shown: str
    steers: bool
    """True when it is to be read in the middle of the running turn."""


class PromptDropped(TypedDict):
    """A prompt that waited was cancelled before its turn came, or steered a turn that ended first."""

    type: Literal["prompt_dropped"]
    turn_id: str


class MessageAdded(TypedDict):
    """Something was said to the model in the middle of a turn."""

    type: Literal["message_added"]
    message: UserMessage
    shown: str
    """What the person typed, when a person said it; a replay shows this."""


class Compacted(TypedDict):
    """What lies between the first and the last messages became shorter for the model."""

    type: Literal["compacted"]
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
    model: str
    """``provider:model`` that summed up; empty when none did."""
    usage: Tokens
    """What the summary cost."""


class AgentText(TypedDict):
    """More words of the reply; consecutive ones with the same id are one message."""

    type: Literal["agent_text"]
    message_id: str
    text: str


class AgentThought(TypedDict):
    """More reasoning of the reply."""

    type: Literal["agent_thought"]
    message_id: str
    text: str


class ReplyFinished(TypedDict):
    """The model's message is whole, or as whole as it got."""

    type: Literal["reply_finished"]
    message: AssistantMessage
    usage: Tokens
    interrupted: bool
    """True when a failure or a cancel cut it; its calls were then never made."""


class CallAnnounced(TypedDict):
    """The model wants a tool called; nothing has been checked yet."""

    type: Literal["call_announced"]
    call_id: str
    name: str
    kind: CallKind


class CallPrepared(TypedDict):
    """The call is understood: what it would do, before anybody decides."""

    type: Literal["call_prepared"]
    call_id: str
    name: str
    title: str
    kind: CallKind
    arguments: Mapping[str, Any]
    content: Sequence[CallContent]
    locations: Sequence[Location]


class CallDecided(TypedDict):
    """What was decided about a call, for the record."""

    type: Literal["call_decided"]
    call_id: str
    facts: Mapping[str, Any]
    """Tool, digest of the action, verdict, rule, the person's answer, milliseconds."""


class QuestionAsked(TypedDict):
    """The session waits for a yes or a no, of whichever face gives it."""

    type: Literal["question_asked"]
    question_id: str
    call_id: str
    title: str


class QuestionSettled(TypedDict):
    """It waits no longer."""

    type: Literal["question_settled"]
    question_id: str
    call_id: str
    option: str | None
    """The option that was chosen; None when none was."""
    by: str
    """Who chose it."""


class CallStarted(TypedDict):
    """It may happen and now does."""

    type: Literal["call_started"]
    call_id: str
    name: str
    title: str
    kind: CallKind
    arguments: Mapping[str, Any]
    capability: Literal["read", "write", "execute", "fetch", "mcp", "internal"]
    """What it does to the world; calls that only look need not wait for the disk."""
    rule: str
    """The rule that allowed it."""
    digest: str
    """Digest of the action that was decided on."""
    content: Sequence[CallContent]
    locations: Sequence[Location]


class CallOutput(TypedDict):
    """Live output of a running call, appended as it comes."""

    type: Literal["call_output"]
    call_id: str
    text: str


class CallFinished(TypedDict):
    """A call has its answer: done, failed, refused or never made."""

    type: Literal["call_finished"]
    call_id: str
    status: Literal["completed", "failed"]
    message: ToolMessage
    """What the model reads."""
    title: str
    kind: CallKind
    arguments: Mapping[str, Any]
    content: Sequence[CallContent]
    locations: Sequence[Location]
    data: Mapping[str, Any]
    seconds: float
    """How long it ran, by the monotonic clock; 0 when it never ran."""
    cancelled: bool
    """True when it failed because the turn was cancelled."""


class PlanChanged(TypedDict):
    """The whole plan, anew."""

    type: Literal["plan_changed"]
    entries: Sequence[PlanEntry]


class UsageChanged(TypedDict):
    """How full the context is."""

    type: Literal["usage_changed"]
    used: int
    """Tokens of the last request and its reply."""
    window: int | None
    """Context length of the model; None when nobody knows."""
    dollars: float | None
    """What the session cost so far, at list price; None where no price is known. The session fills it in."""


class TitleChanged(TypedDict):
    """The session has a title."""

    type: Literal["title_changed"]
    title: str
    model: str
    """``provider:model`` that made it; empty when none did."""
    usage: Tokens
    """What making it cost."""


class ModeChanged(TypedDict):
    """The approval mode changed."""

    type: Literal["mode_changed"]
    mode: str


class ModelChanged(TypedDict):
    """Another model answers from now on."""

    type: Literal["model_changed"]
    model: str
    """``provider:model``."""


class OptionChanged(TypedDict):
    """A setting of the session is another one from now on."""

    type: Literal["option_changed"]
    name: str
    value: str | bool


class ModelsListed(TypedDict):
    """The models that can be chosen now, when asking for them took a while."""

    type: Literal["models_listed"]
    groups: Sequence[Listing]
    """By provider."""


class Rewound(TypedDict):
    """The conversation goes on from before a turn; that turn and what came after it no longer count."""

    type: Literal["rewound"]
    turn_id: str
    """The first turn that no longer counts."""


class CommandsChanged(TypedDict):
    """The slash commands on offer changed."""

    type: Literal["commands_changed"]
    commands: Sequence[SlashCommand]


class Notice(TypedDict):
    """Something the person should know that is not part of the answer."""

    type: Literal["notice"]
    severity: Literal["info", "warning", "error"]
    title: str
    description: str


class TurnEnded(TypedDict):
    """The turn is over."""

    type: Literal["turn_ended"]
    turn_id: str
    stop: Literal["end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled"] | None
    """None when it failed."""
    error: str | None
    usage: Tokens
    """Sum over the requests of the turn."""
    reason: str | None
    """Why it failed, as a word for programs: ``reason`` of the error."""


Event = (
    TurnStarted
    | PromptQueued
    | PromptDropped
    | MessageAdded
    | Compacted
    | AgentText
    | AgentThought
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
"""Something a session says."""
