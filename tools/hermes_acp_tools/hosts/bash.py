"""One bash process that takes commands on a descriptor of its own and answers on another.

What a command prints can therefore never be taken for an answer. The answer carries the exit status, the working
directory and the exported variables. Knows no time limits and no output: see ``shell.py``.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence

from msgspec import Struct

_COMMANDS, _ANSWERS, _LIFE = 197, 198, 199

_DRIVER = f"""
builtin eval "exec {_COMMANDS}<&$1 {_ANSWERS}>&$2 {_LIFE}<&$3 $1<&- $2>&- $3<&-"
( ( builtin read -r -u {_LIFE}; builtin kill -KILL -- "-$$" ) >/dev/null 2>&1 {_COMMANDS}<&- {_ANSWERS}>&- & )
builtin set --
while
    {{ HERMES_STATUS=$?
       builtin export -p; builtin printf '\\0%s\\0' "$HERMES_STATUS"; builtin pwd -P; builtin printf '\\0'
    }} 2>/dev/null >&{_ANSWERS} || builtin exit 125
    IFS= builtin read -r -d '' -u {_COMMANDS} HERMES_COMMAND
do
    builtin eval "$HERMES_COMMAND" {_COMMANDS}<&- {_ANSWERS}>&- {_LIFE}<&-
done
"""
# The answer is given in the loop's condition, so that a stray `continue` is answered too. The process in the double
# parentheses waits for the end of our life line and then kills the whole group: a killed agent leaves no orphans.


class Answer(Struct, frozen=True):
    """What bash said when a command was done."""

    status: int
    cwd: str
    exports: bytes
    """``declare -x`` lines that restore the exported variables."""


class Bash:
    """A running bash. Belongs to the event loop it was started on."""

    def __init__(self, process: subprocess.Popen[bytes], commands: int, answers: int, boxed: bool) -> None:
        self._boxed = boxed
        self._process, self._commands, self._answers = process, commands, answers
        self._loop = asyncio.get_running_loop()
        self._heard = b""
        self._answer: asyncio.Future[Answer | None] = self._loop.create_future()
        self.exited: asyncio.Future[int] = self._loop.create_future()
        """The exit status, negative for a signal, once there is one."""
        self._loop.add_reader(answers, self._listen)
        threading.Thread(target=self._wait, name=f"bash-{process.pid}", daemon=True).start()

    @classmethod
    async def start(cls, words: Sequence[str], cwd: str, env: Mapping[str, str], output: int, life: int) -> Bash:
        """Start bash with its output on ``output``; it ends when ``life`` is at its end. OSError if it cannot.

        ``words`` are the path of bash, and before it the program that keeps it in a sandbox, if one does.
        """
        process, commands, answers = await asyncio.to_thread(_spawn, words, cwd, env, output, life)
        return cls(process, commands, answers, boxed=len(words) > 1)

    @property
    def pid(self) -> int:
        """Also the id of its process group and session. In a sandbox: of the program that made the sandbox."""
        return self._process.pid

    async def ready(self) -> Answer | None:
        """The answer to the command before, or to nothing right after the start; None when bash has ended."""
        return await self._answer

    async def ask(self, command: bytes) -> Answer | None:
        """Run a command (no NUL in it) to its end; None when bash itself ended."""
        self._answer = self._loop.create_future()
        if self.exited.done():
            return None
        with contextlib.suppress(BrokenPipeError):  # it is ending: _wait tells
            await self._send(command + b"\0")
        return await self._answer

    def close(self) -> None:
        """Let go of the descriptors; an idle bash ends by that."""
        if self._commands < 0:
            return
        self._loop.remove_reader(self._answers)
        self._loop.remove_writer(self._commands)
        os.close(self._commands)
        os.close(self._answers)
        self._commands = self._answers = -1

    async def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._commands, view) :]
            except BlockingIOError:
                await self._writable()

    async def _writable(self) -> None:
        free: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_writer(self._commands, lambda: free.done() or free.set_result(None))
        try:
            await asyncio.wait({free, self.exited}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._loop.remove_writer(self._commands)
        if self.exited.done():
            raise BrokenPipeError

    def _listen(self) -> None:
        try:
            data = os.read(self._answers, 65536)
        except BlockingIOError:
            return
        if not data:
            self._loop.remove_reader(self._answers)
        self._heard += data
        if self._heard.count(b"\0") < 3:
            return
        exports, status, cwd, self._heard = self._heard.split(b"\0", 3)
        if not self._answer.done():
            self._answer.set_result(Answer(int(status), os.fsdecode(cwd.removesuffix(b"\n")), exports))

    def _wait(self) -> None:
        status = self._process.wait()
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._ended, status)

    def _ended(self, status: int) -> None:
        if self._boxed and status > 128:
            status = 128 - status  # what made the sandbox lives on for a moment, and says it as shells do
        self.exited.set_result(status)
        if not self._answer.done():
            self._answer.set_result(None)


def _spawn(
    words: Sequence[str], cwd: str, env: Mapping[str, str], output: int, life: int
) -> tuple[subprocess.Popen[bytes], int, int]:
    command_read, command_write = os.pipe()
    answer_read, answer_write = os.pipe()
    theirs = [high(fd) for fd in (command_read, answer_write)]
    try:
        numbers = [str(fd) for fd in (*theirs, life)]
        process = subprocess.Popen(
            [*words, "--noprofile", "--norc", "-c", _DRIVER, "bash", *numbers],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env=dict(env),
            pass_fds=(*theirs, life),
            start_new_session=True,
        )
    except BaseException:
        os.close(command_write)
        os.close(answer_read)
        raise
    finally:
        for fd in theirs:
            os.close(fd)
    os.set_blocking(command_write, False)
    os.set_blocking(answer_read, False)
    return process, command_write, answer_read


def high(fd: int) -> int:
    """The descriptor moved above those that the driver and people's scripts use."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 200)
    os.close(fd)
    return moved
