"""The conversation as models read it, in no provider's dialect.

A dialect translates these to its wire and back. What only one provider understands (signatures, encrypted
reasoning) travels in ``opaque`` fields: kept, given back to the same provider, ignored by the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Stop = Literal["end_turn", "tool_calls", "max_tokens", "refusal"]
"""Why a model ended its message; a content filter is a refusal."""


class Text(Struct, frozen=True):
    """Words."""

    text: str


class Image(Struct, frozen=True):
    """A picture."""

    data: str
    """base64."""
    mime_type: str


class Thought(Struct, frozen=True):
    """Reasoning the model showed or only signed."""

    text: str
    opaque: Mapping[str, object] = field(default_factory=dict[str, object])
    """What the provider wants back: for Anthropic the signature or redacted data, for OpenAI the encrypted item."""
    provider: str = ""
    """Who can read ``opaque``; empty when there is none."""


class ToolCall(Struct, frozen=True):
    """A call the model wants made."""

    id: str
    """The model's own id; unique in a session."""
    name: str
    arguments: str
    """The JSON text exactly as it came; it may be broken or cut, whoever prepares the call finds out."""


class UserMessage(Struct, frozen=True):
    """What the user said, or what goes along with it."""

    id: str
    parts: tuple[Text | Image, ...]


class AssistantMessage(Struct, frozen=True):
    """One reply of a model."""

    id: str
    parts: tuple[Text | Thought | ToolCall, ...]
    model: str = ""
    """``provider:model`` that said it."""
    stop: Stop = "end_turn"

    @property
    def text(self) -> str:
        """All words, without thoughts."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The calls, in order."""
        return tuple(part for part in self.parts if isinstance(part, ToolCall))


class ToolMessage(Struct, frozen=True):
    """The answer to one call."""

    call_id: str
    name: str
    text: str
    failed: bool = False
    images: tuple[Image, ...] = ()


Message = UserMessage | AssistantMessage | ToolMessage


class Usage(Struct, frozen=True):
    """Tokens of one request; None where the provider did not say."""

    input: int | None = None
    """All tokens of the prompt, cached ones included."""
    output: int | None = None
    """All tokens produced, reasoning included."""
    cached: int | None = None
    """Prompt tokens read from the provider's cache."""
    cache_written: int | None = None
    reasoning: int | None = None

    def __add__(self, other: Usage) -> Usage:
        """The sum, where a side that is not known counts as nothing."""
        return Usage(
            known_sum(self.input, other.input),
            known_sum(self.output, other.output),
            known_sum(self.cached, other.cached),
            known_sum(self.cache_written, other.cache_written),
            known_sum(self.reasoning, other.reasoning),
        )


def known_sum(one: int | None, two: int | None) -> int | None:
    """The sum of what is known; None when neither is."""
    return two if one is None else one if two is None else one + two
