"""Events as JSON for programs: one spelling, for ``hermes run`` and ``hermes rpc`` alike.

The kind of a thing stands under ``type``, in small letters with underscores; its fields keep their names. Described in
``protocol/hermes_acp_protocol/headless/openrpc.json``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from hermes_acp.agent.codec import TAG, pack
from hermes_acp.agent.events import CommandsChanged, Event, ModelsListed

if TYPE_CHECKING:
    from hermes_acp.models.lists import Group


def told(event: Event) -> dict[str, Any]:
    """An event as a JSON object."""
    match event:
        case CommandsChanged(commands):
            listed = [{"name": name, "description": about, "hint": hint} for name, about, hint in commands]
            return {"type": "commands_changed", "commands": listed}
        case ModelsListed(groups):
            return {"type": "models_listed", "groups": [listing(group) for group in groups]}
        case _:
            return cast("dict[str, Any]", plain(pack(event)))


def listing(group: Group) -> dict[str, Any]:
    """The models of a provider."""
    models = [f"{group.provider}:{model.id}" for model in group.models]
    return {"provider": group.provider, "label": group.label, "models": models}


def plain(value: Any) -> Any:
    """A packed value in the words for programs."""
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict) and TAG in value:
        fields = cast("dict[str, Any]", value)
        return {"type": word(str(fields[TAG])), **{name: plain(v) for name, v in fields.items() if name != TAG}}
    return cast("Any", value)


def word(name: str) -> str:
    """The name of a class as a word: ``AgentText`` → ``agent_text``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
