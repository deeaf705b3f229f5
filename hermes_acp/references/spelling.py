"""The paths a person may have meant: link or path, Windows, WSL or POSIX spelling, composed or decomposed letters.

Gives candidates in the order to try them; whether one exists, and whether it may be read, others find out.
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from hermes_acp.references.kinds import Unavailable
from hermes_acp.references.lines import fragment_lines, split_lines
from hermes_acp.references.reference import Lines

_DRIVE = re.compile(r"/?([A-Za-z])[:|](?=[\\/]|\Z)")
_WSL = re.compile(r"[\\/]{2,}wsl(?:\.localhost|\$)[\\/]+[^\\/]+", re.IGNORECASE)
_HOSTS = {"", "localhost", "127.0.0.1", "."}


def is_file_uri(value: str) -> bool:
    """Whether this is a ``file:`` link (its scheme may have been eaten by a ``@file:`` before it)."""
    return value[:5].lower() == "file:" or value.startswith("//")


def from_uri(uri: str) -> tuple[str, Lines | None]:
    """Path and line range of a ``file:`` link (RFC 8089, and what editors really send).

    Unavailable for a link to another machine. A ``%`` that encodes nothing stays as it is.
    """
    rest = uri[5:] if uri[:5].lower() == "file:" else uri
    rest, mark, fragment = rest.partition("#")
    lines = fragment_lines("#" + unquote(fragment)) if mark else None
    if mark and lines is None:
        rest, lines = f"{rest}#{fragment}" if "." in fragment or "/" in fragment else rest, lines
    rest = rest.partition("?")[0]
    if not mark:
        rest, lines = split_lines(rest)
    path = unquote(rest, errors="surrogateescape")
    if path.startswith("//"):
        machine, slash, tail = path[2:].partition("/")
        if _WSL.match(path):
            return path, lines
        if _DRIVE.match(machine):
            return f"{machine}{slash}{tail}", lines
        if unquote(machine).lower() not in _HOSTS:
            raise Unavailable(f"it is on another machine ({machine})")
        path = slash + tail
    drive = _DRIVE.match(path)
    return (f"{drive[1]}:{path[drive.end() :]}" if drive else path), lines


def spellings(path: str, cwd: str, roots: Sequence[str]) -> Iterator[str]:
    """Absolute paths to try, best first, without repeats."""
    seen: set[str] = set()
    for plain in _variants(path):
        for candidate in _absolute(plain, cwd, roots):
            if candidate not in seen:
                seen.add(candidate)
                yield candidate


def _variants(path: str) -> Iterator[str]:
    """The spellings of one path on this system."""
    if os.name == "nt":
        drive = re.match(r"/(?:mnt/)?([a-zA-Z])(/|\Z)", path)
        yield f"{drive[1]}:{path[drive.end() - 1 :]}" if drive else path
        return
    # A path of Windows lies outside the workspace, and is judged there: its own words would lie in it as one odd name.
    if wsl := _WSL.match(path):
        yield path[wsl.end() :].replace("\\", "/") or "/"
    elif drive := _DRIVE.match(path):
        yield f"/mnt/{drive[1].lower()}{path[drive.end() :]}".replace("\\", "/")
    yield path
    if "\\" in path:
        yield path.replace("\\", "/")
    if not path.isascii():
        yield unicodedata.normalize("NFC", path)
        yield unicodedata.normalize("NFD", path)


def _absolute(path: str, cwd: str, roots: Sequence[str]) -> Iterator[str]:
    """Where a path may start: where it says, at the session's directory, at another root, at a root's name."""
    if path.startswith("~/") or path == "~":
        yield os.path.expanduser("~") + path[1:]
        return
    if os.path.isabs(path):
        yield path
        return
    yield os.path.join(cwd, path)
    first, slash, rest = path.replace("\\", "/").partition("/")
    for root in roots:
        yield os.path.join(root, path)
        if slash and first == posixpath.basename(root):
            yield os.path.join(root, rest)
