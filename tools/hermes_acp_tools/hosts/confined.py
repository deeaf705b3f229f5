"""Two shells that look like one: commands run in a sandbox, and beside it where a person has allowed that.

The working directory goes both ways. Exported variables go into the sandbox and never out of it: a program kept in
there could have set any of them, and PATH or LD_PRELOAD would carry it out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from hermes_acp_tools.host import CommandResult, OutputSink
from hermes_acp_tools.hosts.shell import PersistentShell
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.sandbox.failures import blocked
from hermes_acp_tools.sandbox.sandbox import Box


class ConfinedShell:
    """Implements ``hermes_acp_tools.host.Shell``."""

    def __init__(self, inside: PersistentShell, open_outside: Callable[[str], PersistentShell], box: Box) -> None:
        """``open_outside`` makes the shell beside the sandbox, in a directory, when it is first wanted."""
        self._inside = self._last = inside
        self._open_outside = open_outside
        self._outside: PersistentShell | None = None
        self._box = box
        self._lock = asyncio.Lock()

    @property
    def cwd(self) -> str:
        """The directory in which the next command runs."""
        return self._last.cwd

    async def run(
        self, command: str, *, timeout: float, output: OutputSink | None = None, outside: bool = False
    ) -> CommandResult:
        """See ``Shell.run``."""
        async with self._lock:
            if outside:
                return await (await self._go_out()).run(command, timeout=timeout, output=output)
            shell = await self._go_in()
            before = await asyncio.to_thread(self._box.obeyed)
            try:
                done = await shell.run(command, timeout=timeout, output=output)
            finally:
                aside = await asyncio.to_thread(self._box.set_aside, before)
        return replace(done, blocked=aside or blocked(done.output, done.exit_code, self._box.plan))

    async def close(self) -> None:
        """End both, with everything they started."""
        try:
            await self._inside.close()
            if self._outside is not None:
                await self._outside.close()
        finally:
            await asyncio.to_thread(self._box.remove_leftovers)

    async def _go_out(self) -> PersistentShell:
        """The shell outside, in the directory of the one inside."""
        cwd = self.cwd
        if self._outside is None:
            self._outside = self._open_outside(cwd)
        elif self._last is not self._outside and not await self._outside.adopt(cwd):
            raise ToolError(f"{cwd} cannot be entered outside the sandbox.")
        self._last = self._outside
        return self._outside

    async def _go_in(self) -> PersistentShell:
        """The shell inside, in the directory and with the variables of the one outside."""
        if self._outside is not None and self._last is self._outside:
            cwd = self._outside.cwd
            there = await self._inside.adopt(cwd, self._outside.exports)
            self._last = self._inside
            if not there:
                raise ToolError(f"{cwd} cannot be entered in the sandbox; its shell is in {self.cwd}. Call again.")
        return self._inside
