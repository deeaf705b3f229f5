"""The Host: where tools act. This machine, an editor's view of it, or a machine elsewhere.

Every tool is written once against this protocol. Paths are absolute strings of the host's own file system.
Errors are OSError with the host's errno, or ToolError where a sentence says more. Files are read and written by the
path that ``resolve`` gave: a symbolic link in it is refused, since it was not there when the path was decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from msgspec import Struct

OutputSink = Callable[[str], None]
"""Receives live output of a command, already decoded, in order. Must not block."""


class FileStat(Struct, frozen=True):
    """What a path is."""

    kind: Literal["file", "directory", "special"]
    size: int
    """Bytes."""
    mtime_ns: int
    mode: int
    """Permission bits."""


class TextFile(Struct, frozen=True):
    """A text file as read: its text with LF line endings, and all that is needed to write it back unchanged."""

    path: str
    text: str
    """Decoded, BOM removed, line endings as ``\\n``."""
    digest: str
    """SHA-256 hex of the bytes (or of the UTF-8 text, when an editor's buffer was read)."""
    encoding: str = "utf-8"
    bom: bool = False
    newline: Literal["\n", "\r\n", "\r", "mixed"] = "\n"
    """The line ending in use; ``mixed`` means ``text`` keeps every ending as it was."""
    mode: int | None = None
    unsaved: bool = False
    """True when the text is an editor's buffer that differs from the disk."""


class Completed(Struct, frozen=True):
    """A finished program that was run without a shell."""

    exit_code: int
    stdout: bytes
    stderr: bytes
    cut: bool
    """True when output passed the limit and the program was ended."""


class CommandResult(Struct, frozen=True):
    """A finished shell command."""

    exit_code: int | None
    """None when it was killed: timed out, cancelled, or the shell died."""
    output: str
    """stdout and stderr as they came; head and tail when it was long."""
    cwd: str
    """The working directory afterwards."""
    timed_out: bool = False
    spilled: str | None = None
    """Path of the file that holds the whole output, when ``output`` was cut."""
    total_bytes: int = 0
    note: str | None = None
    """A sentence for the model about what happened to the shell (restarted, killed), if anything did."""
    blocked: str | None = None
    """What the sandbox seems to have kept the command from, as a phrase; None when nothing points to it."""


class Confinement(Struct, frozen=True):
    """How a host keeps commands in."""

    on: bool = False
    """Whether commands run inside a sandbox of the operating system, unless one is to run outside it."""
    network: bool = False
    """Whether the sandbox lets them reach the network."""
    may_leave: bool = False
    """Whether a command can be run outside it at all."""
    own_tmp: bool = False
    """Whether commands in it have a ``/tmp`` of their own."""
    trouble: str = ""
    """Why there is no sandbox, though one was wanted."""
    refused: str = ""
    """Why no command may run, with what to do about it; empty when commands may."""

    @property
    def sealed(self) -> bool:
        """Whether nothing a command does can get out: no file beyond the workspace, no network."""
        return self.on and not self.network


class Shell(Protocol):
    """One persistent shell: working directory and environment carry over from command to command."""

    @property
    def cwd(self) -> str:
        """The directory in which the next command runs."""
        ...

    async def run(
        self, command: str, *, timeout: float, output: OutputSink | None = None, outside: bool = False
    ) -> CommandResult:
        """Run a command line (bash). Cancellation kills its whole process group and keeps the shell usable.

        Where the host confines commands, they are confined; ``outside`` lifts that for this one.
        """
        ...

    async def close(self) -> None:
        """End the shell and everything it started."""
        ...


class Host(Protocol):
    """A place with files and programs."""

    async def resolve(self, path: str) -> str:
        """The absolute path with symlinks followed as far as it exists. Refuses NUL bytes with ToolError."""
        ...

    async def stat(self, path: str) -> FileStat | None:
        """What the path is, following symlinks; None when nothing is there."""
        ...

    async def list_dir(self, path: str) -> list[tuple[str, FileStat]]:
        """Names and facts of a directory's entries, sorted by name."""
        ...

    async def read_bytes(self, path: str, limit: int) -> bytes:
        """At most ``limit`` bytes from the start of a regular file; special files are refused."""
        ...

    async def read_text(self, path: str) -> TextFile:
        """The whole text. ToolError for special, binary, undecodable or too large files, saying what it is."""
        ...

    async def write_text(self, path: str, text: str, *, before: TextFile | None) -> None:
        """Replace or create a file atomically, in the form of ``before`` (encoding, BOM, endings, mode).

        Raises ToolError when the file is no longer what ``before`` says (or exists though ``before`` is None).
        """
        ...

    async def remove_text(self, before: TextFile) -> None:
        """Delete a file. ToolError when it is no longer what ``before`` says; its directory stays."""
        ...

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: str,
        timeout: float,
        limit: int,
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run a program without a shell and without input; output beyond ``limit`` bytes ends it."""
        ...

    async def open_shell(self, cwd: str) -> Shell:
        """A new persistent shell, confined as ``confinement`` says. ToolError where no command may run."""
        ...

    async def confinement(self) -> Confinement:
        """How the commands of this host's shells are kept in; the same answer every time."""
        ...
