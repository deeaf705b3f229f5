from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from approval_world import World
from approval_world import world as make_world


@pytest.fixture
def world(tmp_path: Path, home: Path) -> World:
    return make_world(tmp_path, home)
