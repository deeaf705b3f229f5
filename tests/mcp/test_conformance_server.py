"""Our server's engine in the official conformance suite, both published lines, over HTTP and over stdio by a bridge."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = 180.0
LINES = {
    "1": ("conformance-1", "--suite", "all"),
    "2, for 2025-11-25": ("conformance-2", "--requirements", "2025-11-25"),
    "2, for 2026-07-28": ("conformance-2", "--requirements", "2026-07-28"),
    "2, all": ("conformance-2", "--suite", "all", "--expected-failures", str(HERE / "conformance_baseline.yml")),
}


@asynccontextmanager
async def served(way: str) -> AsyncGenerator[str]:
    """The address of the fixtures."""
    program = str(HERE / "conformance_server.py")
    process = await asyncio.create_subprocess_exec(sys.executable, program, way, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.parametrize("way", ["http", "bridge"])
@pytest.mark.parametrize("line", LINES)
async def test_every_scenario_that_applies_passes(node: str, way: str, line: str, tmp_path: Path) -> None:
    name, *arguments = LINES[line]
    suite = HERE / "node_modules" / name / "dist" / "index.js"
    if not suite.exists():
        pytest.skip("the conformance suite is not installed: make test-mcp")
    async with asyncio.timeout(SECONDS), served(way) as url:
        process = await asyncio.create_subprocess_exec(
            node,
            str(suite),
            *("server", "--url", url, *arguments, "-o", str(tmp_path)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode("utf-8", "replace")[-4000:]
