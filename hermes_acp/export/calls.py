"""Tool calls on the HTML page, folded: a line says what was done, what was given and what came of it is inside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from hermes_acp.agent.events import CallFinished
from hermes_acp_tools.diff import counts, unified
from hermes_acp_tools.paths import shown
from hermes_acp_tools.result import Content, Diff, ImageContent, TextContent

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def call(made: CallFinished, cwd: str) -> str:
    """A call."""
    given = json.dumps(dict(made.arguments), ensure_ascii=False, indent=2)
    parts = [content(part, cwd) for part in made.content]
    if not parts or made.status == "failed":
        parts.append(f"<pre>{escape(made.message.text)}</pre>")
    facts = [escape(made.message.name)]
    if made.seconds >= 0.1:
        facts.append(f"{made.seconds:,.1f} s")
    if made.status == "completed" and (diffs := [part for part in made.content if isinstance(part, Diff)]):
        facts.append(tally((diff.old or "", diff.new) for diff in diffs))
    return (
        f"<details class='call {made.status}'><summary><span class='title'>{escape(made.title)}</span>"
        f"<span class='facts'>{' · '.join(facts)}</span></summary>"
        f"{''.join(parts)}<details class='given'><summary>what it was given</summary><pre>{escape(given)}</pre>"
        "</details></details>"
    )


def content(part: Content, cwd: str) -> str:
    """What a call showed."""
    match part:
        case TextContent(text):
            return f"<pre>{escape(text)}</pre>"
        case Diff(path, old, new):
            return diff(shown(path, cwd), old or "", new)
        case ImageContent(data, mime_type):
            return picture(data, mime_type)


def picture(data: str, mime_type: str) -> str:
    """An image, where it is of a kind that browsers draw."""
    if mime_type not in PICTURES:
        return f"<p>(an image of type {escape(mime_type)})</p>"
    return f"<img alt='' src='data:{mime_type};base64,{escape(data)}'>"


def diff(name: str, old: str, new: str) -> str:
    """A change of a file."""
    rows = unified(old, new, name).splitlines()[2:]  # the file is named above them
    return f"<figure class='diff'><figcaption>{escape(name)}</figcaption><pre>{''.join(map(row, rows))}</pre></figure>"


def row(line: str) -> str:
    """One line of a diff."""
    kind = {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "same")
    return f"<span class='{kind}'>{escape(line)}\n</span>"


def tally(changes: Iterable[tuple[str, str]]) -> str:
    """Lines added and removed, over texts before and after."""
    found = [counts(old, new) for old, new in changes]
    added, removed = sum(one.added for one in found), sum(one.removed for one in found)
    parts = [f"<b class='added'>+{added}</b>"] * bool(added) + [f"<b class='removed'>−{removed}</b>"] * bool(removed)
    return " ".join(parts)
