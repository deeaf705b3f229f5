"""Real editors, where they are installed, and the samples in ``editors/``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from support.command import HERMES

EDITORS = Path(__file__).parents[2] / "editors"
ACP = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": 1}}
MCP = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
SECONDS = 40.0


def editor(program: str, package: str) -> str:
    """The program; skips the test where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed: apt-get install {package}")
    return found


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a program finds that a desktop with ``hermes`` on its PATH started."""
    return {"HOME": str(home), "PATH": f"{HERMES.parent}{os.pathsep}{os.defpath}", "LC_ALL": "C.UTF-8", **more}


def run(command: Sequence[str], env: dict[str, str], said: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its words are in the failure when it fails."""
    done = subprocess.run(
        command, env=env, input=said, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=env["HOME"]
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done


def greeted(command: Sequence[str], env: dict[str, str], greeting: Mapping[str, object]) -> dict[str, object]:
    """What a command answers to the first request of a protocol."""
    answer = json.loads(run(command, env, json.dumps(greeting) + "\n").stdout.splitlines()[0])
    return answer["result"]
