"""Skill folders on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def write_skill() -> Callable[..., Path]:
    """Writes ``root/name/SKILL.md`` and returns the folder; ``name`` may hold category folders."""

    def write(root: Path, name: str, description: str = "Does it.", body: str = "Do it.\n", extra: str = "") -> Path:
        folder = root / name
        folder.mkdir(parents=True)
        text = f"---\nname: {folder.name}\ndescription: {description}\n{extra}---\n{body}"
        (folder / "SKILL.md").write_text(text, encoding="utf-8")
        return folder

    return write
