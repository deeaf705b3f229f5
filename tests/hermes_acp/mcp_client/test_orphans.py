"""A server never outlives us, however we come to an end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hermes_acp.mcp_client.child import MARK
from support.mcp.servers import PROGRAM

AGENT = f"""
import asyncio, os, sys
from hermes_acp.mcp_client.child import Child

async def main():
    child = await Child.start((sys.executable, {PROGRAM!r}, *sys.argv[2:]), sys.argv[1], dict(os.environ))
    await child.link.send(b'{{"jsonrpc":"2.0","id":1,"method":"tools/list"}}\\n')
    await child.link.receive()
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def running(mark: bytes) -> list[int]:
    """The processes with this variable in their environment, but for those that ended and wait to be looked at."""
    found: list[int] = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return found


@pytest.mark.parametrize("habit", ["stubborn", "family"])
def test_a_killed_agent_leaves_nothing_behind_of_its_server(habit: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", AGENT, str(tmp_path), habit]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as agent:
        assert agent.stdout is not None
        pid = int(agent.stdout.readline())
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        [mark] = [each for each in variables if each.startswith(MARK.encode())]
        assert len(running(mark)) >= {"stubborn": 2, "family": 4}[habit]
        agent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while running(mark):
        assert time.monotonic() < deadline, running(mark)
        time.sleep(0.01)
