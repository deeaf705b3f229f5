"""Two shells that look like one: commands run in a sandbox, and beside it where a person has allowed that.

The working directory goes both ways. Exported variables go into the sandbox and never out of it: a program kept in
there could have set any of them, and PATH or LD_PRELOAD would carry it out.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from hermes_acp_tools.host import CommandResult, OutputSink
from hermes_acp_tools.hosts.shell import PersistentShell
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.sandbox.failures import blocked
from hermes_acp_tools.sandbox.sandbox import Box

EMPTIED = " Its /tmp is empty." if sys.platform == "linux" else ""

Open = Callable[[str, Sequence[str]], PersistentShell]
"""Makes a shell in a directory, behind the words that put it in a sandbox."""

RENEWED = (
    "This is a new shell: files came to be where the sandbox had kept a directory empty. Exported variables are kept, "
    "functions, aliases and other variables are not; jobs in the background run on." + EMPTIED
)


class ConfinedShell:
    """Implements ``hermes_acp_tools.host.Shell``."""

    def __init__(self, open_shell: Open, cwd: str, box: Box, pack: Callable[[], Box]) -> None:
        """``pack`` makes another box, from what then is on the disk. It blocks."""
        self._inside = self._last = open_shell(cwd, box.prefix)
        self._open, self._box, self._pack = open_shell, box, pack
        self._outside: PersistentShell | None = None
        self._former: list[tuple[PersistentShell, Box]] = []
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
            renewed = await self._renew()
            shell = await self._go_in()
            before = await asyncio.to_thread(self._box.obeyed)
            try:
                done = await shell.run(command, timeout=timeout, output=output)
            finally:
                aside = await asyncio.to_thread(self._box.set_aside, before)
            why = aside or await asyncio.to_thread(blocked, done.output, done.exit_code, self._box.plan)
        note = " ".join(each for each in (RENEWED if renewed else None, done.note) if each)
        return replace(done, blocked=why, note=note or None)

    async def close(self) -> None:
        """End them all, with everything they started."""
        shells = [self._inside, *(shell for shell, _ in self._former), *([self._outside] if self._outside else [])]
        boxes = [self._box, *(box for _, box in self._former)]
        async with contextlib.AsyncExitStack() as ends:
            for box in boxes:
                ends.push_async_callback(asyncio.to_thread, box.remove_leftovers)
            for shell in reversed(shells):
                ends.push_async_callback(shell.close)

    async def _renew(self) -> bool:
        """Pack anew when the box shows an empty directory that no longer is one. The shell of before keeps its jobs."""
        if not await asyncio.to_thread(self._box.outgrown):
            return False
        self._former.append((self._inside, self._box))
        self._box = await asyncio.to_thread(self._pack)
        fresh = self._open(self._inside.cwd, self._box.prefix)
        await fresh.adopt(self._inside.cwd, self._inside.exports)
        self._last = fresh if self._last is self._inside else self._last
        self._inside = fresh
        return True

    async def _go_out(self) -> PersistentShell:
        """The shell outside, in the directory of the one inside."""
        cwd = self.cwd
        if self._outside is None:
            self._outside = self._open(cwd, ())
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
