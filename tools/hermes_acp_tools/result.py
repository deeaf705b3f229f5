"""What a tool call yields: one face for the model, one for the person."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class ToolError(Exception):
    """The call cannot do what was asked. The message is for the model and says what to do next."""


class NotUnderstood(ToolError):
    """The call itself is wrong: no such tool, no JSON, arguments that do not fit. Nothing was looked at."""


class TextContent(Struct, frozen=True):
    """Text for the person; markdown is welcome."""

    text: str


class ImageContent(Struct, frozen=True):
    """An image, for the person and, where the model can see, for the model."""

    data: str
    """base64."""
    mime_type: str


class Diff(Struct, frozen=True):
    """A change of one file, whole texts."""

    path: str
    """Absolute."""
    old: str | None
    """The text before; None when the file is new."""
    new: str
    """The text after; empty when the file is deleted."""


Content = TextContent | ImageContent | Diff


class Location(Struct, frozen=True):
    """A place in a file that an editor can follow."""

    path: str
    """Absolute path of a file, never of a directory."""
    line: int | None = None
    """1-based."""


class ToolResult(Struct, frozen=True):
    """The outcome of one call."""

    text: str
    """What the model reads. Already cut to size, and saying so where it was cut."""
    failed: bool = False
    """True when the tool ran and did not succeed (a command's non-zero exit is not a failure of the tool)."""
    content: tuple[Content, ...] = ()
    """What the person sees; empty means: the text."""
    images: tuple[ImageContent, ...] = ()
    """Images the model should see."""
    locations: tuple[Location, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    """Structured facts (exit code, counts, paths), JSON-ready: ``rawOutput`` on the wire."""
