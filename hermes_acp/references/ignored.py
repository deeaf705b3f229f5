"""Which new files git ignores, from git processes that stay: starting git takes far longer than asking it.

For directories of this machine. One process for each repository, since git answers for no path in a repository inside
its own. They read ignore files once, so whoever sees one change lets them be forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import threading
from collections.abc import Collection, Iterator
from typing import IO

from hermes_acp.references.git import GIT

SECONDS = 10.0
"""What an answer may take."""
AT_ONCE = 100
"""Paths asked about in one go: less than a pipe holds, so that neither side waits for the other."""
PROCESSES = 8
"""Repositories that have a process at one time."""
_COMMAND = (*(part for part in GIT if part != "--literal-pathspecs"), "check-ignore")
"""The command git refuses to take literal paths for. Paths therefore begin with ``./``, never with ``:``."""
IGNORE_FILES = frozenset({".gitignore", ".ignore", ".rgignore"})
"""Files that say what is ignored."""
_FIELDS = 4
"""Of each answer: file, line and pattern of the rule, empty where none fits, and the path."""


class Ignored:
    """Asks git about paths below one directory."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._one = threading.Lock()

    async def among(self, paths: Collection[str]) -> set[str] | None:
        """The relative paths that are ignored; None when git cannot say, such as outside a repository."""
        return await asyncio.to_thread(self._among, sorted(paths))

    async def forget(self) -> None:
        """The rules are others now; also ends the processes."""
        await asyncio.to_thread(self._forget)

    def _among(self, paths: list[str]) -> set[str] | None:
        with self._one:
            try:
                return self._in_all(paths)
            except OSError:
                self._end()
                return None

    def _in_all(self, paths: Collection[str]) -> set[str]:
        found = set[str]()
        for top, inside in by_repository(self._root, paths).items():
            if top and self._in_all([top.rstrip("/")]):
                found.update(inside)  # the whole repository is ignored by the one around it
            else:
                found |= {top + path for path in self._in_one(top, [path[len(top) :] for path in inside])}
        return found

    def _in_one(self, top: str, paths: list[str]) -> set[str]:
        """Those that one repository ignores. OSError when git has ended."""
        process = self._processes.get(top) or self._start(top)
        late = threading.Timer(SECONDS, process.kill)
        late.start()
        try:
            return {path for at in range(0, len(paths), AT_ONCE) for path in ask(process, paths[at : at + AT_ONCE])}
        finally:
            late.cancel()

    def _forget(self) -> None:
        with self._one:
            self._end()

    def _start(self, top: str) -> subprocess.Popen[bytes]:
        if len(self._processes) >= PROCESSES:
            self._end()
        process = self._processes[top] = subprocess.Popen(
            (*_COMMAND, "--stdin", "-z", "--verbose", "--non-matching"),
            cwd=os.path.join(self._root, top),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return process

    def _end(self) -> None:
        processes, self._processes = self._processes, {}
        for process in processes.values():
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what was still to be written: nobody reads it any more
                    if pipe is not None:
                        pipe.close()
            process.wait()


def by_repository(root: str, paths: Collection[str]) -> dict[str, list[str]]:
    """Relative paths by the folder, with its ``/``, of the repository they lie in; under "" for the root's. Blocks."""
    tops: dict[str, str] = {"": ""}
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(_top(root, path[: path.rfind("/") + 1], tops), []).append(path)
    return found


def _top(root: str, folder: str, known: dict[str, str]) -> str:
    """The nearest folder, from this one up, that is a repository."""
    if folder not in known:
        above = folder[: folder.rfind("/", 0, -1) + 1]
        is_one = os.path.lexists(os.path.join(root, folder, ".git"))
        known[folder] = folder if is_one else _top(root, above, known)
    return known[folder]


def ask(process: subprocess.Popen[bytes], paths: Collection[str]) -> Iterator[str]:
    """Those of a few paths that are ignored. OSError when git has ended."""
    if process.stdin is None or process.stdout is None:
        raise OSError("git has no pipes")
    process.stdin.write(b"".join(b"./" + path.encode(errors="surrogateescape") + b"\0" for path in paths))
    process.stdin.flush()
    for path in paths:
        pattern = [read_field(process.stdout) for _ in range(_FIELDS)][2]
        if pattern and not pattern.startswith(b"!"):
            yield path


def read_field(stream: IO[bytes]) -> bytes:
    """What stands before the next NUL. OSError at the end of the stream."""
    found = bytearray()
    while (one := stream.read(1)) != b"\0":
        if not one:
            raise OSError("git has ended")
        found += one
    return bytes(found)
