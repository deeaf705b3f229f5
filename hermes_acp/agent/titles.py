"""A session's title, taken from what was first asked; a small model may make a better one (``titling``)."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session

COMMAND = re.compile(r"/([a-z][\w-]*)(?: (.+))?")
LONGEST = 60
"""Characters of a title that we make."""
LONGEST_GIVEN = 200
"""Characters of a title that somebody gives."""


def tidy(title: str) -> str:
    """A title that was given, on one line and not endless; empty when nothing is left of it."""
    return " ".join(title.split())[:LONGEST_GIVEN].rstrip()


def title_from(prompt: str) -> str | None:
    """The first line with words in it, cut at a word; None when there is none. A command is told by its words."""
    for line in prompt.splitlines():
        words = " ".join(line.replace("`", "").split()).strip("#*>- ")
        if command := COMMAND.fullmatch(words):
            name = command[1].replace("-", " ").replace("_", " ").capitalize()
            words = f"{name}: {command[2]}" if command[2] else name
        if words:
            return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
    return None


async def name_after(session: Session, shown: str) -> None:
    """Give a session that has no title one, from what the person typed and without its secrets."""
    if session.title:
        return
    load = session.services.redactor
    redactor = await asyncio.to_thread(load) if load else None
    words = redactor.redact(shown) if redactor else shown
    if title := title_from(words):
        await session.set_title(title)
        from hermes_acp.agent.titling import name_by_model

        session.aside(name_by_model(session, title, words))
