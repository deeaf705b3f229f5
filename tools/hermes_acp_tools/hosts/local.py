"""LocalHost: the files and programs of this machine.

Every call goes to a thread, so a slow disk never holds up the event loop. Files are opened along resolved paths
without following links: a path that ``resolve`` gave and somebody then bent elsewhere is an error.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable, Collection, Mapping, Sequence

from hermes_acp_tools import atomic, environment
from hermes_acp_tools.host import Completed, FileStat, Shell, TextFile
from hermes_acp_tools.hosts import programs
from hermes_acp_tools.oserrors import tool_error
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import Form, decode, digest_of, encode, size_in_words

TEXT_BYTES = 20_000_000
"""The largest file that is read or edited as one text."""


class LocalHost:
    """Implements ``hermes_acp_tools.host.Host``."""

    def __init__(self, *, spill_dir: str, roots: Collection[str] = (), keep_env: Collection[str] = ()) -> None:
        """``roots``: where programs are never taken from, unless it is ``/``. ``keep_env``: see ``environment``."""
        self._spill_dir, self._keep_env = spill_dir, frozenset(keep_env)
        self._roots = tuple(root for root in roots if root != os.sep)
        self._swept: set[str] = set()

    async def resolve(self, path: str) -> str:
        """See ``Host.resolve``; ``~/`` is this person's home."""
        if "\0" in path:
            raise ToolError("The path holds a NUL character.")
        return await asyncio.to_thread(_resolve, path)

    async def stat(self, path: str) -> FileStat | None:
        """See ``Host.stat``."""
        return await asyncio.to_thread(_stat, path)

    async def list_dir(self, path: str) -> list[tuple[str, FileStat]]:
        """See ``Host.list_dir``; a link that leads nowhere, or where we may not look, is left out."""
        return await asyncio.to_thread(_list_dir, path)

    async def read_bytes(self, path: str, limit: int) -> bytes:
        """See ``Host.read_bytes``. The path must be resolved."""
        return (await asyncio.to_thread(_read, path, limit))[0]

    async def read_text(self, path: str) -> TextFile:
        """See ``Host.read_text``. The path must be resolved."""
        return await asyncio.to_thread(_read_text, path)

    async def write_text(self, path: str, text: str, *, before: TextFile | None) -> None:
        """See ``Host.write_text``. The path must be resolved; missing directories are made."""
        await asyncio.to_thread(self._write, path, text, before)

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
        from hermes_acp_tools.hosts.shell import PersistentShell

        bash = await asyncio.to_thread(programs.find, "bash", self._roots)
        if bash is None:
            raise programs.missing("bash")
        return PersistentShell(bash, cwd, environment.for_commands(os.environ, self._keep_env), self._spill_dir)

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


def _unchanged(before: TextFile) -> Callable[[int], bool]:
    def same(fd: int) -> bool:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return False
        return digest_of(atomic.read_up_to(fd, TEXT_BYTES + 1)) == before.digest

    return same


def _resolve(path: str) -> str:
    return os.path.realpath(os.path.expanduser(path) if path.startswith("~") else path)


def _stat(path: str) -> FileStat | None:
    try:
        return _facts(os.stat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as exc:
        raise tool_error(exc, path) from exc


def _facts(found: os.stat_result) -> FileStat:
    kind = "file" if stat.S_ISREG(found.st_mode) else "directory" if stat.S_ISDIR(found.st_mode) else "special"
    return FileStat(kind, found.st_size, found.st_mtime_ns, stat.S_IMODE(found.st_mode))


def _list_dir(path: str) -> list[tuple[str, FileStat]]:
    try:
        names = sorted(os.listdir(path))
    except OSError as exc:
        raise tool_error(exc, path) from exc
    found = ((name, _entry(os.path.join(path, name))) for name in names)
    return [(name, facts) for name, facts in found if facts is not None]


def _entry(path: str) -> FileStat | None:
    """What an entry is; None for a link to nowhere, to itself or to where we may not look."""
    try:
        return _facts(os.stat(path))
    except OSError:
        return None


def _read(path: str, limit: int) -> tuple[bytes, os.stat_result]:
    try:
        fd = atomic.open_file(path)
        try:
            facts = os.fstat(fd)
            _refuse_special(path, facts)
            return atomic.read_up_to(fd, limit), facts
        finally:
            os.close(fd)
    except OSError as exc:
        raise tool_error(exc, path) from exc


def _refuse_special(path: str, facts: os.stat_result) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise ToolError(f"{path} is a directory; list_files shows what is in it.")
    if not stat.S_ISREG(facts.st_mode):
        raise ToolError(f"{path} is not a regular file but {_special(facts.st_mode)}; it is not read.")


def _special(mode: int) -> str:
    names = {stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    return names.get(stat.S_IFMT(mode), "something special")


def _read_text(path: str) -> TextFile:
    data, facts = _read(path, TEXT_BYTES + 1)
    if len(data) > TEXT_BYTES:
        raise ToolError(
            f"{path} is too large to read whole ({size_in_words(facts.st_size)}). "
            "Use search_files, or shell with head, tail or sed -n."
        )
    return decode(data, path, stat.S_IMODE(facts.st_mode))
