"""The sandbox of this machine, for tests that need a real one."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from hermes_acp.approval.protected import protected, secret
from hermes_acp_tools.sandbox.sandbox import Mode, Sandbox
from hermes_acp_tools.sandbox.survey import Rules


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
