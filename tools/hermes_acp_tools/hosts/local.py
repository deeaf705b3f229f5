"""LocalHost: the files and programs of this machine.

Every call goes to a thread, so a slow disk never holds up the event loop. Files are opened along resolved paths
without following links: a path that ``resolve`` gave and somebody then bent elsewhere is an error.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp_tools import atomic, environment
from hermes_acp_tools.host import Completed, Confinement, FileStat, Shell, TextFile
from hermes_acp_tools.hosts import files, programs
from hermes_acp_tools.oserrors import tool_error
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import Form, digest_of, encode

if TYPE_CHECKING:
    from hermes_acp_tools.output import Mask
    from hermes_acp_tools.sandbox.sandbox import Sandbox


class LocalHost:
    """Implements ``hermes_acp_tools.host.Host``."""

    def __init__(
        self,
        *,
        spill_dir: str,
        roots: Collection[str] = (),
        keep_env: Collection[str] = (),
        sandbox: Sandbox | None = None,
        new_mask: Callable[[], Mask | None] | None = None,
    ) -> None:
        """``roots``: where programs are never taken from, unless it is ``/``. ``keep_env``: see ``environment``.

        ``sandbox`` keeps the commands of shells in; ``new_mask`` makes what the output of one command passes through.
        """
        self._spill_dir, self._keep_env = spill_dir, frozenset(keep_env)
        self._roots = tuple(root for root in roots if root != os.sep)
        self._all_roots, self._sandbox, self._new_mask = tuple(roots), sandbox, new_mask
        self._swept: set[str] = set()

    async def resolve(self, path: str) -> str:
        """See ``Host.resolve``; ``~/`` is this person's home."""
        if "\0" in path:
            raise ToolError("The path holds a NUL character.")
        return await asyncio.to_thread(files.resolve, path)

    async def stat(self, path: str) -> FileStat | None:
        """See ``Host.stat``."""
        return await asyncio.to_thread(files.stat, path)

    async def list_dir(self, path: str) -> list[tuple[str, FileStat]]:
        """See ``Host.list_dir``; a link that leads nowhere, or where we may not look, is left out."""
        return await asyncio.to_thread(files.list_dir, path)

    async def read_bytes(self, path: str, limit: int) -> bytes:
        """See ``Host.read_bytes``. The path must be resolved."""
        return (await asyncio.to_thread(files.read, path, limit))[0]

    async def read_text(self, path: str) -> TextFile:
        """See ``Host.read_text``. The path must be resolved."""
        return await asyncio.to_thread(files.read_text, path)

    async def write_text(self, path: str, text: str, *, before: TextFile | None) -> None:
        """See ``Host.write_text``. The path must be resolved; missing directories are made."""
        await asyncio.to_thread(self._write, path, text, before)

    async def remove_text(self, before: TextFile) -> None:
        """See ``Host.remove_text``. The path must be resolved."""
        await asyncio.to_thread(self._remove, before)

    async def run(
        self, argv: Sequence[str], *, cwd: str, timeout: float, limit: int, env: Mapping[str, str] | None = None
    ) -> Completed:
        """See ``Host.run``. A bare name is looked up beside our Python and on PATH, never in the roots."""
        job: programs.Run | None = None

        def work() -> Completed:
            nonlocal job
            program = argv[0] if os.path.isabs(argv[0]) else programs.find(argv[0], self._roots)
            if program is None:
                raise programs.missing(argv[0])
            seen = environment.for_commands(os.environ if env is None else env, self._keep_env)
            job = programs.Run([program, *argv[1:]], cwd, seen, limit)
            if cancelled:
                job.end()
            return job(timeout)

        cancelled = False
        try:
            return await asyncio.to_thread(work)
        except asyncio.CancelledError:
            cancelled = True
            if job is not None:
                job.end()
            raise

    async def open_shell(self, cwd: str) -> Shell:
        """See ``Host.open_shell``."""
        from hermes_acp_tools.hosts.shells import open_shell

        bash = await asyncio.to_thread(programs.find, "bash", self._roots)
        if bash is None:
            raise programs.missing("bash")
        env = environment.for_commands(os.environ, self._keep_env)
        confinement = await self.confinement()
        if confinement.refused:
            raise ToolError(confinement.refused)
        sandbox = self._sandbox if confinement.on else None
        return await open_shell(bash, cwd, env, self._spill_dir, self._new_mask, sandbox, self._all_roots or (cwd,))

    async def confinement(self) -> Confinement:
        """See ``Host.confinement``. The first call may run a program."""
        if self._sandbox is None:
            return Confinement()
        return await asyncio.to_thread(self._sandbox.confinement, self._all_roots)

    def _write(self, path: str, text: str, before: TextFile | None) -> None:
        folder = os.path.dirname(path)
        if folder not in self._swept:
            atomic.sweep(folder)
            self._swept.add(folder)
        try:
            if before is None:
                atomic.create(path, encode(text, Form()))
            elif not atomic.replace(path, encode(text, before), _unchanged(before)):
                raise ToolError(f"{path} has changed since it was read; nothing was written. Read it again.")
        except FileExistsError:
            raise ToolError(f"{path} exists by now; nothing was written. Read it first.") from None
        except OSError as exc:
            raise tool_error(exc, path) from exc

    def _remove(self, before: TextFile) -> None:
        try:
            if not atomic.remove(before.path, _unchanged(before)):
                raise ToolError(f"{before.path} has changed since it was read; it was not deleted.")
        except OSError as exc:
            raise tool_error(exc, before.path) from exc


def _unchanged(before: TextFile) -> Callable[[int], bool]:
    def same(fd: int) -> bool:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return False
        return digest_of(atomic.read_up_to(fd, files.TEXT_BYTES + 1)) == before.digest

    return same
