"""Our own tools, offered to clients by name: the same words and schemas a model of ours sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.told import failed, told
from hermes_acp_protocol.mcp.content import Block, ImageBlock
from hermes_acp_protocol.mcp.definitions import ToolDefinition, ToolHints
from hermes_acp_protocol.mcp.results import CallResult
from hermes_acp_tools.schemas import TOOLS

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.asker import Asker
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonObject, JsonValue

LOOKS = ("read", "search")
OUTPUT: JsonObject = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "data": {"type": "object"}},
    "required": ["text", "data"],
}


def chosen(names: Sequence[str], *, write: bool) -> tuple[str, ...]:
    """The tools that names stand for, in our order. UserError for one that is not there or not allowed."""
    known = {tool.name: tool.kind for tool in TOOLS}
    wanted = set(names)
    if "all" in wanted:
        wanted = {name for name, kind in known.items() if write or kind in LOOKS} | (wanted - {"all"})
    for name in sorted(wanted):
        if name not in known:
            raise UserError(f"--expose-tools: there is no tool {name!r}; there are {', '.join(known)}.")
        if known[name] not in LOOKS and not write:
            raise UserError(f"--expose-tools: {name} changes things, so it needs --allow-write too.")
    return tuple(name for name in known if name in wanted)


def definitions_of(names: Sequence[str]) -> list[ToolDefinition]:
    """The tools as clients see them."""
    return [
        ToolDefinition(
            tool.name,
            tool.description,
            cast("JsonObject", dict(tool.schema)),
            tool.name.replace("_", " ").capitalize(),
            OUTPUT,
            ToolHints(
                read_only=tool.kind in LOOKS,
                destructive=tool.kind not in LOOKS,
                idempotent=tool.kind in LOOKS,
                open_world=tool.kind == "execute",
            ),
        )
        for tool in TOOLS
        if tool.name in names
    ]


async def call(offer: HermesOffer, name: str, arguments: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """Call one, under the policy of the workspace."""
    found = await (await offer.bench(asker)).call(name, arguments)
    if found.failed:
        return failed(found.text)
    images: list[Block] = [ImageBlock(image.data, image.mime_type) for image in found.images]
    return told({"text": found.text, "data": cast("JsonObject", dict(found.data))}, found.text, images)
