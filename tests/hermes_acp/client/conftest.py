"""A workspace, and scripts that a model plays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_acp.client import Options

Play = Callable[..., Options]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "work"
    path.mkdir()
    return path


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Options of a server whose model plays these replies."""

    def options(*replies: object, **more: str) -> Options:
        path = tmp_path / "script.json"
        path.write_text(json.dumps(replies))
        return Options(model=f"scripted:{path}", **more)  # pyright: ignore[reportArgumentType]  mode and the like

    return options
