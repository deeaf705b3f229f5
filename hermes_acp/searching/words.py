"""What of a log's entry somebody said, as plain text: the person, the model. Read from the raw entry.

Some scripts put no space between words. Marks stand around each of their letters, so that it is a word of its own to
the index and a word in a query is a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, cast

from hermes_acp.store.entries import Entry

APART = "\u200b"
"""ZERO WIDTH SPACE: where a word may end, in scripts without spaces (Unicode Standard, 23.2)."""
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
"""Letters of Thai, Lao, Burmese, Khmer, Japanese or Chinese."""


class Said(NamedTuple):
    """Something that was said."""

    role: str
    """``user`` or ``agent``."""
    message_id: str
    text: str


def said_in(entry: Entry) -> Said | None:
    """What somebody said in an entry; None when nobody did."""
    message = cast("Mapping[str, object]", entry.data.get("message") or {})
    match entry.kind:
        case "turn_started" | "message_added":
            shown = entry.data.get("shown")
            role, text = "user", shown if isinstance(shown, str) else ""
        case "reply_finished":
            role, text = "agent", "\n".join(texts(message))
        case _:
            return None
    return Said(role, str(message.get("id", "")), text) if text.strip() else None


def texts(message: Mapping[str, object]) -> list[str]:
    """The text parts of a packed message."""
    packed = [
        cast("Mapping[str, object]", part)
        for part in cast("list[object]", message.get("parts") or [])
        if isinstance(part, Mapping)
    ]
    return [str(part["text"]) for part in packed if part.get("$") == "Text" and "text" in part]


def apart(text: str) -> str:
    """The text with marks around the letters of scripts without spaces."""
    return UNSPACED.sub(lambda run: APART + APART.join(run[0]) + APART, together(text))


def together(text: str) -> str:
    """The text without the marks."""
    return text.replace(APART, "")
