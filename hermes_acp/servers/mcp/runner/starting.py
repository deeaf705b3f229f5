"""Starting a runner: a process of its own session, that no signal to the server reaches."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.runner import journal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.terms import Terms

START = 20.0
"""Seconds in which a runner takes orders, or is given up."""
FAILED = "The process for runs could not be started: {why}"
OURS = ("HERMES_MCP_TOKEN",)
"""Variables for the server alone: with its token an agent could answer what it is asked itself."""


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
        with contextlib.suppress(BrokenPipeError):  # it never read what it was told
            await asyncio.to_thread(self._process.stdin.close)
        await asyncio.to_thread(self._ended.join, seconds)


async def start(home: str, terms: Terms, flags: Mapping[str, object]) -> Started:
    """A runner that takes orders. UserError when it cannot be started."""
    name = os.urandom(6).hex()
    said = {"name": name, "flags": dict(flags), "patience": terms.patience, "ends_runs": terms.ends_runs}
    try:
        process = await asyncio.to_thread(_spawn, home, json.dumps(said).encode() + b"\n")
    except OSError as error:  # also when an upgrade took this Python away
        raise UserError(FAILED.format(why=error)) from error
    started = Started(name, process)
    words = await _first_word(started, process)
    if words != "ready":
        await started.leave(0.0)
        raise UserError(FAILED.format(why=words or f"it ended, or did not answer in time. See {journal.place(home)}"))
    return started


async def _first_word(started: Started, process: subprocess.Popen[bytes]) -> str:
    """What a runner says when it takes orders, or why it cannot; empty when it says nothing in time."""
    assert process.stdout is not None
    line = b""
    try:
        async with asyncio.timeout(START):
            line = await asyncio.to_thread(process.stdout.readline)
    except TimeoutError:
        process.kill()
    except asyncio.CancelledError:  # nobody will have orders for it
        await started.leave(0.0)
        raise
    finally:
        await asyncio.to_thread(process.stdout.close)
    return str(json.loads(line)) if line else ""


def _spawn(home: str, said: bytes) -> subprocess.Popen[bytes]:
    """The process. Not with our standard error: a client may wait until nobody holds that of the server.

    ``-P``: Python would look for modules where the server was started first, and that may be anybody's project.
    """
    with journal.opened(home) as complaints:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hermes_acp.servers.mcp.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**{name: value for name, value in os.environ.items() if name not in OURS}, "HERMES_HOME": home},
            start_new_session=True,
        )
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it ended already; that it says nothing tells so
        process.stdin.write(said)
        process.stdin.flush()
    return process
