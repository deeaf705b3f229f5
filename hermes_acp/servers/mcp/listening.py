"""``subscriptions/listen``: a request of the modern era that stays open, on which a client hears what it asked for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hermes_acp.servers.mcp.offer import Watched
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.codes import bad_params
from hermes_acp_protocol.mcp.fields import flag, table, texts, without_none
from hermes_acp_protocol.mcp.meta import SUBSCRIPTION, with_meta

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.asker import Asker
    from hermes_acp.servers.mcp.offer import Offer

TASKS = "io.modelcontextprotocol/tasks"
"""The extension by which a client says that it knows tasks."""


async def listen(offer: Offer, params: JsonObject, asker: Asker) -> JsonObject:
    """Tell until the client ends it; every notification is tagged with the request's id. RpcError."""
    line, wanted = asker.line, table(params, "notifications")
    if line is None or not isinstance(params.get("notifications"), dict):
        raise bad_params("notifications", "an object is needed")
    tag: JsonObject = {SUBSCRIPTION: asker.id}
    tasks = texts(wanted, "taskIds") if TASKS in asker.abilities.extensions else ()
    can, uris = offer.abilities, texts(wanted, "resourceSubscriptions")
    watched = Watched(
        set(uris) if can.resources_subscribe else set[str](),
        can.tools_change and flag(wanted, "toolsListChanged") is True,
        can.prompts_change and flag(wanted, "promptsListChanged") is True,
        can.resources_change and flag(wanted, "resourcesListChanged") is True,
        frozenset(tasks),
        lambda: asker.connection.roots or (),
    )
    honoured: JsonObject = without_none(
        {
            "toolsListChanged": watched.tools or None,
            "promptsListChanged": watched.prompts or None,
            "resourcesListChanged": watched.resources or None,
            "resourceSubscriptions": list[JsonValue](uris) if uris and can.resources_subscribe else None,
            "taskIds": list[JsonValue](tasks) or None,
        }
    )
    await line.notify(methods.ACKNOWLEDGED, {"notifications": honoured, "_meta": tag})

    async def tell(method: str, params: JsonObject) -> None:
        await line.notify(method, with_meta(params, tag))

    with contextlib.suppress(ConnectionClosed):
        await offer.watch(watched, tell)
    return {"_meta": tag}
