"""What could stand where somebody is typing an argument of a prompt or of a resource template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.servers.mcp.offer import MOST_COMPLETIONS, Completion, Unknown
from hermes_acp.servers.mcp.prompts import TASKS
from hermes_acp.servers.mcp.reading import sessions
from hermes_acp_protocol.mcp.fields import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hermes_acp.servers.mcp.asker import Asker
    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonObject

ASKED = MOST_COMPLETIONS + 1
"""One more than is given, to know whether there are more."""


async def complete(offer: HermesOffer, reference: JsonObject, argument: str, value: str, asker: Asker) -> Completion:
    """Values for an argument. Unknown for a prompt or a template that is not there."""
    name, uri = text(reference, "name"), text(reference, "uri")
    if text(reference, "type") == "ref/prompt":
        if name not in TASKS and (await offer.skills()).get(name or "") is None:
            raise Unknown(f"There is no prompt {name!r} here.")
    elif uri is None or uri not in {template.template for template in offer.templates()}:
        raise Unknown(f"There is no resource template {uri!r} here.")
    match argument:
        case "context":
            found = await paths(offer, value, asker)
        case "path":
            found = [path.removeprefix("@") for path in await paths(offer, value, asker)]
        case "id" | "session_id":
            found = [record.id for record in await sessions(offer, value, ASKED)]
        case "name":
            found = [skill.name for skill in await offer.skills() if value.lower() in skill.name]
        case "model":
            groups = await offer.app.models.usable()
            models = [f"{group.provider}:{model.id}" for group in groups for model in group.models]
            found = [model for model in models if value.lower() in model.lower()]
        case _:
            found = []
    return Completion(found[:MOST_COMPLETIONS], len(found) > MOST_COMPLETIONS)


async def paths(offer: HermesOffer, value: str, asker: Asker) -> Sequence[str]:
    """References that begin like this or fit it loosely, files of the workspace above all."""
    completer = (await offer.bench(asker)).completer()
    return [candidate.text for candidate in await completer.complete(value, ASKED)]
