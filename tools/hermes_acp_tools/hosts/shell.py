"""The persistent shell of this machine: commands in order, each with a time limit, output and an end.

Owns what happens around a command: the window of its output, timeouts, cancellation, a shell that ended, jobs left
in the background. A shell that had to be ended is followed by a new one with the working directory and the exported
variables of the last command that finished. How bash is spoken to is in ``bash.py``.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from hermes_acp_tools.cleaner import Cleaner
from hermes_acp_tools.host import CommandResult, OutputSink
from hermes_acp_tools.hosts import processes
from hermes_acp_tools.hosts.bash import Answer, Bash, high
from hermes_acp_tools.output import Collector, Mask
from hermes_acp_tools.result import ToolError

PIPE_BYTES = 65536
"""What a pipe can hold: after a command's end, at most this much of its output is still on the way."""
ENDED_WITH_SANDBOX = " Jobs in the background were ended with their sandbox" + (
    ", and what lay in its /tmp is gone." if sys.platform == "linux" else "."
)
BETWEEN_BYTES = 4000
"""How much is kept of what background jobs print while no command runs."""


class PersistentShell:
    """Implements ``hermes_acp_tools.host.Shell``. Made by ``LocalHost.open_shell``, inside a running loop."""

    def __init__(
        self,
        bash: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        spill_dir: str,
        new_mask: Callable[[], Mask | None] | None = None,
    ) -> None:
        """``bash`` is its path, behind what puts it in a sandbox. ``new_mask`` makes what output passes through."""
        mark = secrets.token_hex(8)
        self._words, self._cwd, self._spill_dir, self._new_mask = tuple(bash), cwd, spill_dir, new_mask
        self._env = {**env, "HERMES_SHELL": mark}
        self._mark = f"HERMES_SHELL={mark}\0".encode()
        self._loop = asyncio.get_running_loop()
        self._lock = asyncio.Lock()
        self._bash: Bash | None = None
        self._exports = b""
        self._note: str | None = None
        self._between = b""
        self._collector: Collector | None = None
        life_read, self._life = os.pipe()
        output_read, output_write = os.pipe()
        self._life_read, self._output_write = high(life_read), high(output_write)
        self._output = output_read
        os.set_blocking(output_read, False)
        self._loop.add_reader(output_read, self._on_output)
        self._closed = False

    @property
    def cwd(self) -> str:
        """The directory in which the next command runs."""
        return self._cwd

    @property
    def exports(self) -> bytes:
        """The exported variables after the last command, as commands that set them."""
        return self._exports

    async def adopt(self, cwd: str, exports: bytes = b"") -> bool:
        """Go on in this directory, with these exported variables; False when it cannot go there."""
        async with self._lock:
            return await self._restore(await self._ready(), cwd, exports)

    async def run(
        self, command: str, *, timeout: float, output: OutputSink | None = None, outside: bool = False
    ) -> CommandResult:
        """See ``Shell.run``. ToolError for a command that no shell could be given."""
        try:
            data = command.encode()
        except UnicodeEncodeError:
            raise ToolError("The command is not valid Unicode text.") from None
        if "\0" in command:
            raise ToolError("The command holds a NUL character.")
        async with self._lock:
            if self._closed:
                raise ToolError("The shell is closed.")
            bash = await self._ready()
            collector = self._collector = Collector(output, self._spill_dir, self._new_mask and self._new_mask())
            self._feed_between(collector)
            note, self._note = self._note, None
            since = processes.ticks_now()
            try:
                return await self._execute(bash, data, timeout, collector, note, since)
            except asyncio.CancelledError:
                await self._end(bash, since)
                self._note = "The command before was cancelled and everything it started was ended." + self._restart()
                raise
            finally:
                self._collector = None

    async def close(self) -> None:
        """End the shell and everything it started, jobs in the background too."""
        if self._closed:
            return
        self._closed = True
        if self._bash is not None:
            await self._end(self._bash, 0)
        else:
            await asyncio.to_thread(processes.end, None, self._mark)
        self._loop.remove_reader(self._output)
        for fd in (self._output, self._output_write, self._life, self._life_read):
            os.close(fd)

    async def _execute(
        self, bash: Bash, data: bytes, timeout: float, collector: Collector, note: str | None, since: int
    ) -> CommandResult:
        answer: Answer | None = None
        timed_out = False
        status: int | None = None
        try:
            async with asyncio.timeout(timeout):
                answer = await bash.ask(data)
        except TimeoutError:
            timed_out = True
            await self._end(bash, since)
            note = f"Timed out after {timeout:g} s; it and everything it started was ended." + self._restart()
        if answer is not None:
            status, self._exports = answer.status, answer.exports
            self._cwd = answer.cwd or self._cwd
        elif not timed_out:
            status, note = self._ended_by_itself(bash)
        self._drain(collector)
        text, spilled = await collector.finish()
        return CommandResult(status, text, self._cwd, timed_out, spilled, collector.total_bytes, note)

    async def _ready(self) -> Bash:
        """The running shell, or a new one in the place and with the variables of the last."""
        if self._bash is not None and not self._bash.exited.done():
            return self._bash
        if self._bash is not None:
            _, self._note = self._ended_by_itself(self._bash)
        bash = await self._start()
        try:
            await bash.ready()
            if self._exports:
                await self._restore(bash, self._cwd, self._exports)
        except asyncio.CancelledError:
            bash.close()  # half prepared: it ends, and its late answers reach nobody
            raise
        self._bash = bash
        return bash

    async def _restore(self, bash: Bash, cwd: str, exports: bytes) -> bool:
        there = shlex.quote(cwd).encode("utf-8", "surrogateescape")
        answer = await bash.ask(exports + b"\nbuiltin cd -P -- " + there + b" 2>/dev/null")
        if answer is not None:
            self._exports, self._cwd = answer.exports, answer.cwd or self._cwd
        return answer is not None and answer.status == 0

    async def _start(self) -> Bash:
        start = asyncio.create_task(Bash.start(self._words, self._cwd, self._env, self._output_write, self._life_read))
        try:
            return await asyncio.shield(start)
        except OSError as exc:
            raise ToolError(f"No shell can be started in {self._cwd}: {exc.strerror}") from None
        except asyncio.CancelledError:
            (await start).close()
            raise

    def _ended_by_itself(self, bash: Bash) -> tuple[int | None, str]:
        code = bash.exited.result()
        how = f"with status {code}" if code >= 0 else f"by signal {-code} ({signal.strsignal(-code)})"
        bash.close()
        self._bash = None
        return (code if code >= 0 else None), f"The shell itself ended {how}." + self._restart()

    def _restart(self) -> str:
        return (
            f" The next command gets a new shell in {self._cwd}; exported variables are kept, "
            "functions, aliases and other variables are not." + (ENDED_WITH_SANDBOX if len(self._words) > 1 else "")
        )

    async def _end(self, bash: Bash, since: int) -> None:
        """End the command, never letting the shell go on to what stands behind it on its line."""
        pid = None if bash.exited.done() else bash.pid
        if pid is not None:
            await asyncio.to_thread(processes.stop, pid)
        await asyncio.to_thread(processes.end, pid, self._mark, since)
        await bash.exited
        if len(self._words) > 1:  # with a sandbox all in it ends; that takes a moment
            await asyncio.to_thread(processes.end, None, self._mark)
        bash.close()
        if self._bash is bash:
            self._bash = None

    def _on_output(self) -> None:
        data = self._read()
        if self._collector is None:
            self._between = (self._between + data)[-BETWEEN_BYTES:]
            return
        self._collector.feed(data)
        if self._collector.crowded:
            self._loop.remove_reader(self._output)
            self._collector.when_written(self._read_on)

    def _read_on(self) -> None:
        if not self._closed:
            self._loop.add_reader(self._output, self._on_output)

    def _read(self) -> bytes:
        try:
            return os.read(self._output, PIPE_BYTES)
        except BlockingIOError:
            return b""

    def _drain(self, collector: Collector) -> None:
        """Take what the finished command wrote; a job that goes on writing is not waited for."""
        left = PIPE_BYTES
        while left > 0 and (data := self._read()):
            collector.feed(data)
            left -= len(data)

    def _feed_between(self, collector: Collector) -> None:
        if not self._between:
            return
        text = Cleaner().feed(self._between, final=True).rstrip("\n")
        self._between = b""
        collector.feed(f"[printed in the background since the last command]\n{text}\n[end]\n".encode())
