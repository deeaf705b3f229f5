"""From a session on disk to a file in the wanted format. The one entrance: faces and commands call ``export``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hermes_acp.export.html import to_html
from hermes_acp.export.jsonl import to_jsonl
from hermes_acp.export.markdown import to_markdown
from hermes_acp.export.story import Piece, in_order, story
from hermes_acp.store.entries import Entry, SessionRecord


class Exported(NamedTuple):
    """A session as a file."""

    file_name: str
    """Made from its title; safe on every system."""
    mime_type: str
    text: str


class Format(NamedTuple):
    """How a format is called."""

    ending: str
    mime_type: str
    draw: Callable[[SessionRecord, Sequence[Piece]], str] | None
    """None for the format that is the log itself."""


FORMATS: dict[str, Format] = {
    "markdown": Format("md", "text/markdown", to_markdown),
    "html": Format("html", "text/html", to_html),
    "jsonl": Format("jsonl", "application/jsonl", None),
}
"""The formats by name."""


def export(wanted: str, record: SessionRecord, entries: Sequence[Entry]) -> Exported:
    """The session in a format of ``FORMATS``. JSON lines hold the whole log, the others what is in force. Blocks."""
    ending, mime_type, draw = FORMATS[wanted]
    text = to_jsonl(record, entries) if draw is None else draw(record, story(in_order(entries)))
    return Exported(f"{slug(record)}.{ending}", mime_type, text)


def slug(record: SessionRecord) -> str:
    """A file name of the title's words, or of the id."""
    words = re.sub(r"[^\w]+", "-", (record.title or "").lower()).strip("-")[:60].rstrip("-")
    return words or record.id
