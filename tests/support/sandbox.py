"""The sandbox of this machine, for tests that need a real one."""

from __future__ import annotations

import os
import pwd
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from hermes_acp.approval.protected import protected, secret
from hermes_acp_tools.sandbox.sandbox import Mode, Sandbox
from hermes_acp_tools.sandbox.survey import Rules

ELSEWHERE = (Path(__file__).parents[2] / ".pytest_cache", Path(pwd.getpwuid(os.getuid()).pw_dir) / ".cache")


@contextmanager
def elsewhere() -> Generator[Path]:
    """A folder for a test that is not below /tmp: a sandbox has another /tmp, in which nothing is kept."""
    for base in ELSEWHERE:
        if base.resolve().parts[1] not in ("tmp", "run") and os.access(base.parent, os.W_OK):
            base.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=base) as folder:
                yield Path(folder)
            return
    pytest.skip("neither this repository nor the home lies where a sandbox shows the same directories")


def sandbox_for(tmp: Path, mode: Mode = "auto", *, network: bool = False, writable: tuple[str, ...] = ()) -> Sandbox:
    """A sandbox as the agent makes it, with ``tmp``/home as the person's home."""
    base = tmp.resolve()
    spill, state = str(base / "spill"), str(base / "home" / ".hermes")
    rules = Rules(str(base / "home"), protected, secret, (state,), (spill,), writable, network)
    return Sandbox(lambda: (mode, rules), spill)


@cache
def why_no_sandbox() -> str:
    """Why tests in a sandbox cannot run here; empty when they can."""
    with tempfile.TemporaryDirectory() as folder:
        return sandbox_for(Path(folder)).confinement([f"{folder}/work"]).trouble
