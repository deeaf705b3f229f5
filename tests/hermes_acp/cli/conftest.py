"""A shell for every test: a workspace, and a home that is not there yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import Shell


@pytest.fixture
def shell(tmp_path: Path, home: Path) -> Shell:
    work = tmp_path / "work"
    work.mkdir()
    return Shell(work, home / ".hermes")
