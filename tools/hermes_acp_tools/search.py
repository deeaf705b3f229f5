"""search_files: which lines, or which files, match a regular expression."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct
from pydantic import Field

from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.arguments import ToolArguments, check
from hermes_acp_tools.paths import from_model, shown
from hermes_acp_tools.private import in_the_shells_tmp
from hermes_acp_tools.result import Location, ToolError, ToolResult
from hermes_acp_tools.ripgrep import is_hidden, ripgrep
from hermes_acp_tools.tool import Call, Prepared, Workbench

OUTPUT_BYTES = 4_000_000
"""What is taken from ripgrep before it is ended."""
_LINE = re.compile(r"(\d+)([:-])(.*)", re.DOTALL)


class Arguments(ToolArguments):
    """What the model gives."""

    pattern: str = Field(description="Regular expression (Rust syntax)")
    path: str = Field(default=".", description="Directory or file")
    glob: str | None = Field(default=None, description="Only these files, such as *.py")
    mode: Literal["content", "files", "count"] = "content"
    context: int = Field(default=0, ge=0, le=20, description="Lines around each match")
    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, description="Matches to skip")


class Hit(Struct, frozen=True):
    """A line of output."""

    path: str
    """Relative to the searched directory."""
    line: int
    """0 where a whole file is meant."""
    text: str
    matched: bool = True
    """False for a line of context."""


async def prepare(arguments: Mapping[str, object], call: Call) -> Prepared:
    """See ``Tool.prepare``."""
    asked = check(Arguments, arguments)
    bench = call.bench
    if not asked.pattern:
        raise ToolError("pattern is empty; list_files lists files.")
    if "\0" in asked.pattern + (asked.glob or ""):
        raise ToolError("pattern and glob cannot hold NUL characters.")
    path = await bench.host.resolve(from_model(asked.path, bench.cwd))
    facts = await bench.host.stat(path)
    if facts is None:
        raise ToolError(f"There is nothing at {shown(path, bench.cwd)}.{await in_the_shells_tmp(bench, path)}")
    if facts.kind == "special":
        raise ToolError(f"{shown(path, bench.cwd)} is not a regular file.")
    folder, target = (path, ".") if facts.kind == "directory" else os.path.split(path)

    async def run() -> ToolResult:
        return await _search(bench, folder, target, asked)

    access = "list" if facts.kind == "directory" and asked.mode == "files" else "read"
    return Prepared(
        title=f"Search {asked.pattern[:60]!r} in {shown(path, bench.cwd)}",
        kind="search",
        action=Action("search_files", "read", (PathUse(asked.path, path, access),), arguments=arguments),
        run=run,
    )


async def _search(bench: Workbench, folder: str, target: str, asked: Arguments) -> ToolResult:
    options = ["--sort=path", "--null", "--with-filename", "--max-columns=400", "--max-columns-preview"]
    match asked.mode:
        case "files":
            options.append("--files-with-matches")
        case "count":
            options.append("--count")
        case "content":
            options += ["--line-number", "--no-heading", "--no-context-separator", f"--context={asked.context}"]
    if asked.glob:
        options.append(f"--glob={asked.glob}")
    done = await ripgrep(
        bench.host, [*options, f"--regexp={asked.pattern}", "--", f"./{target}"], cwd=folder, limit=OUTPUT_BYTES
    )
    read = _names if asked.mode == "files" else _hits
    hits = [hit for hit in read(done.stdout.decode("utf-8", "replace")) if target != "." or not is_hidden(hit.path)]
    return _report(bench, folder, hits, asked, done.cut)


def _names(output: str) -> Iterator[Hit]:
    for name in output.split("\0"):
        if name:
            yield Hit(os.path.normpath(name), 0, "")


def _hits(output: str) -> Iterator[Hit]:
    for row in output.split("\n"):
        name, found, rest = row.partition("\0")
        if not found:
            continue
        if parts := _LINE.fullmatch(rest):
            yield Hit(os.path.normpath(name), int(parts[1]), parts[3].rstrip("\r"), parts[2] == ":")
        else:
            yield Hit(os.path.normpath(name), 0, rest)


def _report(bench: Workbench, folder: str, hits: list[Hit], asked: Arguments, cut: bool) -> ToolResult:
    total = sum(hit.matched for hit in hits)
    page = _page(hits, asked)
    if not page:
        none = "No matches." if not total else f"Only {total} matches; offset {asked.offset} is behind the last."
        return ToolResult(none, data={"matches": total})
    lines: list[str] = []
    heading = ""
    for hit in page:
        name = shown(os.path.join(folder, hit.path), bench.cwd)
        if not hit.line:
            lines.append(f"{name}: {hit.text}" if hit.text else name)
            continue
        if name != heading:
            heading = name
            lines.append(name)
        lines.append(f"{hit.line}{':' if hit.matched else '-'}{hit.text}")
    left = total - asked.offset - asked.limit
    if left > 0 or cut:
        more = f"{'at least ' if cut else ''}{max(left, 0)}"
        lines.append(f"[{more} more; continue with offset={asked.offset + asked.limit}]")
    places = [Location(os.path.join(folder, hit.path), hit.line or None) for hit in page if hit.matched]
    return ToolResult("\n".join(lines), locations=tuple(places[:20]), data={"matches": total, "complete": not cut})


def _page(hits: list[Hit], asked: Arguments) -> list[Hit]:
    """The hits of this page, with the context around its matches."""
    at = [index for index, hit in enumerate(hits) if hit.matched][asked.offset : asked.offset + asked.limit]
    if not at:
        return []
    if not asked.context:
        return [hits[index] for index in at]
    return hits[max(at[0] - asked.context, 0) : at[-1] + asked.context + 1]
