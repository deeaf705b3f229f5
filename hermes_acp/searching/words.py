"""What of a log's entry somebody said, as plain text: the person, the model, the title. Read from the raw entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from hermes_acp.store.entries import Entry


def words_of(entry: Entry) -> tuple[str, str] | None:
    """Who said it (``user`` or ``agent``) and what; None for entries in which nobody says anything."""
    match entry.kind:
        case "turn_started" | "message_added":
            shown = entry.data.get("shown")
            return ("user", shown) if isinstance(shown, str) and shown.strip() else None
        case "reply_finished":
            text = "\n".join(texts(entry.data.get("message")))
            return ("agent", text) if text.strip() else None
        case _:
            return None


def texts(message: object) -> list[str]:
    """The text parts of a packed message."""
    if not isinstance(message, Mapping):
        return []
    parts = cast("Mapping[str, object]", message).get("parts")
    packed = [
        cast("Mapping[str, object]", part) for part in cast("list[object]", parts or []) if isinstance(part, Mapping)
    ]
    return [str(part["text"]) for part in packed if part.get("$") == "Text" and "text" in part]
