"""acplint, a public linter for agents: its result is this list of failures, each of which is its own mistake.

It was written against another shape of the protocol than the published schema: with these exceptions it must find
nothing. A failure that is not in the list is ours; one that is missing means that the linter changed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from support.e2e import HERMES, Json, Place

ACPLINT = str(Path(sys.executable).with_name("acplint"))
SECONDS = 150
"""It takes a minute, nearly all of it waiting of its own."""

VERSION = "it wants the protocol version as a text; the schema has an integer"
AGAIN = "it says initialize twice over one connection and reads the second answer, an error, as a result"
LABEL = "it wants a label in a config option; the schema has a name"
CONTENT = "it sends the prompt under content; the schema has prompt, and requires it, so the answer is an error"

KNOWN = {
    "initialize_v1": VERSION,
    "protocol_version_returned": VERSION,
    "schema_initialize": AGAIN,
    "new_session": LABEL,
    "schema_session_new": LABEL,
    "agent_message_chunk_received": CONTENT,
    "prompt_stop_reason": CONTENT,
}
"""Name of the check → why it fails with an agent that keeps to the schema."""


@pytest.mark.timeout(SECONDS + 30)
@pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("HERMES_CLIENTS")), reason="takes a minute: make test-clients"
)
async def test_acplint_finds_nothing_but_its_own_mistakes(place: Place) -> None:
    report = place.root / "report.json"
    process = await asyncio.create_subprocess_exec(
        *(ACPLINT, "--agent", HERMES, "--agent-args", "acp", "--cwd", str(place.work), "--timeout", "20"),
        *("--output", "json", "--output-file", str(report)),
        cwd=place.root,
        env=place.environment(),
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(SECONDS):
        assert await process.wait() == 1, "its word for all but full conformance"

    found: Json = json.loads(await asyncio.to_thread(report.read_text))
    failed = {result["name"]: result["message"] for result in found["results"] if result["status"] != "PASS"}
    assert failed.keys() == KNOWN.keys(), {name: why for name, why in failed.items() if name not in KNOWN}
    assert found["conformance_level"] == "Partial Conformance"
