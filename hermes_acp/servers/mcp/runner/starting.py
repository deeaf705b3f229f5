"""Starting a runner: a process of its own session, that no signal to the server reaches."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from hermes_acp.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.terms import Terms

START = 20.0
"""Seconds in which a runner takes orders, or is given up."""


class Started:
    """A runner that this process started."""

    def __init__(self, name: str, process: subprocess.Popen[bytes]) -> None:
        self.name = name
        self._process = process
        self._ended = threading.Thread(target=process.wait, daemon=True)
        self._ended.start()  # collects it whenever it ends

    @property
    def alive(self) -> bool:
        """Whether it is there."""
        return self._ended.is_alive()

    async def leave(self, seconds: float) -> None:
        """Say that this process needs it no more, and wait a little for its end: it goes on while something runs."""
        assert self._process.stdin is not None
        await asyncio.to_thread(self._process.stdin.close)
        await asyncio.to_thread(self._ended.join, seconds)


async def start(home: str, terms: Terms, flags: Mapping[str, object]) -> Started:
    """A runner that takes orders. UserError when it cannot be started."""
    name = os.urandom(6).hex()
    said = {"name": name, "flags": dict(flags), "patience": terms.patience, "ends_runs": terms.ends_runs}
    process = await asyncio.to_thread(_spawn, home, json.dumps(said).encode() + b"\n")
    started = Started(name, process)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START):
            line = await asyncio.to_thread(process.stdout.readline)
    except TimeoutError:
        line = b""
        process.kill()
    finally:
        await asyncio.to_thread(process.stdout.close)
    words = json.loads(line) if line else "it ended, or did not answer in time"
    if words != "ready":
        raise UserError(f"The process for runs could not be started: {words}")
    return started


def _spawn(home: str, said: bytes) -> subprocess.Popen[bytes]:
    """The process. Its standard error goes nowhere: a client may wait until nobody holds that of the server."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hermes_acp.servers.mcp.runner"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HERMES_HOME": home},
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(said)
    process.stdin.flush()
    return process
