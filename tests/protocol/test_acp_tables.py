"""The generated files are current, and say what the schema says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hermes_acp_protocol.acp import tables_v1, tables_v2

PROTOCOL = Path(__file__).parents[2] / "protocol"


def test_the_generated_files_are_what_the_generator_writes() -> None:
    done = subprocess.run(
        [sys.executable, str(PROTOCOL / "generate_acp.py"), "--check"], capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("version", "tables"), [(1, tables_v1), (2, tables_v2)])
def test_every_method_of_the_specification_is_in_a_table(version: int, tables: Any) -> None:
    meta = json.loads((PROTOCOL / "schemas" / "acp" / f"v{version}" / "meta.unstable.json").read_text(encoding="utf-8"))
    both = set(meta["protocolMethods"].values())
    assert {*tables.AGENT_REQUESTS, *tables.AGENT_NOTIFICATIONS} == {*meta["agentMethods"].values()} | both
    assert {*tables.CLIENT_REQUESTS, *tables.CLIENT_NOTIFICATIONS} == {*meta["clientMethods"].values()} | both


@pytest.mark.parametrize(("version", "tables"), [(1, tables_v1), (2, tables_v2)])
def test_stable_methods_are_those_of_the_stable_specification(version: int, tables: Any) -> None:
    meta = json.loads((PROTOCOL / "schemas" / "acp" / f"v{version}" / "meta.json").read_text(encoding="utf-8"))
    stable = {
        method
        for table in (tables.AGENT_REQUESTS, tables.AGENT_NOTIFICATIONS)
        for method, entry in table.items()
        if entry["stable"]
    }
    assert stable == {*meta["agentMethods"].values(), "$/cancel_request"}


@pytest.mark.parametrize("tables", [tables_v1, tables_v2])
def test_every_name_in_a_table_is_a_shape(tables: Any) -> None:
    entries = [
        entry
        for table in (
            tables.AGENT_REQUESTS,
            tables.AGENT_NOTIFICATIONS,
            tables.CLIENT_REQUESTS,
            tables.CLIENT_NOTIFICATIONS,
        )
        for entry in table.values()
    ]
    names = {entry["params"] for entry in entries} | {entry["result"] for entry in entries if entry["result"]}
    names |= {update["shape"] for update in tables.UPDATES.values()}
    assert names <= tables.SHAPES.keys()


def test_stop_reasons_are_the_five_of_version_one() -> None:
    expected = ("end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled")
    assert tables_v1.ENUMS["StopReason"] == expected
