"""What is not used costs nothing: neither the client nor the SDK is imported before there is a server for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

SESSION = "import hermes_acp.app, hermes_acp.servers.acp.agent, hermes_acp.agent.session, hermes_acp.agent.runner"
CLIENT = "import hermes_acp.mcp_client.household, hermes_acp.mcp_client.child, hermes_acp.agent.serverface"


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        (SESSION, ("mcp", "mcp_types", "hermes_acp.mcp_client")),
        (f"{SESSION}; {CLIENT}", ("mcp", "mcp_types", "anyio", "httpx2", "pydantic")),
    ],
    ids=["a session", "a server over pipes"],
)
def test_nothing_is_imported_before_it_is_used(code: str, unwanted: tuple[str, ...]) -> None:
    program = f"{code}; import sys; print([name for name in {unwanted!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


WITHOUT = """
import sys
sys.modules["mcp.client.streamable_http"] = None
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.http import load
try:
    load()
except ServerFault as fault:
    print(fault)
"""


def test_without_the_extra_the_person_is_told_what_to_install() -> None:
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "pip install 'hermes-editor-agent[mcp]'" in said
