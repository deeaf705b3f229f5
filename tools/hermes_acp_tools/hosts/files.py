"""Looking at and reading the files of this machine. For threads: every call waits for the disk.

Files are opened along resolved paths without following links. Errors are OSError where an errno says enough, and
ToolError where a sentence says more.
"""

from __future__ import annotations

import os
import stat as modes

from hermes_acp_tools import atomic
from hermes_acp_tools.host import FileStat, TextFile
from hermes_acp_tools.oserrors import tool_error
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import decode, size_in_words

TEXT_BYTES = 20_000_000
"""The largest file that is read or edited as one text."""


def resolve(path: str) -> str:
    """The path without links; ``~/`` is this person's home."""
    return os.path.realpath(os.path.expanduser(path) if path.startswith("~") else path)


def stat(path: str) -> FileStat | None:
    """What is there; None when nothing is."""
    try:
        return _facts(os.stat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as exc:
        raise tool_error(exc, path) from exc


def _facts(found: os.stat_result) -> FileStat:
    kind = "file" if modes.S_ISREG(found.st_mode) else "directory" if modes.S_ISDIR(found.st_mode) else "special"
    return FileStat(kind, found.st_size, found.st_mtime_ns, modes.S_IMODE(found.st_mode))


def list_dir(path: str) -> list[tuple[str, FileStat]]:
    """Names and facts of a directory, sorted; what leads nowhere is left out."""
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


def read(path: str, limit: int) -> tuple[bytes, os.stat_result]:
    """At most ``limit`` bytes of a regular file, and its facts."""
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
    if modes.S_ISDIR(facts.st_mode):
        raise ToolError(f"{path} is a directory; list_files shows what is in it.")
    if not modes.S_ISREG(facts.st_mode):
        raise ToolError(f"{path} is not a regular file but {_special(facts.st_mode)}; it is not read.")


def _special(mode: int) -> str:
    names = {modes.S_IFIFO: "a FIFO", modes.S_IFSOCK: "a socket", modes.S_IFCHR: "a device", modes.S_IFBLK: "a device"}
    return names.get(modes.S_IFMT(mode), "something special")


def read_text(path: str) -> TextFile:
    """A whole text file."""
    data, facts = read(path, TEXT_BYTES + 1)
    if len(data) > TEXT_BYTES:
        raise ToolError(
            f"{path} is too large to read whole ({size_in_words(facts.st_size)}). "
            "Use search_files, or shell with head, tail or sed -n."
        )
    return decode(data, path, modes.S_IMODE(facts.st_mode))
