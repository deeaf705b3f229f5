"""What a person should notice about an action although it decides nothing: who wants it, addresses that are fetched.

Editors fetch a ``$schema``, tools fetch what a settings file names, as soon as the file is opened. So a new address in
a file of that kind is said in so many words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hermes_acp_tools.result import Diff

if TYPE_CHECKING:
    from hermes_acp_tools.tool import Prepared

_FETCHED = (".json", ".jsonc", ".json5", ".yaml", ".yml", ".toml", ".xml", ".plist", ".ini", ".cfg", ".conf", ".html")
_ADDRESS = re.compile(r"\b(?:https?|ftp|wss?|git|ssh)://[^\s\"'<>)\]}]+", re.IGNORECASE)
MAX_SHOWN = 3


def remark(prepared: Prepared) -> str:
    """A sentence about new addresses in what would be written; empty when there are none."""
    found: dict[str, None] = {}
    for part in prepared.content:
        if isinstance(part, Diff) and part.path.casefold().endswith(_FETCHED):
            known = set(_ADDRESS.findall(part.old or ""))
            found |= dict.fromkeys(address for address in _ADDRESS.findall(part.new) if address not in known)
    if not found:
        return ""
    shown = ", ".join(list(found)[:MAX_SHOWN])
    more = f" and {len(found) - MAX_SHOWN} more" if len(found) > MAX_SHOWN else ""
    return f"It adds addresses that may be fetched when the file is opened: {shown}{more}."


def wanted_by(origin: str) -> str:
    """A sentence about who wants it, when that is neither the person nor the model they talk with."""
    kind, _, name = origin.partition(":")
    words = {"skill": "The skill", "mcp": "The MCP server", "subagent": "The helper"}.get(kind)
    return f"{words} {name} wants it." if words and name else ""
