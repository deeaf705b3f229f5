"""The commands every session has: one table, a file for each group."""

from __future__ import annotations

from collections.abc import Iterable

from hermes_acp.agent.session import Session
from hermes_acp.commands import conversation, doctor, looking, past, permissions, running, servers, settings
from hermes_acp.commands.skills import skill_commands
from hermes_acp.commands.table import Command, CommandTable, Source

MODES = "ask | accept_edits | plan | bypass"
REVOKE = "revoke NUMBER"
FORMATS = "markdown | html | jsonl | file"


def builtin_commands(sources: Iterable[Source] = ()) -> CommandTable:
    """The table of all of them, and of what ``sources`` add for a session."""
    commands = [
        Command("model", "Show the model, or let another one answer from now on", settings.model, "NAME [--global]"),
        Command("mode", "Show or change what runs unasked", settings.mode, MODES, at_once=True),
        Command("tools", "List the tools the model can call", looking.tools, at_once=True),
        Command(
            "permissions", "List the permission rules, or take one back", permissions.permissions, REVOKE, at_once=True
        ),
        Command("context", "Show what fills the model's context", conversation.context, at_once=True),
        Command("compact", "Sum up the older part of the conversation for the model", conversation.compact, "focus"),
        Command("usage", "Show tokens, cost and cache hits of this session", conversation.usage, at_once=True),
        Command("skills", "List the skills, or those that fit some words", conversation.skills, "words", at_once=True),
        Command("plan", "Show the plan as it stands", looking.plan, at_once=True),
        Command("mcp", "Show how the MCP servers of this session stand", servers.servers),
        Command("memory", "Show what is kept to be remembered", looking.memory, at_once=True),
        Command("rewind", "Go back in the conversation; files stay as they are", past.back, "number of a message"),
        Command("fork", "Copy the session, to go on in two ways", past.fork, "title of the copy", at_once=True),
        Command("export", "Write the session to a file", past.export, FORMATS, at_once=True),
        Command("undo", "Take back what the last turn changed in files", conversation.undo),
        Command("queue", "Say something when the running turn has ended", hint="text", expand=conversation.queue),
        Command(
            "steer", "Say something that the running turn reads next", running.steer, "text", running.steered, True
        ),
        Command("stop", "End the running turn and what waits behind it", running.stop, at_once=True),
        Command("title", "Show the session's title, or give it one", settings.title, "new title", at_once=True),
        Command("doctor", "Look at what this session works with", doctor.doctor, at_once=True),
        Command("version", "Show the version of Hermes", looking.version, at_once=True),
    ]

    async def help_(session: Session, rest: str) -> str:
        rows = [f"- `/{c.name}{' ' + c.hint if c.hint else ''}`: {c.description}" for c in table.of(session).values()]
        return "\n".join(["**Commands**", *rows, "", "Everything else goes to the model."])

    table = CommandTable(
        [Command("help", "List the commands", help_, at_once=True), *commands],
        [skill_commands, servers.server_commands, *sources],
    )
    return table
