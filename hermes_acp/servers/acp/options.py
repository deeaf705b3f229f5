"""What a session offers to choose: modes, and the same with all else as config options.

Editors that know config options ignore modes; the two are kept in step. A switch is drawn as a choice of two where the
editor does not know switches. An editor waits for this file before ``session/new``.
Source: https://agentclientprotocol.com/protocol/v1/session-config-options
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.agent.options import current, options_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hermes_acp.agent.options import Option
    from hermes_acp.agent.services import Defaults
    from hermes_acp.approval.decision import Mode
    from hermes_acp.models.lists import Group
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

MODES: tuple[tuple[Mode, str, str], ...] = (
    ("ask", "Ask", "Asks before it changes or runs anything that is not known to be harmless"),
    ("accept_edits", "Accept edits", "Edits files of the workspace without asking; still asks for the rest"),
    ("plan", "Plan", "Only looks; changes and runs nothing"),
    ("bypass", "Bypass", "Does everything without asking, except what is never allowed or always asked"),
)
"""Id, name and meaning of each mode."""
CATEGORIES = {"thought_level": "thought_level", "other": "_hermes"}


def opening(settings: Defaults, editor: Editor, groups: Sequence[Group] = ()) -> JsonObject:
    """What every answer that opens a session carries."""
    return {"modes": modes(settings.mode), "configOptions": config_options(settings, editor, groups)}


def modes(mode: str) -> JsonObject:
    """The ``modes`` of a session."""
    available: list[JsonValue] = [{"id": id_, "name": name, "description": text} for id_, name, text in MODES]
    return {"currentModeId": mode, "availableModes": available}


def config_options(settings: Defaults, editor: Editor, groups: Sequence[Group] = ()) -> list[JsonValue]:
    """The ``configOptions`` of a session, always whole. ``groups`` are the models that can be chosen, where known."""
    mode: JsonObject = {
        "id": "mode",
        "name": "Mode",
        "category": "mode",
        "type": "select",
        "currentValue": settings.mode,
        "options": [{"value": id_, "name": name, "description": text} for id_, name, text in MODES],
    }
    model: JsonObject = {
        "id": "model",
        "name": "Model",
        "category": "model",
        "type": "select",
        "currentValue": settings.model,
        "options": models(settings.model, groups),
    }
    return [mode, model, *(drawn(option, settings, editor) for option in options_of(settings.model))]


def models(chosen: str, groups: Sequence[Group]) -> list[JsonValue]:
    """The models to choose from, by provider; the chosen one is always among them."""
    alone: JsonObject = {"value": chosen, "name": chosen}
    if not groups:
        return [alone]
    listed: list[JsonValue] = []
    there = False
    for group in groups:
        names = [f"{group.provider}:{model.id}" for model in group.models]
        offered: list[JsonValue] = [
            {"value": name, "name": model.id} for name, model in zip(names, group.models, strict=True)
        ]
        there = there or chosen in names
        listed.append({"group": group.provider, "name": group.label, "options": offered})
    return listed if there else [{"group": "chosen", "name": "Chosen", "options": [alone]}, *listed]


def drawn(option: Option, settings: Defaults, editor: Editor) -> JsonObject:
    """One of our own options."""
    value = current(option, settings)
    head: JsonObject = {
        "id": option.id,
        "name": option.name,
        "description": option.description,
        "category": CATEGORIES[option.category],
    }
    if option.choices:
        choices: list[JsonValue] = [
            {
                "value": choice.value,
                "name": choice.name,
                **({"description": choice.description} if choice.description else {}),
            }
            for choice in option.choices
        ]
        return {**head, "type": "select", "currentValue": value, "options": choices}
    if editor.shows_switches:
        return {**head, "type": "boolean", "currentValue": value}
    switch: list[JsonValue] = [{"value": "on", "name": "On"}, {"value": "off", "name": "Off"}]
    return {**head, "type": "select", "currentValue": "on" if value else "off", "options": switch}


def to_mode(value: object) -> Mode | None:
    """The mode of that id, if there is one."""
    return next((id_ for id_, _, _ in MODES if id_ == value), None)
