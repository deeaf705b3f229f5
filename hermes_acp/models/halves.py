"""Halves of characters: JSON can carry a lone surrogate (RFC 8259, section 8.2), a file and a provider cannot."""

from __future__ import annotations


def whole(text: str) -> str:
    """The text with lone surrogates replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
