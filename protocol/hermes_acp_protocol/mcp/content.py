"""The blocks that tools, prompts and samples are made of.

Read leniently: a block of a kind we do not know, or one that is broken, is an `OddBlock`, so that one bad block never
costs a result. Source: https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool-result
"""

from __future__ import annotations

from typing import NamedTuple

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.fields import needed, table, text, without_none


class TextBlock(NamedTuple):
    """Words."""

    text: str

    def json(self) -> JsonObject:
        """The block as it goes on the wire."""
        return {"type": "text", "text": self.text}


class ImageBlock(NamedTuple):
    """A picture."""

    data: str
    """base64."""
    mime_type: str

    def json(self) -> JsonObject:
        """The block as it goes on the wire."""
        return {"type": "image", "data": self.data, "mimeType": self.mime_type}


class AudioBlock(NamedTuple):
    """A sound."""

    data: str
    """base64."""
    mime_type: str

    def json(self) -> JsonObject:
        """The block as it goes on the wire."""
        return {"type": "audio", "data": self.data, "mimeType": self.mime_type}


class LinkBlock(NamedTuple):
    """A resource that can be read, or an address."""

    uri: str
    name: str
    title: str | None = None
    description: str | None = None
    mime_type: str | None = None

    def json(self) -> JsonObject:
        """The block as it goes on the wire."""
        return without_none(
            {
                "type": "resource_link",
                "uri": self.uri,
                "name": self.name,
                "title": self.title,
                "description": self.description,
                "mimeType": self.mime_type,
            }
        )


class Contents(NamedTuple):
    """What a resource holds: text, or bytes."""

    uri: str
    text: str | None = None
    blob: str | None = None
    """base64."""
    mime_type: str | None = None

    def json(self) -> JsonObject:
        """The contents as they go on the wire."""
        return without_none({"uri": self.uri, "text": self.text, "blob": self.blob, "mimeType": self.mime_type})


class ResourceBlock(NamedTuple):
    """A resource with its contents."""

    contents: Contents

    def json(self) -> JsonObject:
        """The block as it goes on the wire."""
        return {"type": "resource", "resource": self.contents.json()}


class OddBlock(NamedTuple):
    """A block that could not be read."""

    kind: str
    """Its ``type``, or empty."""
    raw: JsonValue

    def json(self) -> JsonValue:
        """The block as it came."""
        return self.raw


Block = TextBlock | ImageBlock | AudioBlock | LinkBlock | ResourceBlock | OddBlock


def read_block(value: JsonValue) -> Block:
    """What a block is. Never raises."""
    if not isinstance(value, dict):
        return OddBlock("", value)
    kind = text(value, "type") or ""
    try:
        match kind:
            case "text":
                words = value.get("text")
                return TextBlock(words) if isinstance(words, str) else OddBlock(kind, value)
            case "image":
                return ImageBlock(needed(value, "data"), needed(value, "mimeType"))
            case "audio":
                return AudioBlock(needed(value, "data"), needed(value, "mimeType"))
            case "resource_link":
                uri = needed(value, "uri")
                more = (text(value, name) for name in ("title", "description", "mimeType"))
                return LinkBlock(uri, text(value, "name") or uri, *more)
            case "resource":
                return ResourceBlock(read_contents(table(value, "resource")))
            case _:
                return OddBlock(kind, value)
    except ValueError:
        return OddBlock(kind, value)


def read_blocks(value: JsonValue) -> tuple[Block, ...]:
    """The blocks of a list, or of the single block that samples may have instead."""
    if isinstance(value, list):
        return tuple(map(read_block, value))
    return () if value is None else (read_block(value),)


def read_contents(value: JsonObject) -> Contents:
    """The contents of a resource. Misread without a URI."""
    return Contents(needed(value, "uri"), text(value, "text"), text(value, "blob"), text(value, "mimeType"))
