"""What the tests of the repository itself share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.repository import Repository

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".make", ".clients", "node_modules", "__pycache__", "build", "dist"}


@pytest.fixture(scope="session")
def repository() -> Repository:
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        folders[:] = [name for name in folders if not name.startswith((".venv", ".hypothesis"))]
        folders[:] = [name for name in folders if not name.endswith(("_cache", ".egg-info"))]
        found += [Path(folder) / name for name in names]
    return Repository(ROOT, tuple(sorted(found)))
