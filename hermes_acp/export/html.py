"""A session as one HTML file that needs nothing else: no scripts, no other files, light and dark, calls folded.

What a model wrote is drawn as the Markdown it is; all else is escaped. The page forbids itself to load anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby
from time import localtime, strftime

from hermes_acp.agent.events import CallFinished
from hermes_acp.agent.undo import net
from hermes_acp.export.calls import call, diff, picture, tally
from hermes_acp.export.prose import prose
from hermes_acp.export.story import Answered, Failed, Piece, Said, Thinking
from hermes_acp.store.entries import SessionRecord
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Diff

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_html(record: SessionRecord, pieces: Sequence[Piece]) -> str:
    """The whole page."""
    title = escape(record.title or "A session with Hermes")
    style = files("hermes_acp.export").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{title}</h1>\n{about(record, pieces)}</header>\n"
        f"<main>\n{''.join(turns(pieces, record.cwd))}</main>\n{changed(record, pieces)}</body>\n</html>\n"
    )


def about(record: SessionRecord, pieces: Sequence[Piece]) -> str:
    """Where and when it was, and who answered."""
    models = dict.fromkeys(piece.model for piece in pieces if isinstance(piece, Answered) and piece.model)
    facts = [f"<code>{escape(record.cwd)}</code>", moment(record.created), *map(escape, models)]
    return f"<p>{' · '.join(facts)}</p>\n"


def turns(pieces: Sequence[Piece], cwd: str) -> Iterator[str]:
    """The conversation: what each side said, until the other speaks."""
    for person, said in groupby(pieces, key=lambda piece: isinstance(piece, Said)):
        parts = list(said)
        if person:
            yield from (asked(part) for part in parts if isinstance(part, Said))
        else:
            drawn_parts = "\n".join(drawn(part, cwd) for part in parts)
            yield f"<section class='hermes'>\n<h2>Hermes</h2>\n{drawn_parts}\n</section>\n"


def asked(said: Said) -> str:
    """Words of the person, as they typed them."""
    shown_images = "".join(picture(image.data, image.mime_type) for image in said.images)
    return (
        f"<section class='you'>\n<h2>You <time>{moment(said.moment)}</time></h2>\n"
        f"<div class='words'>{escape(said.text.strip())}</div>{shown_images}\n</section>\n"
    )


def drawn(piece: Piece, cwd: str) -> str:
    """One piece of what Hermes said and did."""
    match piece:
        case Answered(text):
            return f"<div class='prose'>{prose(text)}</div>"
        case Thinking(text):
            words = f"<div class='words'>{escape(text)}</div>"
            return f"<details class='thinking'><summary>Thinking</summary>{words}</details>"
        case Failed(text):
            return f"<p class='ended'>{escape(text)}</p>"
        case CallFinished():
            return call(piece, cwd)
        case Said():
            return asked(piece)


def changed(record: SessionRecord, pieces: Sequence[Piece]) -> str:
    """What all edits together changed; empty when there is nothing."""
    edits = [
        part
        for piece in pieces
        if isinstance(piece, CallFinished) and piece.status == "completed"
        for part in piece.content
        if isinstance(part, Diff)
    ]
    whole = [(shown(path, record.cwd), old or "", new or "") for path, old, new in net(edits) if old != new]
    if not whole:
        return ""
    many = "1 file" if len(whole) == 1 else f"{len(whole)} files"
    lines = tally((old, new) for _, old, new in whole)
    figures = "".join(diff(name, old, new) for name, old, new in sorted(whole))
    return (
        f"<footer>\n<details class='changes'><summary><span class='title'>{many} changed</span>"
        f"<span class='facts'>{lines}</span></summary>{figures}</details>\n</footer>\n"
    )


def moment(seconds: float) -> str:
    """Local date and minute."""
    return strftime("%Y-%m-%d %H:%M", localtime(seconds))
