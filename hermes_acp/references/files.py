"""``@file:`` and plain ``@path``: a file's text, whole or a range of its lines, as the person sees it now.

Unsaved changes count (the Host knows them). A large file is read only as far as needed. Every refusal is a
sentence; what may be read is decided by the guard behind the context, on the path with all links followed.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.references.kinds import Context, Found, Unavailable, cut_to_lines
from hermes_acp.references.languages import language_of
from hermes_acp.references.locate import counted, locate, path_action, sentence, shown
from hermes_acp.references.pictures import read_picture
from hermes_acp.references.reference import Candidate, Lines, Reference
from hermes_acp_tools.host import FileStat
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import describe, size_in_words


class FileKind:
    """A file's text."""

    name = "file"
    description = "a file, or lines of it (path:10-20)"

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Nothing: the index of the workspace proposes paths."""
        return ()

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The text; a directory is refused with the kind that shows it."""
        absolute, resolved, stat, lines = await locate(reference, context)
        if stat.kind == "directory":
            raise Unavailable("it is a folder; point at it with @folder:")
        if stat.kind == "special":
            raise Unavailable("it is not a regular file (a device, pipe or socket), which is never read")
        await context.allow(path_action("file", shown(absolute, context), resolved, "read"))
        found = await read_file(absolute, resolved, stat, lines, context)
        if await context.host.resolve(resolved) != resolved:
            raise Unavailable("its path was changed while it was read")
        return found


async def read_file(absolute: str, resolved: str, stat: FileStat, lines: Lines | None, context: Context) -> Found:
    """The content of a regular file that may be read."""
    try:
        if stat.size > context.limits.whole_bytes:
            return await _read_large(absolute, resolved, stat, lines, context)
        text = (await context.host.read_text(resolved)).text
    except (ToolError, OSError) as exc:
        if isinstance(exc, ToolError) and (picture := await read_picture(resolved, stat, context)):
            what = f"{shown(absolute, context)}, an image"
            return Found(f"path:{resolved}:", what, "", size=size_in_words(stat.size), picture=picture)
        raise Unavailable(await _why_not(resolved, stat, exc, context)) from exc
    return of_text(shown(absolute, context), resolved, text, lines, size_in_words(stat.size))


def of_text(name: str, key: str, text: str, lines: Lines | None, size: str) -> Found:
    """A file's text, or the lines of it that were pointed at."""
    part, real, total = cut_to_lines(text, lines)
    if lines is not None and real is None:
        raise Unavailable(f"it has no line {lines.first}: it ends at line {total}" if total else "it is empty")
    title = f"{name}, {counted(total, 'line')}" if real is None else f"{name}, {real.words} of {total}"
    note = ""
    if real is not None and lines is not None and real.last < lines.last:
        note = f"Asked for up to line {lines.last}; the file ends at line {total}."
    if not part:
        note = "It is empty."
    key = f"path:{key}:{real or ''}"
    return Found(key, title, part, language_of(name), size, note=note, first_line=real.first if real else 1)


async def _read_large(absolute: str, resolved: str, stat: FileStat, lines: Lines | None, context: Context) -> Found:
    """The start of a file too large to read whole, or lines that lie not too far into it."""
    limits, name, size = context.limits, shown(absolute, context), size_in_words(stat.size)
    data = await context.host.read_bytes(resolved, limits.range_bytes if lines else limits.head_bytes)
    text = _decoded(data)
    rows = text.split("\n")[:-1]
    if lines is None:
        part = counted(len(rows), "line") if rows else size_in_words(len(data))
        note = f"The file has {size}; this is its first {part}. Read on with your tools."
        words = "\n".join(rows) if rows else text
        return Found(f"path:{resolved}:", f"{name}, first {part}", words, language_of(name), size, "cut", note)
    if lines.last > len(rows):
        far = size_in_words(limits.range_bytes)
        raise Unavailable(f"line {lines.last} lies beyond the first {far} of this file of {size}")
    part = "\n".join(rows[lines.first - 1 : lines.last])
    return Found(
        f"path:{resolved}:{lines}", f"{name}, {lines.words}", part, language_of(name), size, first_line=lines.first
    )


def _decoded(data: bytes) -> str:
    """The text of the start of a file. The last character may be cut in the middle."""
    if b"\0" in data[:8192]:
        raise ToolError("binary")
    try:
        return data.decode()
    except UnicodeDecodeError as exc:
        if exc.start < len(data) - 4:
            raise ToolError("undecodable") from None
        return data[: exc.start].decode()


async def _why_not(resolved: str, stat: FileStat, error: Exception, context: Context) -> str:
    """Why a file could not be read as text, in words."""
    if isinstance(error, FileNotFoundError):
        return "it vanished before it could be read"
    if isinstance(error, PermissionError):
        return "this account may not read it"
    try:
        head = await context.host.read_bytes(resolved, 8192)
    except (ToolError, OSError) as exc:
        return sentence(exc)
    size = size_in_words(stat.size)
    what = describe(head)
    if what != "binary data" or b"\0" in head:
        return f"it is not text but {what} ({size})"
    return f"its text is in an encoding that cannot be read safely ({size})"
