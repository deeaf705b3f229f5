"""shell: a command line in the session's persistent bash."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from hermes_acp_tools.action import Action
from hermes_acp_tools.arguments import ToolArguments, check
from hermes_acp_tools.host import CommandResult, Confinement, Shell
from hermes_acp_tools.paths import from_model
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Prepared, Workbench

TITLE_CHARACTERS = 80
_CD_SECONDS = 10.0
_LEAVE = "If that is why it failed, call again with outside_sandbox; the person is asked."
_STAY = "The person's settings let no command leave it."


class Arguments(ToolArguments):
    """What the model gives."""

    command: str
    timeout: float = Field(default=180, gt=0, le=3600, description="Seconds")
    workdir: str | None = Field(default=None, description="Directory to change to first")
    outside_sandbox: bool = Field(
        default=False, description="For what a sandbox stops (git that writes, network, other places); asks the person"
    )


async def prepare(arguments: Mapping[str, object], call: Call) -> Prepared:
    """See ``Tool.prepare``."""
    asked = check(Arguments, arguments)
    bench = call.bench
    if not asked.command.strip():
        raise ToolError("command is empty.")
    if "\0" in asked.command:
        raise ToolError("command holds a NUL character.")
    outside, sandbox = await _place(bench, asked.outside_sandbox)
    here = bench.shell.cwd if bench.shell is not None else bench.cwd
    cwd = await _directory(bench, asked.workdir, here) if asked.workdir else here

    async def run() -> ToolResult:
        first = bench.shell is None
        shell = await _open(bench)
        if shell.cwd != here:
            raise ToolError(f"The shell has moved to {shell.cwd} since this call was prepared for {here}. Call again.")
        if cwd != here:
            await _change(shell, cwd, outside)
        done = await shell.run(asked.command, timeout=asked.timeout, output=call.output, outside=outside)
        confinement = await bench.host.confinement()
        return _report(done, here, confinement, _welcome(confinement) if first and not outside else "")

    return Prepared(
        title=title_of(asked.command) + (" (outside the sandbox)" if outside else ""),
        kind="execute",
        action=Action("shell", "execute", command=asked.command, cwd=cwd, arguments=arguments, sandbox=sandbox),
        run=run,
    )


def title_of(command: str) -> str:
    """The command's first line, shortened."""
    first, *more = command.strip().split("\n")
    if more or len(first) > TITLE_CHARACTERS:
        return first[: TITLE_CHARACTERS - 1].rstrip() + "…"
    return first


async def _place(bench: Workbench, leave: bool) -> tuple[bool, Literal["", "inside", "outside"]]:
    """Whether the command is to leave the sandbox, and what to say of that. ToolError where it cannot run at all."""
    confinement = await bench.host.confinement()
    if confinement.refused:
        raise ToolError(confinement.refused)
    if not (leave and confinement.on):
        return False, "inside" if confinement.sealed else ""
    if not confinement.may_leave:
        raise ToolError("The person's settings keep every command in the sandbox; run it without outside_sandbox.")
    return True, "outside"


async def _open(bench: Workbench) -> Shell:
    if bench.shell is None:
        bench.shell = await bench.host.open_shell(bench.cwd)
    return bench.shell


async def _directory(bench: Workbench, given: str, here: str) -> str:
    path = await bench.host.resolve(from_model(given, here))
    facts = await bench.host.stat(path)
    if facts is None or facts.kind != "directory":
        raise ToolError(f"workdir: there is no directory {path}.")
    return path


async def _change(shell: Shell, cwd: str, outside: bool) -> None:
    moved = await shell.run(f"builtin cd -P -- {shlex.quote(cwd)}", timeout=_CD_SECONDS, outside=outside)
    if moved.exit_code != 0 or shell.cwd != cwd:
        raise ToolError(f"Could not change to {cwd}: {moved.output.strip() or moved.note or 'it leads elsewhere'}")


def _welcome(confinement: Confinement) -> str:
    """What to know of the sandbox, said with the first command: the rest of the session need not find it out."""
    if not confinement.on:
        return ""
    tmp = "a /tmp of its own" if confinement.own_tmp else "/tmp"
    network = "" if confinement.network else "; there is no network"
    # Where /tmp is its own, names are kept from being made by directories in their place.
    empty = "; empty directories such as .vscode stand where none may be made" if confinement.own_tmp else ""
    leave = "Call with outside_sandbox for the rest; the person is asked." if confinement.may_leave else _STAY
    return (
        f"[Commands run in a sandbox: the workspace and {tmp} can be written, .git and what other programs obey only "
        f"read{network}{empty}. {leave}]"
    )


def _report(done: CommandResult, cwd_before: str, confinement: Confinement, welcome: str) -> ToolResult:
    parts = [done.output.rstrip("\n")] if done.output.strip() else []
    parts.append(f"[exit code {done.exit_code}]" if done.exit_code is not None else "[killed, no exit code]")
    if done.cwd != cwd_before:
        parts.append(f"[working directory is now {done.cwd}]")
    if done.note:
        parts.append(f"[{done.note}]")
    if done.blocked:
        parts.append(f"[This ran in a sandbox: {done.blocked}. {_LEAVE if confinement.may_leave else _STAY}]")
    if welcome:
        parts.append(welcome)
    return ToolResult(
        "\n".join(parts),
        failed=done.timed_out,
        data={"exit_code": done.exit_code, "cwd": done.cwd, "timed_out": done.timed_out, "bytes": done.total_bytes}
        | ({"spilled": done.spilled} if done.spilled else {})
        | ({"restarted": True} if done.note else {}),
    )
