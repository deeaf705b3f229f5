"""Events as JSON for programs: one spelling, for ``hermes run`` and ``hermes rpc`` alike.

The kind of a thing stands under ``type``, in small letters with underscores; its fields keep their names.
"""

from __future__ import annotations

import re
from typing import Any, cast

from hermes_acp.agent.codec import TAG, pack
from hermes_acp.agent.events import Event


def told(event: Event) -> dict[str, Any]:
    """An event as a JSON object."""
    return cast("dict[str, Any]", plain(pack(event)))


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
