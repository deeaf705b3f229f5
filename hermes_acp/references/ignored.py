"""Which new files git ignores, from one git process that stays: starting git takes far longer than asking it.

For directories of this machine. The process reads ignore files once, so whoever sees one change lets it be forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import threading
from collections.abc import Collection, Iterator
from typing import IO

from hermes_acp.references.git import GIT

SECONDS = 10.0
"""What an answer may take."""
AT_ONCE = 100
"""Paths asked about in one go: less than a pipe holds, so that neither side waits for the other."""
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
        self._process: subprocess.Popen[bytes] | None = None
        self._one = threading.Lock()

    async def among(self, paths: Collection[str]) -> set[str] | None:
        """The relative paths that are ignored; None when git cannot say, such as outside a repository."""
        return await asyncio.to_thread(self._among, sorted(paths))

    async def forget(self) -> None:
        """The rules are others now; also ends the process."""
        await asyncio.to_thread(self._forget)

    def _among(self, paths: list[str]) -> set[str] | None:
        with self._one:
            try:
                process = self._process = self._process or self._start()
                late = threading.Timer(SECONDS, process.kill)
                late.start()
                try:
                    return {
                        path for at in range(0, len(paths), AT_ONCE) for path in ask(process, paths[at : at + AT_ONCE])
                    }
                finally:
                    late.cancel()
            except OSError:
                self._end()
                return None

    def _forget(self) -> None:
        with self._one:
            self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            (*_COMMAND, "--stdin", "-z", "--verbose", "--non-matching"),
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what was still to be written: nobody reads it any more
                    if pipe is not None:
                        pipe.close()
            process.wait()


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
