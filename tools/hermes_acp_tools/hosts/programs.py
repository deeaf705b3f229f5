"""Finding programs, and running one to its end without a shell, input or patience. For threads.

A program is never taken from the workspace: a folder somebody else wrote must not shadow ``rg`` or ``git``.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Collection, Mapping, Sequence

from hermes_acp_tools.host import Completed
from hermes_acp_tools.paths import is_inside
from hermes_acp_tools.result import ToolError


def find(name: str, outside: Collection[str]) -> str | None:
    """The absolute path of a program: beside our own Python first, then on PATH, but not in ``outside``."""
    own = (os.path.dirname(sys.executable), sysconfig.get_path("scripts"))
    for folder in own:
        if _is_program(path := os.path.join(folder, name)):
            return path
    for folder in os.get_exec_path():
        path = os.path.join(folder, name)
        if os.path.isabs(folder) and _is_program(path) and not is_inside(os.path.realpath(path), outside):
            return path
    return None


class Run:
    """One program; ``start`` and ``wait`` in a thread, ``end`` from anywhere."""

    def __init__(self, argv: Sequence[str], cwd: str, env: Mapping[str, str], limit: int) -> None:
        self._argv, self._cwd, self._env, self._left = list(argv), cwd, dict(env), limit
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def __call__(self, timeout: float) -> Completed:
        """Run to the end. TimeoutError after ``timeout`` seconds, with nothing left running."""
        with subprocess.Popen(
            self._argv,
            cwd=self._cwd,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            self._process = process
            try:
                if self._ended:
                    self.end()
                out, err, cut = self._collect(process, time.monotonic() + timeout)
            finally:
                self.end()
        return Completed(process.returncode, out, err, cut)

    def end(self) -> None:
        """Kill it with its group; harmless when it is over."""
        self._ended = True
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

    def _collect(self, process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bytes, bool]:
        assert process.stdout is not None and process.stderr is not None
        got: dict[int, list[bytes]] = {process.stdout.fileno(): [], process.stderr.fileno(): []}
        out, err = got.values()
        with selectors.DefaultSelector() as selector:
            for fd in got:
                selector.register(fd, selectors.EVENT_READ)
            while selector.get_map():
                ready = selector.select(max(deadline - time.monotonic(), 0))
                if not ready:
                    raise TimeoutError(f"{self._argv[0]} took too long and was ended")
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    if not data:
                        selector.unregister(key.fd)
                    got[key.fd].append(data[: self._left])
                    self._left -= len(data)
                    if self._left < 0:
                        return b"".join(out), b"".join(err), True
        process.wait(max(deadline - time.monotonic(), 0.1))
        return b"".join(out), b"".join(err), False


def missing(name: str) -> ToolError:
    """What to say when a program is not there."""
    return ToolError(f"The program {name!r} is not installed (programs inside the workspace are not used).")


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
