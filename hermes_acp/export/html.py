"""A session as one HTML file that needs nothing else: no scripts, no other files, light and dark, calls folded.

Everything that was said is escaped, so what a model wrote is shown and never becomes part of the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from hermes_acp.agent.events import CallFinished
from hermes_acp.export.story import Answered, Failed, Piece, Said, Thinking
from hermes_acp.store.entries import SessionRecord
from hermes_acp_tools.diff import unified
from hermes_acp_tools.result import Content, Diff, ImageContent, TextContent

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def to_html(record: SessionRecord, pieces: Sequence[Piece]) -> str:
    """The whole page."""
    title = escape(record.title or "A session with Hermes")
    style = files("hermes_acp.export").joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(map(drawn, pieces))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<p class='place'>{escape(record.cwd)}</p>\n{body}\n</body>\n</html>\n"
    )


def drawn(piece: Piece) -> str:
    """One piece."""
    match piece:
        case Said(text):
            return f"<section class='said'>{words(text)}</section>"
        case Answered(text, model):
            return f"<section class='answered' title='{escape(model)}'>{words(text)}</section>"
        case Thinking(text):
            return f"<details class='thinking'><summary>Thinking</summary>{words(text)}</details>"
        case Failed(text):
            return f"<p class='failed'>{escape(text)}</p>"
        case CallFinished():
            return call(piece)


def words(text: str) -> str:
    """Text as it stands."""
    return f"<div class='words'>{escape(text)}</div>"


def call(made: CallFinished) -> str:
    """A tool call: its title, and folded what it was given and what came of it."""
    given = escape(json.dumps(dict(made.arguments), ensure_ascii=False, indent=2))
    shown = "".join(map(content, made.content)) or f"<pre>{escape(made.message.text)}</pre>"
    return (
        f"<details class='call {made.status}'><summary>{escape(made.title)}</summary>"
        f"<p>{escape(made.message.name)}</p><pre>{given}</pre>{shown}</details>"
    )


def content(part: Content) -> str:
    """What a call showed."""
    match part:
        case TextContent(text):
            return f"<pre>{escape(text)}</pre>"
        case Diff(path, old, new):
            rows = unified(old or "", new, path).splitlines()
            return f"<pre class='diff'>{''.join(map(row, rows))}</pre>"
        case ImageContent(data, mime_type) if mime_type in PICTURES:
            return f"<img alt='' src='data:{mime_type};base64,{escape(data)}'>"
        case ImageContent(mime_type=mime_type):
            return f"<p>(an image of type {escape(mime_type)})</p>"


def row(line: str) -> str:
    """One line of a diff."""
    kind = {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "same")
    return f"<span class='{kind}'>{escape(line)}</span>\n"
