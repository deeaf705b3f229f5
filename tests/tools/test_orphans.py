"""Nothing outlives us, and much output costs little memory."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from support.workbench import Bench

AGENT = """
import asyncio, sys
from hermes_acp_tools.hosts.local import LocalHost

async def main():
    shell = await LocalHost(spill_dir=sys.argv[1]).open_shell(sys.argv[1])
    await shell.run("sleep 600 & echo $! >background", timeout=20)
    await shell.run("sleep 600 & echo $! >foreground.tmp; mv foreground.tmp foreground; wait", timeout=600)

asyncio.run(main())
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_killed_agent_leaves_no_command_behind(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", AGENT, str(tmp_path)]) as agent:
        deadline = time.monotonic() + 20
        while not (tmp_path / "foreground").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        pids = [int((tmp_path / name).read_text()) for name in ("background", "foreground")]
        assert all(map(is_running, pids))
        agent.send_signal(signal.SIGKILL)
    while any(map(is_running, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def test_much_output_is_counted_and_kept_in_bounded_memory(at: Bench) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = await at.do("shell", command="yes 'some output of a command that talks a lot' | head -c 200000000")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert result.data["bytes"] == 200_000_000
    assert len(result.text) < 52_000 and "the first 64 MB of the output are in" in result.text
    spilled = result.data["spilled"]
    assert isinstance(spilled, str)
    assert (await at.bench.host.stat(spilled)) is not None
    assert grown * (1 if sys.platform == "darwin" else 1024) < 64 << 20
    assert sum(map(len, at.live)) < 201_000
