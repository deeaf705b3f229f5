"""Commands about what was said so far: go back in it, copy it, write it to a file."""

from __future__ import annotations

import asyncio
import os

from hermes_acp.agent.past import copied, rewind, turns
from hermes_acp.agent.session import Session
from hermes_acp.errors import MessageNotFound

LATEST = 20
"""How many messages are listed to go back to."""
SHOWN = 70
"""Characters of each."""
ENDINGS = {"md": "markdown", "markdown": "markdown", "html": "html", "htm": "html", "jsonl": "jsonl"}


async def back(session: Session, rest: str) -> str:
    """List the messages one can go back to, or go back to before one of them."""
    said = turns(await session.events())
    if not said:
        return "Nothing has been said yet."
    if not rest:
        rows = [f"{at}. {line(turn.shown)}" for at, turn in enumerate(said, 1)][-LATEST:]
        return "\n".join(["Go back to before one of these with `/rewind NUMBER`; files stay as they are.", "", *rows])
    wanted = said[int(rest) - 1].message.id if rest.isdecimal() and 0 < int(rest) <= len(said) else rest
    try:
        gone = await rewind(session, wanted)
    except MessageNotFound:
        return f"There is no message {rest}. `/rewind` lists them."
    return (
        f"The conversation goes on from before: {line(gone.shown)}\n\n"
        "What came after it is no longer read by the model. Your editor shows it until the session is loaded again; "
        "files stay as they are."
    )


async def fork(session: Session, rest: str) -> str:
    """Copy the session."""
    title = rest or (f"{session.title} (copy)" if session.title else None)
    record = await copied(session.services.store, session.id, title=title)
    named = record.title or "without a title"
    return f"Copied to a session of its own, {named} (`{record.id}`). Open it from the list of sessions."


async def export(session: Session, rest: str) -> str:
    """Write the session to a file."""
    from hermes_acp.export.formats import FORMATS, export

    wanted, directory, name = destination(session, rest)
    if wanted is None:
        return f"A file ends in .{', .'.join(ENDINGS)}; without a file, name a format: {', '.join(FORMATS)}."
    await session.settled()
    store = session.services.store
    record, entries = await store.find(session.id) or session.record, await store.read(session.id)

    def write() -> str:
        made = export(wanted, record, entries)
        os.makedirs(directory, mode=0o700, exist_ok=True)
        path = os.path.join(directory, name or f"{record.id[:8]}-{made.file_name}")
        with open(path, "w" if name is None else "x", encoding="utf-8") as file:
            file.write(made.text)
        return path

    try:
        return f"Written to `{await asyncio.to_thread(write)}`."
    except FileExistsError:
        return f"`{name}` is there already; name another file."
    except OSError as error:
        return f"It could not be written: {error.strerror}."


def destination(session: Session, rest: str) -> tuple[str | None, str, str | None]:
    """Format, directory and file name; no file name for one made of the title, no format where none is understood."""
    ours = os.path.join(session.services.state_dir, "exports")
    if not rest:
        return "markdown", ours, None
    if rest in ENDINGS:
        return ENDINGS[rest], ours, None
    path = os.path.join(session.record.cwd, os.path.expanduser(rest))
    return ENDINGS.get(path.rpartition(".")[2].lower()), os.path.dirname(path), os.path.basename(path)


def line(text: str) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= SHOWN else words[:SHOWN] + " …"
