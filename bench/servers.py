"""What MCP servers cost: fifty configured ones a new session, and one of them a call.

``hermes acp`` runs as an editor starts it, with and without servers in its settings; a call through the client is
compared with the same two lines written to the same server by hand. Run by ``make bench``. Exits 1 when even the best
of the rounds is above its bound.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from hermes_acp.mcp_client.answering import Answering
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.reach import started
from hermes_acp.mcp_client.server import Server

SERVERS, ROUNDS, CALLS = 50, 8, 500
NEW, CALL = 5.0, 2.0
"""Bounds in milliseconds: what fifty servers add to ``session/new``, what the client adds to a call."""

ECHO = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    answers = {
        "initialize": {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}},
        "tools/list": {"tools": [{"name": "echo", "inputSchema": {"type": "object"}}]},
        "tools/call": {"content": [{"type": "text", "text": "hello"}]},
    }
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": answers[asked["method"]]}), flush=True)
"""


class Agent:
    """``hermes acp`` with a home of its own."""

    def __init__(self, servers: int) -> None:
        home = Path(tempfile.mkdtemp())
        table = {f"server{number}": {"command": "npx", "args": ["-y", f"pkg-{number}"]} for number in range(servers)}
        (home / "config.yaml").write_text(json.dumps({"model": "demo:demo", "mcp_servers": table}, indent=1))
        program = Path(sys.executable).with_name("hermes")
        environment = {**os.environ, "HERMES_HOME": str(home)}
        self._process = subprocess.Popen(
            [program, "acp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self.ask("initialize", {"protocolVersion": 1, "clientCapabilities": {}})

    def ask(self, method: str, params: dict[str, Any]) -> float:
        """Milliseconds until the answer."""
        process, number = self._process, time.monotonic_ns()
        assert process.stdin is not None and process.stdout is not None
        line = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        began = time.perf_counter()
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        while True:
            answer = cast("dict[str, Any]", json.loads(process.stdout.readline()))
            if answer.get("id") == number:
                assert "result" in answer, answer
                return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def new_sessions(servers: int) -> tuple[float, float]:
    """The first new session of a process and a later one, in milliseconds."""
    work = tempfile.mkdtemp()
    agent = Agent(servers)
    first = agent.ask("session/new", {"cwd": work, "mcpServers": []})
    time.sleep(0.3)  # what is put off until after the first answer is not what is measured
    later = min(agent.ask("session/new", {"cwd": work, "mcpServers": []}) for _ in range(5))
    agent.close()
    return first, later


def by_hand() -> float:
    """A call as two lines over a pipe, the median in milliseconds."""
    with subprocess.Popen([sys.executable, "-c", ECHO], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None and server.stdout is not None

        def call() -> None:
            assert server.stdin is not None and server.stdout is not None
            server.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}\n')
            server.stdin.flush()
            json.loads(server.stdout.readline())

        took = median_of(call)
        server.stdin.close()
    return took


def median_of(call: Callable[[], None]) -> float:
    """The median of many calls, in milliseconds."""
    times: list[float] = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


async def by_client() -> float:
    """A call through the client, the median in milliseconds."""
    config = ServerConfig("echo", "user", "stdio", sys.executable, ("-c", ECHO))
    server = Server(config, lambda: started(config, tempfile.gettempdir(), os.environ), Answering(config))
    await server.connection()
    times: list[float] = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await server.call("echo", {})
        times.append(time.perf_counter() - began)
    await server.close()
    return statistics.median(times) * 1000


def main() -> int:
    """Measure and judge."""
    without, with_all = zip(*((new_sessions(0), new_sessions(SERVERS)) for _ in range(ROUNDS)), strict=True)
    added = [min(each[kind] for each in with_all) - min(each[kind] for each in without) for kind in (0, 1)]
    calls = [(by_hand(), asyncio.run(by_client())) for _ in range(3)]
    call = min(through - bare for bare, through in calls)
    print(f"{SERVERS} servers add to the first session/new {added[0]:6.2f} ms, to a later one {added[1]:6.2f} ms")
    print(f"a call costs {call:6.2f} ms more than the same lines by hand ({min(calls)[0]:.2f} ms)")
    print(f"bounds: {NEW} ms a new session, {CALL} ms a call; load {os.getloadavg()[0]:.1f}")
    return 1 if max(added) > NEW or call > CALL else 0


if __name__ == "__main__":
    sys.exit(main())
