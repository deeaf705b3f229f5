"""``hermes mcp serve`` as a real process, driven line by line: only there a client can die."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from support.mcp.serving import Desk

HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


def started(desk: Desk, *arguments: str, workspace: bool = True) -> subprocess.Popen[bytes]:
    command = desk.command(*arguments, workspace=workspace)
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


def call(process: subprocess.Popen[bytes], number: int, name: str, **arguments: Any) -> Any:
    """A call of a tool that must work, and what it gave back for programs."""
    result = ask(process, number, "tools/call", {"name": name, "arguments": arguments})["result"]
    assert not result.get("isError"), result
    return result["structuredContent"]


def greeted(desk: Desk, *arguments: str) -> subprocess.Popen[bytes]:
    """A server that was greeted in the legacy way."""
    process = started(desk, *arguments)
    ask(process, 1, "initialize", HELLO)
    return process
