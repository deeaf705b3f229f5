"""list_files: what is in a directory, as far as it is not ignored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pydantic import Field

from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.arguments import ToolArguments, check
from hermes_acp_tools.paths import from_model, shown
from hermes_acp_tools.private import in_the_shells_tmp
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.ripgrep import is_hidden, ripgrep
from hermes_acp_tools.tool import Call, Prepared, Workbench

ENTRIES = 500
"""The most one listing shows."""
_NAMES_BYTES = 16_000_000


class Arguments(ToolArguments):
    """What the model gives."""

    path: str = "."
    depth: int = Field(default=2, ge=1, le=20, description="Levels shown; deeper files are counted")
    pattern: str | None = Field(default=None, description="Glob such as *.py or src/**/*.ts; any depth")


async def prepare(arguments: Mapping[str, object], call: Call) -> Prepared:
    """See ``Tool.prepare``."""
    asked = check(Arguments, arguments)
    bench = call.bench
    path = await bench.host.resolve(from_model(asked.path, bench.cwd))
    facts = await bench.host.stat(path)
    name = shown(path, bench.cwd)
    if facts is None:
        raise ToolError(f"There is no directory {name}.{await in_the_shells_tmp(bench, path)}")
    if facts.kind != "directory":
        raise ToolError(f"{name} is a file; read_file reads it.")

    async def run() -> ToolResult:
        return await _list(bench, path, name, asked)

    return Prepared(
        title=f"List {name}" + (f" ({asked.pattern})" if asked.pattern else ""),
        kind="search",
        action=Action("list_files", "read", (PathUse(asked.path, path, "list"),), arguments=arguments),
        run=run,
    )


async def _list(bench: Workbench, path: str, name: str, asked: Arguments) -> ToolResult:
    options = ["--files", "--null", "--sort=path"]
    if asked.pattern:
        options.append(f"--glob={asked.pattern}")
    done = await ripgrep(bench.host, [*options, "."], cwd=path, limit=_NAMES_BYTES)
    names = [raw.decode("utf-8", "replace").removeprefix("./") for raw in done.stdout.split(b"\0")]
    if done.cut:
        names.pop()
    files = [file for file in names if file and not is_hidden(file)]
    entries = files if asked.pattern else collapse(files, asked.depth)
    if not entries:
        return ToolResult(f"No files in `{name}`" + (f" match `{asked.pattern}`." if asked.pattern else "."))
    lines = [f"{name}/" if name != "." else "./", *entries[:ENTRIES]]
    if len(entries) > ENTRIES or done.cut:
        lines.append(f"[{len(entries) - ENTRIES:,} more entries; name a subdirectory, a pattern or a smaller depth]")
    return ToolResult("\n".join(lines), data={"path": path, "files": len(files), "complete": not done.cut})


def collapse(files: list[str], depth: int) -> list[str]:
    """Files down to ``depth`` levels; what is deeper as its directory with a count, where its first file was."""
    deep = Counter("/".join(parts[:depth]) for file in files if len(parts := file.split("/")) > depth)
    entries: list[str] = []
    for file in files:
        parts = file.split("/")
        folder = "/".join(parts[:depth])
        if len(parts) <= depth:
            entries.append(file)
        elif count := deep.pop(folder, 0):
            entries.append(f"{folder}/ ({count:,} file{'s' if count > 1 else ''})")
    return entries
