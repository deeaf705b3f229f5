"""Ids of messages and turns."""

from __future__ import annotations

import os


def new_id() -> str:
    """An unguessable id."""
    return os.urandom(16).hex()
