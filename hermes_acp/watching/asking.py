"""From comments that ask to the prompt of a turn: the words, and the files they stand in as attachments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from hermes_acp.agent.turns import Prompt
from hermes_acp.models.message import Text
from hermes_acp.references.reference import Link
from hermes_acp.watching.comments import Comment

LONG = 200
"""A file of more lines brings the lines around a comment along as well, should the whole not fit."""
AROUND = 30
"""Lines before and behind a comment that count as around it."""

_END = """\
Take these comments out where you edit, with nothing of them left, and write none that end in AI! or AI? yourself. \
What ends in AI? is a question: answer it here and change no file for it."""


class Asking(Struct, frozen=True):
    """A file with comments that ask for something."""

    path: str
    """Absolute."""
    shown: str
    """As a person of the workspace says it, on one line."""
    lines: int
    """How many lines it has."""
    comments: tuple[Comment, ...]


def prompt_for(askings: Sequence[Asking]) -> Prompt:
    """One prompt for all of them."""
    rows = [row(asking, comment) for asking in askings for comment in asking.comments]
    text = "\n".join(["I left this for you in comments:", *rows, "", _END])
    shown = "; ".join(rows)
    return Prompt(
        (Text(text),), shown.lstrip("- "), pointers=tuple(link for asking in askings for link in links(asking))
    )


def row(asking: Asking, comment: Comment) -> str:
    """One comment as a line of a list."""
    what = "do this" if comment.mark == "!" else "answer this"
    words = comment.words or "see the code around it"
    return f"- {asking.shown}:{comment.line}, {what}: {words}"


def links(asking: Asking) -> list[Link]:
    """The file, and the lines around its comments when it is long."""
    uri = Path(asking.path).as_uri()
    found = [Link(uri, asking.shown)]
    if asking.lines > LONG:
        for comment in asking.comments:
            first, last = max(1, comment.line - AROUND), min(asking.lines, comment.line + AROUND)
            found.append(Link(f"{uri}#L{first}-L{last}", f"{asking.shown}:{first}-{last}"))
    return found
