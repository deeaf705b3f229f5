"""A form or an address for the person, as ``elicitation/create``. Pure, and only where the editor offers it.

Source: https://agentclientprotocol.com/protocol/v1/elicitation
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.elicitation import Elicited, Form, Value, Visit

if TYPE_CHECKING:
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue


def unasked(editor: Editor, wanted: Form | Visit) -> str:
    """Why this editor cannot be asked; empty when it can."""
    if isinstance(wanted, Form):
        return "" if editor.shows_forms else f"{editor.name} cannot show forms"
    return "" if editor.opens_addresses else f"{editor.name} cannot open an address for a person"


def asked(session_id: str, wanted: Form | Visit) -> JsonObject:
    """The params of the request."""
    scope: JsonObject = {"sessionId": session_id, "message": wanted.message}
    if wanted.call_id is not None:
        scope["toolCallId"] = wanted.call_id
    if isinstance(wanted, Visit):
        return {**scope, "mode": "url", "elicitationId": wanted.id, "url": wanted.url}
    return {**scope, "mode": "form", "requestedSchema": cast("JsonValue", dict(wanted.schema))}


def read_elicited(answer: object, wanted: Form | Visit) -> Elicited:
    """What the editor answered. Anything but a clear yes or no is a cancel."""
    said: Mapping[str, object] = cast("dict[str, object]", answer) if isinstance(answer, dict) else {}
    match said.get("action"):
        case "accept":
            content = said.get("content")
            fields = cast("dict[str, object]", content) if isinstance(content, dict) else {}
            return Elicited("accept", read_fields(fields) if isinstance(wanted, Form) else {})
        case "decline":
            return Elicited("decline")
        case _:
            return Elicited("cancel")


def read_fields(fields: Mapping[str, object]) -> dict[str, Value]:
    """The fields that hold what a field can hold."""
    read: dict[str, Value] = {}
    for name, value in fields.items():
        if isinstance(value, str | int | float):
            read[name] = value
        elif isinstance(value, list):
            read[name] = tuple(item for item in cast("Sequence[object]", value) if isinstance(item, str))
    return read
