"""A session as Markdown that reads well as text and drawn: words as they are, thoughts and calls folded."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape

from hermes_acp.agent.events import CallFinished
from hermes_acp.export.story import Answered, Failed, Piece, Said, Thinking
from hermes_acp.store.entries import SessionRecord
from hermes_acp_tools.diff import unified
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Content, Diff, ImageContent, TextContent


def to_markdown(record: SessionRecord, pieces: Sequence[Piece]) -> str:
    """The whole page."""
    head = f"# {record.title or 'A session with Hermes'}\n\nIn `{record.cwd}`.\n"
    speaker = ""
    parts = [head]
    for piece in pieces:
        if (now := who(piece)) != speaker:
            speaker = now
            parts.append(f"## {speaker}\n")
        parts.append(drawn(piece, record.cwd))
    return "\n".join(parts)


def who(piece: Piece) -> str:
    """Whose piece it is."""
    return "You" if isinstance(piece, Said) else "Hermes"


def drawn(piece: Piece, cwd: str) -> str:
    """One piece, with a line end."""
    match piece:
        case Said(text, images=images):
            return "\n".join([text, *(f"\n{picture(image.mime_type)}" for image in images)]) + "\n"
        case Answered(text):
            return f"{text}\n"
        case Thinking(text):
            return folded("Thinking", text)
        case Failed(text):
            return f"> **{text}**\n"
        case CallFinished():
            return call(piece, cwd)


def call(made: CallFinished, cwd: str) -> str:
    """A tool call: its title, and folded what it was given and what came of it."""
    sign = "✓" if made.status == "completed" else "✗"
    given = json.dumps(dict(made.arguments), ensure_ascii=False, indent=2)
    parts = [content(part, cwd) for part in made.content]
    if not parts or made.status == "failed":
        parts.append(fenced(made.message.text))
    return folded(f"{sign} {made.title}", "\n\n".join([f"`{made.message.name}`", fenced(given, "json"), *parts]))


def content(part: Content, cwd: str) -> str:
    """What a call showed."""
    match part:
        case TextContent(text):
            return fenced(text)
        case Diff(path, old, new):
            return fenced(unified(old or "", new, shown(path, cwd)), "diff")
        case ImageContent(mime_type=mime_type):
            return picture(mime_type)


def picture(mime_type: str) -> str:
    """What stands for an image."""
    return f"*(an image of type {mime_type})*"


def folded(title: str, body: str) -> str:
    """Something a reader opens when they want it."""
    return f"<details><summary>{escape(title, quote=False)}</summary>\n\n{body}\n\n</details>\n"


def fenced(text: str, language: str = "") -> str:
    """Text in a fence that nothing in it can close."""
    fence = "`" * (max((len(run) for run in re.findall("`{3,}", text)), default=2) + 1)
    return f"{fence}{language}\n{text}\n{fence}"
