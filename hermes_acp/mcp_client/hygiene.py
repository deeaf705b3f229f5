"""Text of strangers, made safe to show and to send on: what nobody can see is taken out.

Characters that have no picture of their own can hide orders in a description or a result. Joiners and variation
selectors stay in results, since names and emoji need them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import cast

from hermes_acp_protocol.framing import JsonValue

_KEPT = frozenset("\n\t")
_JOINING = frozenset("\u200c\u200d\ufe0e\ufe0f")


@lru_cache(maxsize=8192)
def _invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") or "\ufe00" <= char <= "\ufe0f"


def cleaned(text: str, *, strictly: bool = False) -> str:
    """The text without invisible characters; ``strictly`` leaves no joiners either."""
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    kept = _KEPT if strictly else _KEPT | _JOINING
    return "".join(char for char in text if char in kept or not _invisible(char))


def cleaned_schema(value: JsonValue) -> JsonValue:
    """A schema whose texts are clean, keys included."""
    if isinstance(value, str):
        return cleaned(value, strictly=True)
    if isinstance(value, list):
        return [cleaned_schema(item) for item in value]
    if isinstance(value, dict):
        return {
            cleaned(key, strictly=True): cleaned_schema(item)
            for key, item in cast("dict[str, JsonValue]", value).items()
        }
    return value
