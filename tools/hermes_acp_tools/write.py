"""write_file: a whole file, new or replaced."""

from __future__ import annotations

from collections.abc import Mapping

from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.arguments import ToolArguments, check
from hermes_acp_tools.changes import apply, current, refuse_if_changed
from hermes_acp_tools.diff import counts
from hermes_acp_tools.paths import from_model, shown
from hermes_acp_tools.result import Diff, Location, ToolResult
from hermes_acp_tools.tool import Call, Prepared


class Arguments(ToolArguments):
    """What the model gives."""

    path: str
    content: str


async def prepare(arguments: Mapping[str, object], call: Call) -> Prepared:
    """See ``Tool.prepare``."""
    asked = check(Arguments, arguments)
    bench = call.bench
    path = await bench.host.resolve(from_model(asked.path, bench.cwd))
    before = await current(bench, path)
    name = shown(path, bench.cwd)
    content = asked.content
    if before is not None:
        refuse_if_changed(bench, before)
        if before.newline in ("\r\n", "\r"):
            content = content.replace("\r\n", "\n")

    async def run() -> ToolResult:
        if before is not None and before.text == content:
            return ToolResult(f"{name} already has this content; nothing was written.", data={"path": path})
        note = await apply(bench, path, content, before)
        lines = counts(before.text if before else "", content)
        done = f"Replaced {name} (+{lines.added} -{lines.removed} lines)." if before else f"Created {name}."
        return ToolResult(
            done + note,
            content=(Diff(path, before.text if before else None, content),),
            locations=(Location(path),),
            data={"path": path, "created": before is None, "added": lines.added, "removed": lines.removed},
        )

    return Prepared(
        title=f"{'Replace' if before else 'Create'} {name}",
        kind="edit",
        action=Action(
            "write_file",
            "write",
            (PathUse(asked.path, path, "write", before.digest if before else ""),),
            arguments=arguments,
        ),
        run=run,
        content=(Diff(path, before.text if before else None, content),),
        locations=(Location(path),),
    )
