"""What a session offers to choose: modes, and the same as config options.

Editors that know config options ignore modes; the two are kept in step.
Source: https://agentclientprotocol.com/protocol/v1/session-config-options
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Mode
    from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

MODES: tuple[tuple[Mode, str, str], ...] = (
    ("ask", "Ask", "Asks before it changes or runs anything that is not known to be harmless"),
    ("accept_edits", "Accept edits", "Edits files of the workspace without asking; still asks for the rest"),
    ("plan", "Plan", "Only looks; changes and runs nothing"),
    ("bypass", "Bypass", "Does everything without asking, except what is never allowed or always asked"),
)
"""Id, name and meaning of each mode."""


def modes(mode: str) -> JsonObject:
    """The ``modes`` of a session."""
    available: list[JsonValue] = [{"id": id_, "name": name, "description": text} for id_, name, text in MODES]
    return {"currentModeId": mode, "availableModes": available}


def config_options(mode: str, model: str) -> list[JsonValue]:
    """The ``configOptions`` of a session, always whole."""
    return [
        {
            "id": "mode",
            "name": "Mode",
            "category": "mode",
            "type": "select",
            "currentValue": mode,
            "options": [{"value": id_, "name": name, "description": text} for id_, name, text in MODES],
        },
        {
            "id": "model",
            "name": "Model",
            "category": "model",
            "type": "select",
            "currentValue": model,
            "options": [{"value": model, "name": model}],
        },
    ]


def opening(mode: str, model: str) -> JsonObject:
    """What every answer that opens a session carries."""
    return {"modes": modes(mode), "configOptions": config_options(mode, model)}


def to_mode(value: object) -> Mode | None:
    """The mode of that id, if there is one."""
    return next((id_ for id_, _, _ in MODES if id_ == value), None)
