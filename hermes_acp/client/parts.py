"""What events are made of: messages, the content of calls, steps of plans. Plain objects, and their types.

As the answer to ``rpc.discover`` describes them. A newer server may add fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict


class Text(TypedDict):
    """Words."""

    type: Literal["text"]
    text: str


class Picture(TypedDict):
    """A picture."""

    type: Literal["image"]
    data: str
    """base64."""
    mime_type: str


class UserMessage(TypedDict):
    """What the user said, or what goes along with it."""

    type: Literal["user_message"]
    id: str
    parts: Sequence[Text | Picture]


class Tokens(TypedDict):
    """Tokens of one request; None where the provider did not say."""

    type: Literal["usage"]
    input: int | None
    """All tokens of the prompt, cached ones included."""
    output: int | None
    """All tokens produced, reasoning included."""
    cached: int | None
    """Prompt tokens read from the provider's cache."""
    cache_written: int | None
    reasoning: int | None


class Thought(TypedDict):
    """Reasoning the model showed or only signed."""

    type: Literal["thought"]
    text: str
    opaque: Mapping[str, Any]
    """What the provider wants back: for Anthropic the signature or redacted data, for OpenAI the encrypted item."""
    provider: str
    """Who can read ``opaque``; empty when there is none."""


class ToolCall(TypedDict):
    """A call the model wants made."""

    type: Literal["tool_call"]
    id: str
    """The model's own id; unique in a session."""
    name: str
    arguments: str
    """The JSON text exactly as it came; it may be broken or cut, whoever prepares the call finds out."""


class AssistantMessage(TypedDict):
    """One reply of a model."""

    type: Literal["assistant_message"]
    id: str
    parts: Sequence[Text | Thought | ToolCall]
    model: str
    """``provider:model`` that said it."""
    stop: Literal["end_turn", "tool_calls", "max_tokens", "refusal"]


CallKind = Literal["read", "edit", "delete", "move", "search", "execute", "think", "fetch", "switch_mode", "other"]
"""What a call is drawn as."""


class TextContent(TypedDict):
    """Text for the person; markdown is welcome."""

    type: Literal["text_content"]
    text: str


class ImageContent(TypedDict):
    """An image, for the person and, where the model can see, for the model."""

    type: Literal["image_content"]
    data: str
    """base64."""
    mime_type: str


class Diff(TypedDict):
    """A change of one file, whole texts."""

    type: Literal["diff"]
    path: str
    """Absolute."""
    old: str | None
    """The text before; None when the file is new."""
    new: str
    """The text after; empty when the file is deleted."""


CallContent = TextContent | ImageContent | Diff
"""What a call shows a person."""


class Location(TypedDict):
    """A place in a file that an editor can follow."""

    type: Literal["location"]
    path: str
    """Absolute path of a file, never of a directory."""
    line: int | None
    """1-based."""


class ToolMessage(TypedDict):
    """The answer to one call."""

    type: Literal["tool_message"]
    call_id: str
    name: str
    text: str
    failed: bool
    images: Sequence[Picture]


class PlanEntry(TypedDict):
    """One step of a plan."""

    type: Literal["plan_entry"]
    content: str
    status: Literal["pending", "in_progress", "completed"]
    priority: Literal["high", "medium", "low"]


class Listing(TypedDict):
    """The models of a provider."""

    provider: str
    """As in provider:model."""
    label: str
    models: Sequence[str]
    """provider:model of each."""


class SlashCommand(TypedDict):
    """A slash command on offer."""

    name: str
    """Without the slash."""
    description: str
    hint: str | None
    """What to write behind it."""
