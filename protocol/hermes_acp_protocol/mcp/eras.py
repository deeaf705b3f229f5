"""The revisions of MCP and the two eras they fall into.

*Legacy* revisions (up to 2025-11-25) open with ``initialize``, and the server may call the client. The *modern* ones
(from 2026-07-28) have no handshake: every request says its own version, and a server only ever answers.
Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

Era = Literal["legacy", "modern"]

LEGACY_VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
"""Revisions with a handshake, the oldest first."""
MODERN_VERSIONS = ("2026-07-28",)
"""Revisions without one, the oldest first."""
VERSIONS = LEGACY_VERSIONS + MODERN_VERSIONS
"""All revisions we speak, the oldest first."""
LATEST_LEGACY = LEGACY_VERSIONS[-1]
LATEST_MODERN = MODERN_VERSIONS[-1]


def era_of(version: str) -> Era | None:
    """The era of a revision; None for one we do not speak."""
    if version in MODERN_VERSIONS:
        return "modern"
    return "legacy" if version in LEGACY_VERSIONS else None


def newest_common(offered: Collection[str], ours: Iterable[str] = VERSIONS) -> str | None:
    """The newest revision of ours that the other side speaks too."""
    return next((version for version in reversed(tuple(ours)) if version in offered), None)


def answer_to_initialize(asked: str) -> str:
    """The revision a server answers ``initialize`` with: the one asked for, else the newest that has a handshake."""
    return asked if asked in LEGACY_VERSIONS else LATEST_LEGACY
