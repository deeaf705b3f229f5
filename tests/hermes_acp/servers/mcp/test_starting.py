"""How the server comes up and goes: what it loads by when, and what ends it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.mcp.lines import HELLO, ask, end, started
from support.mcp.serving import WRITE, Desk

MIB = 1024
LATE = ("asyncio", "pydantic", "mcp", "apsw", "dataclasses", "typing", "ssl", "yaml", "starlette")


def test_what_is_known_is_answered_before_anything_heavy_is_loaded() -> None:
    code = f"import sys, hermes_acp.servers.mcp.start; print([name for name in {LATE} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(json.loads(said.stdout.replace("'", '"'))) <= {"typing"}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_server_that_nobody_uses_is_small(desk: Desk) -> None:
    process = started(desk, "--allow-run")
    hello = ask(process, 1, "initialize", HELLO)
    tools = ask(process, 2, "tools/list", {})
    status = Path(f"/proc/{process.pid}/status").read_text()
    code, complaints = end(process)
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    threads = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Threads"))
    assert hello["result"]["serverInfo"]["name"] == "hermes" and hello["result"]["instructions"]
    assert len(tools["result"]["tools"]) > 10
    assert (resident / MIB < 25, threads) == (True, 1)
    assert (code, complaints) == (0, "")


def test_both_eras_are_spoken_on_one_wire_and_garbage_is_answered(desk: Desk) -> None:
    process = started(desk)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b"garbage\n[]\n")
    process.stdin.flush()
    broken = [json.loads(process.stdout.readline())["error"]["code"] for _ in range(2)]
    meta = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}
    half = ask(process, 1, "tools/list", meta)
    early = ask(process, 2, "tools/list", {})
    hello = ask(process, 3, "initialize", HELLO)
    meta["_meta"]["io.modelcontextprotocol/clientCapabilities"] = {}  # type: ignore[assignment]
    modern = ask(process, 4, "tools/list", meta)
    legacy = ask(process, 5, "conversations_list", {})
    listed = ask(process, 6, "tools/call", {"name": "conversations_list", "arguments": {}})
    code, complaints = end(process)
    assert broken == [-32700, -32600]
    assert [half["error"]["code"], early["error"]["code"]] == [-32602, -32602]
    assert hello["result"]["protocolVersion"] == "2025-11-25"
    assert modern["result"]["resultType"] == "complete" and modern["result"]["ttlMs"] > 0
    assert legacy["error"]["code"] == -32601
    assert listed["result"]["structuredContent"] == {"count": 0, "conversations": []}
    assert (code, complaints) == (0, "")


def test_an_unanswered_question_is_a_no_after_a_while(desk: Desk) -> None:
    desk.script([WRITE], [{"text": "Then not."}])
    process = started(desk, "--allow-run", "--approval-timeout", "0.3")
    ask(process, 1, "initialize", HELLO)
    run = ask(process, 2, "tools/call", {"name": "agent_run", "arguments": {"prompt": "go"}})["result"]
    wait = {"name": "agent_wait", "arguments": {"run_id": run["structuredContent"]["run_id"]}}
    told = ask(process, 3, "tools/call", wait)["result"]["structuredContent"]
    while told["status"] != "completed":
        told = ask(process, 3, "tools/call", wait)["result"]["structuredContent"]
    end(process)
    assert told["text"] == "Then not."
    assert not (desk.work / "new.txt").exists()
