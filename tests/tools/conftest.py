"""A workbench on a real directory of this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.tool import Workbench
from support.workbench import Bench


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    work = (tmp_path / "work").resolve()
    work.mkdir()
    spill = str(tmp_path / "spill")
    host = LocalHost(spill_dir=spill, roots=(str(work),))
    bench = Workbench(host, str(work), (str(work),), spill)
    yield Bench(work, bench)
    if bench.shell is not None:
        await bench.shell.close()
