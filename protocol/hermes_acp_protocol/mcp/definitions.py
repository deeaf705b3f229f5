"""What a server offers: tools, resources, templates and prompts, and who is at the other end.

A definition that misses what it must have raises `Misread`, so that one bad tool can be left out by itself; what may
be absent is read leniently. Source: https://modelcontextprotocol.io/specification/2026-07-28/server
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp.fields import (
    Misread,
    as_object,
    flag,
    needed,
    number,
    table,
    tables,
    text,
    texts,
    without_none,
)


class Icon(NamedTuple):
    """A picture for a menu."""

    src: str
    """An https address or a data URI."""
    mime_type: str | None = None
    sizes: tuple[str, ...] = ()
    """Such as ``48x48`` or ``any``."""

    def json(self) -> JsonObject:
        """The icon as it goes on the wire."""
        sizes: list[JsonValue] | None = [*self.sizes] or None
        return without_none({"src": self.src, "mimeType": self.mime_type, "sizes": sizes})


class Implementation(NamedTuple):
    """A program at one end, for people to read."""

    name: str
    version: str
    title: str | None = None
    website: str | None = None
    icons: tuple[Icon, ...] = ()

    def json(self, *, short: bool = False) -> JsonObject:
        """The program as it goes on the wire; ``short`` leaves out what revisions before 2025-11-25 do not know."""
        plain = {"name": self.name, "version": self.version, "title": self.title}
        if short:
            return without_none({**plain})
        return without_none({**plain, "websiteUrl": self.website, "icons": icon_list(self.icons)})


class ToolHints(NamedTuple):
    """What a tool says about itself. Claims of its server, never grounds to skip a question."""

    title: str | None = None
    read_only: bool | None = None
    destructive: bool | None = None
    idempotent: bool | None = None
    open_world: bool | None = None

    def json(self) -> JsonObject:
        """The annotations as they go on the wire."""
        return without_none(
            {
                "title": self.title,
                "readOnlyHint": self.read_only,
                "destructiveHint": self.destructive,
                "idempotentHint": self.idempotent,
                "openWorldHint": self.open_world,
            }
        )


class ToolDefinition(NamedTuple):
    """A tool a server offers."""

    name: str
    description: str
    input_schema: JsonObject
    """An object schema."""
    title: str | None = None
    output_schema: JsonObject | None = None
    hints: ToolHints = ToolHints()
    icons: tuple[Icon, ...] = ()
    meta: Mapping[str, JsonValue] = {}
    as_task: bool = False
    """Whether a call of it may go on as a task."""

    def json(self, *, tasks: bool = False) -> JsonObject:
        """The definition as it goes on the wire; ``tasks`` for the revision that has them in its core."""
        return without_none(
            {
                "name": self.name,
                "title": self.title,
                "description": self.description or None,
                "inputSchema": self.input_schema,
                "outputSchema": self.output_schema,
                "annotations": self.hints.json() or None,
                "execution": {"taskSupport": "optional"} if tasks and self.as_task else None,
                "icons": icon_list(self.icons),
                "_meta": {**self.meta} or None,
            }
        )


class ResourceDefinition(NamedTuple):
    """Something a server lets be read."""

    uri: str
    name: str
    title: str | None = None
    description: str | None = None
    mime_type: str | None = None
    size: int | None = None
    """Bytes."""

    def json(self) -> JsonObject:
        """The definition as it goes on the wire."""
        return without_none(
            {
                "uri": self.uri,
                "name": self.name,
                "title": self.title,
                "description": self.description,
                "mimeType": self.mime_type,
                "size": self.size,
            }
        )


class TemplateDefinition(NamedTuple):
    """A family of resources (RFC 6570)."""

    template: str
    name: str
    title: str | None = None
    description: str | None = None
    mime_type: str | None = None

    def json(self) -> JsonObject:
        """The definition as it goes on the wire."""
        return without_none(
            {
                "uriTemplate": self.template,
                "name": self.name,
                "title": self.title,
                "description": self.description,
                "mimeType": self.mime_type,
            }
        )


class PromptArgument(NamedTuple):
    """Something a prompt wants to know."""

    name: str
    description: str | None = None
    required: bool = False

    def json(self) -> JsonObject:
        """The argument as it goes on the wire."""
        return without_none({"name": self.name, "description": self.description, "required": self.required})


class PromptDefinition(NamedTuple):
    """A prompt a person can choose."""

    name: str
    title: str | None = None
    description: str | None = None
    arguments: tuple[PromptArgument, ...] = ()
    icons: tuple[Icon, ...] = ()

    def json(self) -> JsonObject:
        """The definition as it goes on the wire."""
        arguments: list[JsonValue] | None = [argument.json() for argument in self.arguments] or None
        return without_none(
            {
                "name": self.name,
                "title": self.title,
                "description": self.description,
                "arguments": arguments,
                "icons": icon_list(self.icons),
            }
        )


def icon_list(icons: tuple[Icon, ...]) -> list[JsonValue] | None:
    """The icons as they go on the wire; None when there are none."""
    return [icon.json() for icon in icons] or None


def read_icons(value: JsonObject) -> tuple[Icon, ...]:
    """The icons that can be read."""
    found = ((text(icon, "src"), icon) for icon in tables(value, "icons"))
    return tuple(Icon(src, text(icon, "mimeType"), texts(icon, "sizes")) for src, icon in found if src)


def read_implementation(value: JsonValue) -> Implementation | None:
    """Who is at the other end; None when it does not say."""
    if not isinstance(value, dict) or not (name := text(value, "name")):
        return None
    title, website = text(value, "title"), text(value, "websiteUrl")
    return Implementation(name, text(value, "version") or "", title, website, read_icons(value))


def read_tool(value: JsonValue) -> ToolDefinition:
    """A tool. Misread without a name or an object as input schema."""
    tool = as_object(value, "a tool")
    output = tool.get("outputSchema")
    return ToolDefinition(
        needed(tool, "name"),
        text(tool, "description") or "",
        as_object(tool.get("inputSchema"), "inputSchema"),
        text(tool, "title"),
        output if isinstance(output, dict) else None,
        read_hints(table(tool, "annotations")),
        read_icons(tool),
        table(tool, "_meta"),
    )


def read_hints(value: JsonObject) -> ToolHints:
    """What a tool says about itself."""
    names = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
    return ToolHints(text(value, "title"), *(flag(value, name) for name in names))


def read_resource(value: JsonValue) -> ResourceDefinition:
    """A resource. Misread without a URI."""
    found = as_object(value, "a resource")
    uri, size = needed(found, "uri"), number(found, "size")
    more = (text(found, name) for name in ("title", "description", "mimeType"))
    return ResourceDefinition(uri, text(found, "name") or uri, *more, size=None if size is None else int(size))


def read_template(value: JsonValue) -> TemplateDefinition:
    """A template. Misread without one."""
    found = as_object(value, "a resource template")
    template = needed(found, "uriTemplate")
    more = (text(found, name) for name in ("title", "description", "mimeType"))
    return TemplateDefinition(template, text(found, "name") or template, *more)


def read_prompt(value: JsonValue) -> PromptDefinition:
    """A prompt. Misread without a name, or with an argument without one."""
    found = as_object(value, "a prompt")
    arguments = tuple(
        PromptArgument(needed(argument, "name"), text(argument, "description"), flag(argument, "required") is True)
        for argument in tables(found, "arguments")
    )
    name, title, words = needed(found, "name"), text(found, "title"), text(found, "description")
    return PromptDefinition(name, title, words, arguments, read_icons(found))


__all__ = [
    "Icon",
    "Implementation",
    "Misread",
    "PromptArgument",
    "PromptDefinition",
    "ResourceDefinition",
    "TemplateDefinition",
    "ToolDefinition",
    "ToolHints",
    "icon_list",
    "read_hints",
    "read_icons",
    "read_implementation",
    "read_prompt",
    "read_resource",
    "read_template",
    "read_tool",
]
