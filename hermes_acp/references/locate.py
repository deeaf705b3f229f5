"""From what was typed to a path that exists, and the words that describe paths and errors to a person."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence

from hermes_acp.references.kinds import Context, NotAReference, Unavailable
from hermes_acp.references.reference import Lines, Reference
from hermes_acp.references.spelling import from_uri, is_file_uri, spellings
from hermes_acp_tools.action import Access, Action, PathUse
from hermes_acp_tools.host import FileStat
from hermes_acp_tools.result import ToolError


async def locate(reference: Reference, context: Context) -> tuple[str, str, FileStat, Lines | None]:
    """The absolute path as named, the same with links followed, what it is, and the lines meant.

    Unavailable when nothing is there; NotAReference when then nobody pointed at anything.
    """
    value, lines = reference.value, reference.lines
    tries = [(value, lines)]
    if is_file_uri(reference.spelling or value):
        tries = [from_uri(reference.spelling or value)]
    elif reference.spelling and reference.spelling != value:
        tries.append((reference.spelling, None))
    if reference.tentative:
        tries.append((f"@{value}", lines))  # a folder may really be called @types
    for path, meant in tries:
        if "\0" in path:
            raise Unavailable("the path holds a NUL character")
        for absolute in spellings(path, context.cwd, context.roots):
            resolved, found = await _look(absolute, context)
            if found is not None:
                return absolute, resolved, found, meant
    unsaved = None if reference.tentative else await _only_in_an_editor(tries, context)
    if unsaved is not None:
        return unsaved
    if reference.tentative and not ("/" in value and os.path.splitext(value)[1]):
        raise NotAReference
    raise Unavailable("there is no such file or folder")


async def _only_in_an_editor(
    tries: Sequence[tuple[str, Lines | None]], context: Context
) -> tuple[str, str, FileStat, Lines | None] | None:
    """A file that an editor holds and nobody has saved yet."""
    for path, meant in tries:
        absolute = next(spellings(path, context.cwd, context.roots))
        try:
            resolved = await context.host.resolve(absolute)
            file = await context.host.read_text(resolved)
        except (ToolError, OSError):  # the machine itself has no such file, and says so
            continue
        if file.unsaved:
            return absolute, resolved, FileStat("file", len(file.text.encode()), 0, 0o600), meant
    return None


async def _look(absolute: str, context: Context) -> tuple[str, FileStat | None]:
    try:
        resolved = await context.host.resolve(absolute)
        return resolved, await context.host.stat(resolved)
    except ToolError as exc:
        circle = isinstance(exc.__cause__, OSError) and exc.__cause__.errno == errno.ELOOP
        raise Unavailable("it is a link that leads to itself" if circle else sentence(exc)) from exc
    except OSError as exc:
        if isinstance(exc, PermissionError):
            raise Unavailable("this account may not look there") from exc
        return absolute, None


def path_action(tool: str, given: str, resolved: str, access: Access) -> Action:
    """The facts a guard decides on when a path is read for a reference. ``given`` is what a person is shown."""
    return Action(f"@{tool}", "read", (PathUse(given, resolved, access),), origin="user")


def shown(path: str, context: Context) -> str:
    """The path as a person of this workspace says it."""
    for base in (context.cwd, *context.roots):
        if path == base:
            return "."
        if path.startswith(base.rstrip(os.sep) + os.sep):
            return path[len(base.rstrip(os.sep)) + 1 :]
    return path


def counted(number: int, thing: str) -> str:
    """A number of things in words: ``1 line``, ``2 lines``."""
    return f"{number} {thing}" + ("" if number == 1 else "s")


def sentence(error: BaseException) -> str:
    """An error's words, as the end of a sentence of ours."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    text = str(error).strip().rstrip(".")
    return text or type(error).__name__
