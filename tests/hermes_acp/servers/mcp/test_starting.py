"""How the server comes up and goes: what it loads by when, and what ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from support.mcp.serving import WRITE, Desk

HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
MIB = 1024
LATE = ("asyncio", "pydantic", "mcp", "apsw", "dataclasses", "typing", "ssl", "yaml", "starlette")


def started(desk: Desk, *arguments: str) -> subprocess.Popen[bytes]:
    command = desk.command(*arguments)
    return subprocess.Popen(
        [command.command, *command.args],
        env=command.env,
        cwd=command.cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ask(process: subprocess.Popen[bytes], number: int, method: str, params: Any) -> Any:
    """A request and its answer."""
    assert process.stdin is not None and process.stdout is not None
    body = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    process.stdin.write(json.dumps(body).encode() + b"\n")
    process.stdin.flush()
    while (answer := json.loads(process.stdout.readline())).get("id") != number:
        pass
    return answer


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Close the server's input; how it ended and what it complained about."""
    _, complaints = process.communicate(timeout=15)
    return process.returncode, complaints.decode()


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


def test_a_run_goes_on_when_its_client_is_gone_and_then_the_server_ends(desk: Desk) -> None:
    desk.script([{"pause": 0.5}, {"call": {"name": "read_file", "arguments": {"path": "a"}}}], [{"text": "Done."}])
    process = started(desk, "--allow-run")
    ask(process, 1, "initialize", HELLO)
    call = {"name": "agent_run", "arguments": {"prompt": "go", "wait_seconds": 0}}
    run = ask(process, 2, "tools/call", call)["result"]["structuredContent"]
    assert end(process) == (0, "")
    process = started(desk, "--allow-run")
    ask(process, 1, "initialize", HELLO)
    wait = {"name": "agent_wait", "arguments": {"run_id": run["run_id"]}}
    told = ask(process, 2, "tools/call", wait)["result"]["structuredContent"]
    end(process)
    assert (told["status"], told["text"]) == ("completed", "Done.")


@pytest.mark.parametrize("flags", [(), ("--end-runs",)])
def test_a_signal_or_a_flag_ends_runs(desk: Desk, flags: tuple[str, ...]) -> None:
    desk.script([{"pause": 60}])
    process = started(desk, "--allow-run", *flags)
    ask(process, 1, "initialize", HELLO)
    ask(process, 2, "tools/call", {"name": "agent_run", "arguments": {"prompt": "go", "wait_seconds": 0}})
    begun = time.monotonic()
    if not flags:
        os.kill(process.pid, signal.SIGTERM)
    code, _ = end(process)
    assert code == (0 if flags else 128 + signal.SIGTERM)
    assert time.monotonic() - begun < 10


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
