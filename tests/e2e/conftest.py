"""A home and a workspace for each test that starts the real program."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.e2e import Place


@pytest.fixture
def place(home: Path, tmp_path: Path) -> Place:
    """Where the test happens."""
    work = tmp_path / "work"
    work.mkdir()
    return Place(tmp_path, work, home)
