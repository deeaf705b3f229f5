"""Our client in the official conformance suite, both of its published lines, one scenario at a time."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CLIENT = f"{sys.executable} {HERE / 'conformance_client.py'}"
SECONDS = 55.0

SIGNING_IN = (
    "metadata-default",
    "metadata-var1",
    "metadata-var2",
    "metadata-var3",
    "basic-cimd",
    "scope-from-www-authenticate",
    "scope-from-scopes-supported",
    "scope-omitted-when-undefined",
    "scope-step-up",
    "scope-retry-limit",
    "token-endpoint-auth-basic",
    "token-endpoint-auth-post",
    "token-endpoint-auth-none",
    "pre-registration",
    "resource-mismatch",
    "offline-access-scope",
    "offline-access-not-supported",
)
FIRST_LINE = (
    "initialize",
    "tools_call",
    "elicitation-sep1034-client-defaults",
    "sse-retry",
    *(f"auth/{name}" for name in SIGNING_IN),
    "auth/2025-03-26-oauth-endpoint-fallback",
)
"""What applies of 0.1.16. Left out: ``auth/client-credentials-*`` and ``auth/cross-app-access-complete-flow`` are
extensions that we do not offer; ``auth/2025-03-26-oauth-metadata-backcompat`` wants a client to ask an issuer that the
server never named, which the SDK's own client does not do either and the second line no longer asks for."""
SECOND_LINE = (
    "tools_call",
    "request-metadata",
    *(f"auth/{name}" for name in SIGNING_IN),
    "auth/authorization-server-migration",
    "auth/iss-supported",
    "auth/iss-not-advertised",
    "auth/iss-supported-missing",
    "auth/iss-wrong-issuer",
    "auth/iss-unexpected",
    "auth/iss-normalized",
    "auth/metadata-issuer-mismatch",
    "sep-2322-client-request-state",
    "http-standard-headers",
    "http-custom-headers",
    "http-invalid-tool-headers",
    "json-schema-ref-no-deref",
)
"""All that the revision 2026-07-28 requires of a client, by 0.2.0-alpha.12."""


@pytest.mark.parametrize(
    ("line", "scenario"),
    [("conformance-1", name) for name in FIRST_LINE] + [("conformance-2", name) for name in SECOND_LINE],
)
async def test_every_scenario_that_applies_passes(node: str, line: str, scenario: str, tmp_path: Path) -> None:
    suite = HERE / "node_modules" / line / "dist" / "index.js"
    if not suite.exists():
        pytest.skip("the conformance suite is not installed: make test-mcp")
    process = await asyncio.create_subprocess_exec(
        node,
        str(suite),
        *("client", "--command", CLIENT, "--scenario", scenario, "--timeout", "40000", "-o", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(SECONDS):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode("utf-8", "replace")[-4000:]
