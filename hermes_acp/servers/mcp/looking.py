"""The tools that look around in the workspace."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.told import failed, short, told
from hermes_acp_protocol.mcp.results import CallResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.references.kinds import Verdict
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonObject, JsonValue
    from hermes_acp_tools.action import Action
    from hermes_acp_tools.result import ToolResult

    Given = Mapping[str, JsonValue]

TOKENS = 12_000
"""Tokens that expanded references may have together."""


async def workspace_search(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """Search files, or list them."""
    pattern, glob, path = (given.get(name) for name in ("pattern", "glob", "path"))
    where: dict[str, object] = {"path": path} if path else {}
    bench = await offer.bench(asker)
    if path and (why := await bench.outside(str(path))):
        return failed(why)
    if pattern:
        found = await bench.call("search_files", {"pattern": pattern, **({"glob": glob} if glob else {}), **where})
    else:
        found = await bench.call("list_files", {**({"pattern": glob} if glob else {}), **where})
    data = cast("JsonObject", dict(found.data))
    return _shown(found, {"text": short(found.text), "data": data})


async def workspace_read(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """Read a file."""
    arguments = {"path": given["path"], "offset": given.get("line"), "limit": given.get("limit")}
    bench = await offer.bench(asker)
    if why := await bench.outside(str(given["path"])):
        return failed(why)
    found = await bench.call("read_file", {name: value for name, value in arguments.items() if value is not None})
    return _shown(found, {"path": str(given["path"]), "text": short(found.text)})


def _shown(found: ToolResult, structured: JsonObject) -> CallResult:
    return failed(found.text) if found.failed else told(structured, found.text)


async def expand_references(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """What the references of a text point at."""
    from hermes_acp.references.builtin import built_in
    from hermes_acp.references.kinds import Verdict
    from hermes_acp.references.render import render
    from hermes_acp.references.resolve import Resolver

    bench = await offer.bench(asker)
    work = bench.bench

    async def guard(action: Action) -> Verdict:
        why = await bench.allowed(action)
        return Verdict(not why, why)

    kinds = (*built_in(work.host, work.cwd), *offer.app.knowledge.kinds(work.cwd))
    resolver = Resolver(work.host, work.roots, work.cwd, kinds, guard, mask=bench.mask)
    attached = await resolver.resolve(str(given["text"]), (), TOKENS)
    words = await asyncio.to_thread(render, attached) if attached.blocks else "The text points at nothing."
    rows: list[JsonValue] = [
        {"source": block.source, "state": block.state, "note": block.note} for block in attached.blocks
    ]
    return told({"text": short(words), "references": rows}, words)
