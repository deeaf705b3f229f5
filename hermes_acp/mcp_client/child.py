"""A server as a program of ours: started in a session of its own, heard on a pipe, ended with all it started.

Two things keep it from outliving us. It is ended politely when it is done with; and a shell that waits in its process
group kills the whole group, and all that left it, when our end of a pipe closes, however we came to an end.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence

from hermes_acp.mcp_client.environment import further_places
from hermes_acp.mcp_client.faults import ServerFault, redacted
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink
from hermes_acp_tools.hosts.processes import end

LONGEST_LINE = 64 << 20
"""Bytes of one message of a server."""
POLITE_SECONDS = 2.0
"""From the end of its input, and again from SIGTERM, to the next step."""
TAIL_BYTES = 4096
"""What is kept of the end of its stderr, to explain a failure."""

MARK = "HERMES_MCP_CHILD"
"""The variable by which everything is known that a server started, also in groups and sessions of its own."""
_WATCHED = """\
(
    read -r _ </dev/fd/"$0"
    me=$(exec sh -c 'echo "$PPID"')
    for found in $(grep -lsF "HERMES_MCP_CHILD=$HERMES_MCP_CHILD" /proc/[0-9]*/environ); do
        other=${found#/proc/}; other=${other%/environ}
        [ "$other" = "$me" ] || ! grep -qsF "HERMES_MCP_CHILD=$HERMES_MCP_CHILD" "$found" || kill -s KILL "$other"
    done
    kill -s KILL -- "-$$"
) </dev/null >/dev/null 2>&1 &
exec "$@"
"""
"""Waits beside the program, in its group, for the end of our life line; ``$0`` is its descriptor, ``$$`` the group.

Then it ends all that bears our mark, itself last: with the group. Where there is no ``/proc``, the group alone. Each is
looked at once more just before: a number that was found may have passed to somebody else since.
"""


class Child:
    """A running server program. Belongs to the event loop it was started on."""

    def __init__(self, process: subprocess.Popen[bytes], pipes: tuple[int, int, int], life: int, mark: str) -> None:
        """``pipes``: our ends of its stdin, stdout and stderr; ``life``: held open as long as it may run."""
        stdin, stdout, self._stderr = pipes
        self._process, self._life, self._mark = process, life, mark
        self._loop = asyncio.get_running_loop()
        self._tail = b""
        self.exited: asyncio.Future[int] = self._loop.create_future()
        """Its exit status, negative for a signal, once there is one."""
        self.link = StdioLink(StdioWire(stdout, stdin, LONGEST_LINE))
        os.set_blocking(self._stderr, False)
        self._loop.add_reader(self._stderr, self._hear)
        threading.Thread(target=self._wait, name=f"mcp-{process.pid}", daemon=True).start()

    @classmethod
    async def start(cls, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> Child:
        """Start a program. ServerFault when it cannot be."""
        mark = f"{MARK}={secrets.token_hex(8)}"
        name, _, value = mark.partition("=")
        spawning = asyncio.ensure_future(asyncio.to_thread(_spawn, list(argv), cwd, {**env, name: value}))
        try:
            process, pipes, life = await asyncio.shield(spawning)
        except asyncio.CancelledError:
            spawning.add_done_callback(_end_unwanted)
            raise
        return cls(process, pipes, life, mark)

    @property
    def pid(self) -> int:
        """Also the number of its process group and session."""
        return self._process.pid

    @property
    def tail(self) -> str:
        """The end of what it wrote to stderr, without secrets."""
        return redacted(self._tail.decode("utf-8", "replace")).strip()

    async def close(self, polite: float = POLITE_SECONDS) -> None:
        """End it and everything it started: its input first, then SIGTERM, then SIGKILL, ``polite`` seconds apart."""
        try:
            await self.link.close()
            if not await self._ends_within(polite):
                self._signal(signal.SIGTERM)
                await self._ends_within(polite)
        finally:
            await asyncio.shield(asyncio.to_thread(self._end_all))
            self._loop.remove_reader(self._stderr)
            os.close(self._stderr)

    async def _ends_within(self, seconds: float) -> bool:
        await asyncio.wait([self.exited], timeout=seconds)
        return self.exited.done()

    def _end_all(self) -> None:
        leader = None if self.exited.done() else self._process.pid
        end(leader, self._mark.encode())
        os.close(self._life)  # what is left of the group, the waiting shell included, ends by that

    def _signal(self, number: signal.Signals) -> None:
        if not self.exited.done():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def _hear(self) -> None:
        try:
            data = os.read(self._stderr, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._loop.remove_reader(self._stderr)
        self._tail = (self._tail + data)[-TAIL_BYTES:]

    def _wait(self) -> None:
        status = self._process.wait()
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits
            self._loop.call_soon_threadsafe(lambda: self.exited.done() or self.exited.set_result(status))


Spawned = tuple["subprocess.Popen[bytes]", tuple[int, int, int], int]


def _spawn(argv: list[str], cwd: str, env: dict[str, str]) -> Spawned:
    """Start the program with the shell that waits beside it. ServerFault; for threads."""
    program, env = _found(argv[0], cwd, env)
    if program is None or not os.access(program, os.X_OK):
        raise ServerFault(f"There is no program {argv[0]!r} to start; an absolute path always works.")
    if not os.path.isdir(cwd):
        raise ServerFault(f"Its directory {cwd} does not exist.")
    life_end, life = os.pipe()
    try:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _WATCHED, str(life_end), program, *argv[1:]],
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            pass_fds=(life_end,),
        )
    except (OSError, ValueError) as error:
        os.close(life)
        raise ServerFault(f"{argv[0]} could not be started: {error}.") from error
    finally:
        os.close(life_end)
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    pipes = tuple(os.dup(stream.fileno()) for stream in (process.stdin, process.stdout, process.stderr))
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    return process, (pipes[0], pipes[1], pipes[2]), life


def _found(name: str, cwd: str, env: dict[str, str]) -> tuple[str | None, dict[str, str]]:
    """Where a program is, and the environment in which what it needs is found beside it."""
    if os.sep in name:
        return os.path.join(cwd, name), env
    known = env.get("PATH", os.defpath)
    if program := shutil.which(name, path=known):
        return program, env
    wider = os.pathsep.join([known, *further_places()])
    return shutil.which(name, path=wider), {**env, "PATH": wider}


def _end_unwanted(spawning: asyncio.Future[Spawned]) -> None:
    """End what was started for somebody who no longer waits."""
    if spawning.cancelled() or spawning.exception() is not None:
        return
    process, pipes, life = spawning.result()
    for descriptor in (*pipes, life):
        os.close(descriptor)
    threading.Thread(target=process.wait, daemon=True).start()
