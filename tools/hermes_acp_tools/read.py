"""read_file: a file's lines with their numbers, or an image."""

from __future__ import annotations

import difflib
import os
from base64 import b64encode
from collections.abc import Mapping

from pydantic import Field

from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.arguments import ToolArguments, check
from hermes_acp_tools.host import Host
from hermes_acp_tools.paths import from_model, shown
from hermes_acp_tools.private import in_the_shells_tmp
from hermes_acp_tools.result import ImageContent, Location, ToolError, ToolResult
from hermes_acp_tools.textfile import size_in_words
from hermes_acp_tools.tool import Call, Prepared, Workbench

CHARACTERS = 100_000
"""The most one read gives."""
LINE_CHARACTERS = 2_000
"""What is shown of a single line."""
IMAGE_BYTES = 5_000_000

_IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_MAGIC = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8", "image/webp": b"RIFF"}


class Arguments(ToolArguments):
    """What the model gives."""

    path: str
    offset: int = Field(default=1, ge=1, description="First line, from 1")
    limit: int = Field(default=2000, ge=1, le=2000, description="Number of lines")


async def prepare(arguments: Mapping[str, object], call: Call) -> Prepared:
    """See ``Tool.prepare``."""
    asked = check(Arguments, arguments)
    bench = call.bench
    path = await bench.host.resolve(from_model(asked.path, bench.cwd))
    facts = await bench.host.stat(path)
    if facts is None:
        hint = await in_the_shells_tmp(bench, path) or await _similar(bench.host, path)
        raise ToolError(f"There is no file {shown(path, bench.cwd)}.{hint}")
    if facts.kind == "directory":
        raise ToolError(f"{shown(path, bench.cwd)} is a directory; list_files shows what is in it.")

    async def run() -> ToolResult:
        if os.path.splitext(path)[1].lower() in _IMAGES:
            return await _image(bench.host, path)
        return await _text(bench, path, asked)

    return Prepared(
        title=f"Read {shown(path, bench.cwd)}",
        kind="read",
        action=Action("read_file", "read", (PathUse(asked.path, path, "read"),), arguments=arguments),
        run=run,
        locations=(Location(path, asked.offset),),
    )


async def _text(bench: Workbench, path: str, asked: Arguments) -> ToolResult:
    file = await bench.host.read_text(path)
    bench.read_digests[path] = file.digest
    text = file.text.replace("\r\n", "\n") if file.newline == "mixed" else file.text
    lines = text.removesuffix("\n").split("\n") if text else []
    if not lines:
        return ToolResult(f"{shown(path, bench.cwd)} is empty.", data={"path": path, "lines": 0})
    if asked.offset > len(lines):
        raise ToolError(f"{shown(path, bench.cwd)} has {len(lines)} lines; offset {asked.offset} is behind its end.")
    body, last = _number(lines, asked.offset, asked.limit)
    notes: list[str] = []
    if last < len(lines):
        notes.append(f"[lines {asked.offset}-{last} of {len(lines)}; continue with offset={last + 1}]")
    if file.unsaved:
        notes.append("[this is the editor's unsaved text; the file on disk differs]")
    if file.encoding != "utf-8" or file.newline not in ("\n", "\r\n"):
        notes.append(f"[encoding {file.encoding}, line ends {file.newline!r}]")
    return ToolResult(
        "\n".join([body, *notes]),
        locations=(Location(path, asked.offset),),
        data={"path": path, "lines": len(lines), "first": asked.offset, "last": last},
    )


def _number(lines: list[str], offset: int, limit: int) -> tuple[str, int]:
    """Numbered lines within the limits, and the number of the last."""
    shown_lines: list[str] = []
    size, last = 0, offset - 1
    for number, line in enumerate(lines[offset - 1 : offset - 1 + limit], offset):
        if len(line) > LINE_CHARACTERS:
            line = f"{line[:LINE_CHARACTERS]}[... line of {len(line):,} characters cut]"
        size += len(line) + 8
        if size > CHARACTERS and shown_lines:
            break
        shown_lines.append(f"{number}|{line}")
        last = number
    return "\n".join(shown_lines), last


async def _image(host: Host, path: str) -> ToolResult:
    data = await host.read_bytes(path, IMAGE_BYTES + 1)
    mime = _IMAGES[os.path.splitext(path)[1].lower()]
    if len(data) > IMAGE_BYTES:
        raise ToolError(f"{path} is an image of more than {size_in_words(IMAGE_BYTES)}; make it smaller first.")
    mime = next((name for name, magic in _MAGIC.items() if data.startswith(magic)), "")
    if not mime:
        raise ToolError(f"{path} is named like an image but is none ({size_in_words(len(data))}).")
    image = ImageContent(b64encode(data).decode("ascii"), mime)
    note = f"[{mime}, {size_in_words(len(data))}]"
    return ToolResult(note, content=(image,), images=(image,), data={"path": path, "size": len(data)})


async def _similar(host: Host, path: str) -> str:
    """A sentence with names that are close to the missing one."""
    folder, name = os.path.split(path)
    try:
        names = [entry for entry, _ in await host.list_dir(folder)]
    except (OSError, ToolError):
        return f" Its directory {folder} is not there either."
    lower = {entry.lower(): entry for entry in names}
    close = [lower[entry] for entry in difflib.get_close_matches(name.lower(), lower, n=3, cutoff=0.6)]
    return f" Similar names there: {', '.join(close)}." if close else ""
