"""The commands every session has."""

from __future__ import annotations

from typing import cast, get_args

from hermes_acp import __version__
from hermes_acp.agent.session import Session
from hermes_acp.approval.decision import Mode
from hermes_acp.commands.table import Command, CommandTable


def builtin_commands() -> CommandTable:
    """The table of all of them."""
    commands = [
        Command("model", "Show the model, or let another one answer from now on", model, "provider:model"),
        Command("mode", "Show what runs without asking, or change it", mode, "ask | accept_edits | plan | bypass"),
        Command("tools", "List the tools the model can call", tools),
        Command("usage", "Show the tokens this session has used since it was opened", usage),
        Command("title", "Show the session's title, or give it one", title, "new title"),
        Command("version", "Show the version of Hermes", version),
    ]

    async def help_(session: Session, rest: str) -> str:
        rows = [f"- `/{c.name}{' ' + c.hint if c.hint else ''}`: {c.description}" for c in table]
        return "\n".join(["**Commands**", *rows, "", "Everything else goes to the model."])

    table = CommandTable([Command("help", "List the commands", help_), *commands])
    return table


async def model(session: Session, rest: str) -> str:
    """Show or change the model."""
    if rest:
        await session.set_model(rest)
    return f"Model: `{session.model}`"


async def mode(session: Session, rest: str) -> str:
    """Show or change the approval mode."""
    if rest and rest not in get_args(Mode):
        return f"There is no mode `{rest}`. The modes are: {', '.join(f'`{m}`' for m in get_args(Mode))}."
    if rest:
        await session.set_mode(cast("Mode", rest))
    return f"Mode: `{session.mode}`"


async def tools(session: Session, rest: str) -> str:
    """List the tools."""
    toolset = session.services.load_toolset()
    return "\n".join(f"- `{tool.name}`: {tool.description.splitlines()[0]}" for tool in toolset)


async def usage(session: Session, rest: str) -> str:
    """Show the tokens."""
    spent = session.spent
    if spent.input is None:
        return "No model has said yet what it used."
    parts = [f"{spent.input:,} tokens in"]
    if spent.cached:
        parts.append(f"{spent.cached:,} of them from the cache")
    parts.append(f"{spent.output or 0:,} out")
    return ", ".join(parts) + "."


async def title(session: Session, rest: str) -> str:
    """Show or change the title."""
    if rest:
        await session.set_title(rest)
    return f"Title: {session.title}" if session.title else "This session has no title yet."


async def version(session: Session, rest: str) -> str:
    """Show the version."""
    return f"Hermes {__version__}"
