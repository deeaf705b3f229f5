"""A server never outlives us, however we come to an end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from support.mcp.servers import PROGRAM

AGENT = f"""
import asyncio, os, sys
from hermes_acp.mcp_client.child import Child

async def main():
    child = await Child.start((sys.executable, {PROGRAM!r}, "stubborn"), sys.argv[1], dict(os.environ))
    await child.link.send(b'{{"jsonrpc":"2.0","id":1,"method":"tools/list"}}\\n')
    await child.link.receive()
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_killed_agent_leaves_no_server_behind_not_even_a_stubborn_one(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", AGENT, str(tmp_path)], stdout=subprocess.PIPE, text=True) as agent:
        assert agent.stdout is not None
        pid = int(agent.stdout.readline())
        assert is_running(pid)
        agent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while is_running(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)
