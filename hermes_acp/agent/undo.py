"""Takes back what the last turn changed in files, from the before-images its edits left in the log.

What the turn created is deleted, when it still is as the turn left it. A file that somebody changed since is left alone
and named. The model is told, so that it does not believe in edits that are gone.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hermes_acp.agent.events import CallFinished, Event, MessageAdded, TurnStarted
from hermes_acp.agent.screen import unmasked
from hermes_acp.models.message import Text, UserMessage
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Diff, ToolError

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.privacy.secrets import Redactor
    from hermes_acp_tools.host import Host

TOLD = (
    "(The user took back your last edits of: {names}. The files are as they were before that turn; those you created "
    "are gone.)"
)


async def undo_last_turn(session: Session) -> str:
    """Take back the edits of the last turn that made any; says what was done, in markdown."""
    diffs = last_edits(await session.events())
    if not diffs:
        return "No turn of this session has changed a file by an edit that can be taken back."
    host = session.client.host(session.id, session.services.new_host(session.spill_dir, session.roots))
    done: dict[str, str] = {}
    left: list[str] = []
    load = session.services.redactor
    redactor = await asyncio.to_thread(load) if load else None
    for path, before, after in net(diffs):
        why = await put_back(host, path, before, after, redactor)
        name = shown(path, session.record.cwd)
        if why:
            left.append(f"- `{name}`: {why}")
        else:
            done[name] = " (deleted: the turn had created it)" if before is None else ""
    if done:
        names = ", ".join(done)
        message = UserMessage(os.urandom(16).hex(), (Text(TOLD.format(names=names)),))
        session.history.append(message)
        await session.say(MessageAdded(message))
    parts = ["\n".join(["Taken back:", *(f"- `{name}`{how}" for name, how in done.items())])] if done else []
    parts += ["\n".join(["Left as they are:", *left])] if left else []
    return "\n\n".join(parts)


def last_edits(events: Sequence[Event]) -> list[Diff]:
    """The edits of the last turn that made any, in order; those of a turn that was taken back already count no more."""
    edits: list[Diff] = []
    running: list[Diff] = []
    for event in events:
        match event:
            case TurnStarted():
                edits, running = running or edits, []
            case CallFinished(status="completed", content=content):
                running += [part for part in content if isinstance(part, Diff)]
            case MessageAdded(message=message) if message.parts and is_undo(message):
                edits, running = [], []
            case _:
                pass
    return running or edits


def is_undo(message: UserMessage) -> bool:
    """Whether the message says that edits were taken back."""
    return any(isinstance(part, Text) and part.text.startswith(TOLD.partition("{")[0]) for part in message.parts)


def net(diffs: Iterable[Diff]) -> list[tuple[str, str | None, str]]:
    """Path, text before the first edit and text after the last one, for each file; the latest file first."""
    found: dict[str, tuple[str | None, str]] = {}
    for diff in diffs:
        before = found.pop(diff.path)[0] if diff.path in found else diff.old
        found[diff.path] = (before, diff.new)
    return [(path, before, after) for path, (before, after) in reversed(found.items())]


async def put_back(host: Host, path: str, before: str | None, after: str, redactor: Redactor | None = None) -> str:
    """Write the text before, or delete what was not there; why not, when that cannot be done.

    The log has both texts without their secrets.
    """
    try:
        before, after = before and unmasked(before, redactor), unmasked(after, redactor)
        now = await host.read_text(path)
        if now.text.replace("\r\n", "\n") != after.replace("\r\n", "\n"):
            return "it was changed since"
        if before is None:
            await host.remove_text(now)
        else:
            await host.write_text(path, before, before=now)
    except (OSError, ToolError) as error:
        return str(error)
    return ""
