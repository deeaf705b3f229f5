"""The doctor's rehearsal: an editor's first minute, with the real program on the other side of real pipes.

The home is a temporary one, the model is ``demo`` and keys stay behind, so it costs nothing and touches nothing.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping

from hermes_acp.cli.editor import SmallEditor, connected
from hermes_acp.cli.findings import Finding
from hermes_acp.cli.handshakes import quiet
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.jsonrpc import RpcError

SECONDS = 30.0
"""For the whole of it."""
PROMPT = "what is here?"
FILE = "rehearsal.txt"
ADVICE = "Start `hermes acp` in a terminal and see what it says; then report it with the output of `hermes doctor`."


async def rehearse() -> list[Finding]:
    """Start ``hermes acp`` as an editor would, open a session, run a turn that uses a tool."""
    with tempfile.TemporaryDirectory(prefix="hermes-doctor-", ignore_cleanup_errors=True) as scratch:
        workspace = os.path.join(scratch, "workspace")
        await asyncio.to_thread(_lay_out, workspace)
        env = {**quiet(os.environ), "HERMES_HOME": os.path.join(scratch, "home"), "HERMES_MODEL": "demo:rules"}
        done: list[Finding] = []
        try:
            async with asyncio.timeout(SECONDS):
                await _play(workspace, env, done)
        except TimeoutError:
            done.append(Finding("editor", "problem", f"`hermes acp` did not answer within {SECONDS:g} s", ADVICE))
        except (ConnectionClosed, RpcError, OSError) as error:
            done.append(Finding("editor", "problem", f"`hermes acp` failed: {error}", ADVICE))
    return done


async def _play(workspace: str, env: Mapping[str, str], done: list[Finding]) -> None:
    """Run it, adding to ``done`` as each step ends."""
    heard: list[Mapping[str, object]] = []

    async def refuse(request: Mapping[str, object]) -> str | None:
        return None

    clock = Clock()
    async with connected(SmallEditor(heard.append, refuse), env=env) as editor:
        await editor.call("initialize", {"protocolVersion": 1, "clientInfo": {"name": "hermes-doctor", "version": "1"}})
        done.append(
            Finding("initialize", "ok", "an editor that starts `hermes acp` gets its first answer", "", clock.lap())
        )
        session = await editor.call("session/new", {"cwd": workspace, "mcpServers": []})
        done.append(Finding("session", "ok", "a session opens", "", clock.lap()))
        ended = await editor.prompt(str(session["sessionId"]), PROMPT)
        done.append(_judged(str(ended.get("stopReason")), FILE in str(heard), clock.lap()))


def _judged(stop: str, seen: bool, seconds: float) -> Finding:
    if stop == "end_turn" and seen:
        return Finding("turn", "ok", "a turn runs, and its tool saw the workspace", "", seconds)
    what = "" if seen else ", and no tool saw the workspace"
    return Finding("turn", "problem", f"a turn ended with {stop}{what}", ADVICE, seconds)


def _lay_out(workspace: str) -> None:
    os.mkdir(workspace)
    with open(os.path.join(workspace, FILE), "w", encoding="utf-8") as file:
        file.write("A file for the rehearsal.\n")


class Clock:
    """A stopwatch."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def lap(self) -> float:
        """Seconds since the last lap."""
        now = time.perf_counter()
        since, self._since = self._since, now
        return now - since
