"""The official Inspector on its command line, in both eras, against a server it starts itself."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
INSPECTOR = HERE / "node_modules" / ".bin" / "mcp-inspector"
TOOL_FAILED = 5
"""Exit code for a tool that failed or is not there."""


@pytest.mark.parametrize("era", ["legacy", "modern", "auto"])
async def test_the_inspector_lists_and_calls(node: str, era: str, home: Path, tmp_path: Path) -> None:
    if not INSPECTOR.exists():
        pytest.skip("the Inspector is not installed: make test-mcp")
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.py").write_text("total = 1\n")
    server: dict[str, object] = {
        "type": "stdio",
        "command": sys.executable,
        "args": ["-m", "hermes_acp", "mcp", "serve", "--workspace", str(work), "--allow-run"],
        "protocolEra": era,
        "env": {"HERMES_HOME": str(home / ".hermes"), "HERMES_MODEL": "demo:rules", "HERMES_SANDBOX": "off"},
    }
    settings = tmp_path / "mcp.json"
    settings.write_text(json.dumps({"mcpServers": {"hermes": server}}))

    async def inspect(*arguments: str) -> tuple[int | None, Any]:
        process = await asyncio.create_subprocess_exec(
            node,
            str(INSPECTOR),
            *("--cli", "--config", str(settings), "--server", "hermes", "--format", "json", *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        return process.returncode, json.loads(said) if said.strip() else None

    async with asyncio.timeout(120):
        tools = await inspect("--method", "tools/list")
        prompts = await inspect("--method", "prompts/list")
        resources = await inspect("--method", "resources/list")
        task = ("--tool-name", "agent_run", "--tool-args-json", json.dumps({"prompt": "find total"}))
        run = await inspect("--method", "tools/call", *task)
        unknown = await inspect("--method", "tools/call", "--tool-name", "nothing")

    assert [tools[0], prompts[0], resources[0], run[0], unknown[0]] == [0, 0, 0, 0, TOOL_FAILED]
    assert "agent_run" in json.dumps(tools[1]) and "review" in json.dumps(prompts[1])
    assert "hermes://sessions" in json.dumps(resources[1])
    assert '"status": "completed"' in json.dumps(run[1]) and "a.py" in json.dumps(run[1])
