"""What a tool call shows, in version 2's words: texts, images, and file changes with a patch an editor can draw.

Source: https://agentclientprotocol.com/protocol/v2/tool-calls and ``git help diff`` for the patch format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from hermes_acp.models.message import Image, Text
from hermes_acp.servers.acp.shapes import shown as shown_first
from hermes_acp_tools.diff import unified
from hermes_acp_tools.result import Content, Diff

PATCH_LINES = 2_000
"""Lines of both texts above which nobody is made to wait for a patch: the change is named all the same."""


def text_block(text: str) -> Mapping[str, object]:
    """A text."""
    return {"type": "text", "text": text}


def said(parts: Iterable[Text | Image], shown: str) -> list[Mapping[str, object]]:
    """What the person sent: the words as they typed them, and the images."""
    images = [part for part in parts if isinstance(part, Image)]
    words = [text_block(shown)] if shown or not images else []
    return [*words, *({"type": "image", "data": image.data, "mimeType": image.mime_type} for image in images)]


def shown(content: Content) -> Mapping[str, object]:
    """One piece of a tool call's content."""
    if not isinstance(content, Diff):
        return shown_first(content)
    change = {"operation": "add" if content.old is None else "modify", "path": content.path, "fileType": "text"}
    diff: dict[str, object] = {"type": "diff", "changes": [change]}
    text = patch(content)
    return {**diff, "patch": {"format": "git_patch", "text": text}} if text else diff


@lru_cache(maxsize=4)  # an edit is shown before it is asked about, in the question, and when it is done
def patch(diff: Diff) -> str | None:
    """The change as git writes it; None when there is nothing to draw, or too much."""
    if (diff.old or "").count("\n") + diff.new.count("\n") > PATCH_LINES:
        return None
    name = diff.path.lstrip("/")
    hunks = unified(diff.old or "", diff.new, limit=PATCH_LINES * 2)
    if not hunks:
        return None
    before, after = quoted(f"a/{name}"), quoted(f"b/{name}")
    if diff.old is None:
        head = f"diff --git {before} {after}\nnew file mode 100644\n--- /dev/null\n+++ {after}"
    else:
        head = f"diff --git {before} {after}\n--- {before}\n+++ {after}"
    return f"{head}\n{hunks}\n"


def quoted(name: str) -> str:
    """A file name as git writes it: in quotes when it holds what would not survive without."""
    if not any(character in '"\\' or not character.isprintable() for character in name):
        return name
    escapes = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(escapes.get(c) or (c if c.isprintable() else octal(c)) for c in name) + '"'


def octal(character: str) -> str:
    """A character as its bytes, three octal digits each."""
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
