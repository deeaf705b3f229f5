"""What tests of the MCP face share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.mcp.runners import end_runners
from support.mcp.serving import ERAS, Desk


@pytest.fixture(params=ERAS)
def era(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[Desk]:
    work = tmp_path / "work"
    work.mkdir()
    made = Desk(home, work)
    made.script([{"text": "Hello."}])
    yield made
    end_runners(home)
