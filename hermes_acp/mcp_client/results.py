"""What a server gave back, as a result of ours: words for the model within their limit, pictures as pictures.

Everything in it is a stranger's: hidden characters are taken out, and it says of itself that it is not to be trusted.
What is too long is kept whole in a file. What is said twice, as text and as data, is given to the model once.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from hermes_acp.mcp_client.hygiene import cleaned
from hermes_acp_protocol.framing import JsonValue
from hermes_acp_protocol.mcp.content import (
    AudioBlock,
    Block,
    Contents,
    ImageBlock,
    LinkBlock,
    OddBlock,
    ResourceBlock,
    TextBlock,
)
from hermes_acp_protocol.mcp.results import CallResult
from hermes_acp_tools.limits import cut_middle, fits
from hermes_acp_tools.result import Content, ImageContent, TextContent, ToolResult

TEXT_BYTES: Final = 50_000
"""What the model reads of one result."""
IMAGE_BYTES: Final = 5 << 20
"""Of one picture, as base64; larger ones are kept as files."""
MOST_IMAGES: Final = 8
SHOWN_IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class _Parts(Struct):
    """What is gathered of a result."""

    words: list[str]
    images: list[ImageContent]


def as_result(result: CallResult, server: str, tool: str, spill_dir: str) -> ToolResult:
    """The result for the model and the person. Writes files for what is too large; for threads."""
    parts = _Parts([], [])
    for block in result.content:
        _add(block, parts, spill_dir)
    if result.structured is not None and not any(word.strip() for word in parts.words):
        parts.words.append(json.dumps(result.structured, ensure_ascii=False, indent=1))
    body = cleaned("\n".join(parts.words)).strip() or "(It gave back nothing.)"
    text = _fitting(body, spill_dir)
    content: tuple[Content, ...] = (TextContent(text), *parts.images) if parts.images else ()
    data: dict[str, object] = {"server": server, "tool": tool, "untrusted": True}
    if result.structured is not None and fits(json.dumps(result.structured), TEXT_BYTES):
        data["structured"] = result.structured
    return ToolResult(text, failed=result.failed, content=content, images=tuple(parts.images), data=data)


def words_of(contents: Sequence[Contents]) -> str:
    """The text of a resource, its parts one after the other; bytes are named."""
    return cleaned("\n".join(_resource_words(each) for each in contents))


def _add(block: Block, parts: _Parts, spill_dir: str) -> None:
    match block:
        case TextBlock(text):
            parts.words.append(text)
        case ImageBlock(data, mime_type):
            _add_image(data, mime_type, parts, spill_dir)
        case AudioBlock(data, mime_type):
            parts.words.append(f"[a sound, {mime_type}, {_kept(data, mime_type, spill_dir)}]")
        case LinkBlock():
            parts.words.append(_link(block))
        case ResourceBlock(contents) if contents.blob is not None:
            mime_type = contents.mime_type or "application/octet-stream"
            if mime_type in SHOWN_IMAGES:
                _add_image(contents.blob, mime_type, parts, spill_dir)
            else:
                parts.words.append(f"[{contents.uri}, {mime_type}, {_kept(contents.blob, mime_type, spill_dir)}]")
        case ResourceBlock(contents):
            parts.words.append(f"[{contents.uri}]\n{contents.text or ''}")
        case OddBlock(kind):
            parts.words.append(f"[content of the kind {kind!r} that cannot be shown]")


def _add_image(data: str, mime_type: str, parts: _Parts, spill_dir: str) -> None:
    if mime_type in SHOWN_IMAGES and len(data) <= IMAGE_BYTES and len(parts.images) < MOST_IMAGES:
        parts.images.append(ImageContent(data, mime_type))
        parts.words.append(f"[an image, {mime_type}]")
    else:
        parts.words.append(f"[an image that is not shown, {mime_type}, {_kept(data, mime_type, spill_dir)}]")


def _link(link: LinkBlock) -> str:
    more = f": {link.description}" if link.description else ""
    kind = f", {link.mime_type}" if link.mime_type else ""
    return f"[resource {link.title or link.name} at {link.uri}{kind}{more}]"


def _resource_words(contents: Contents) -> str:
    if contents.text is not None:
        return contents.text
    size = len(contents.blob or "") * 3 // 4
    return f"[{contents.uri}: {size:,} bytes, {contents.mime_type or 'of no known kind'}]"


def _fitting(text: str, spill_dir: str) -> str:
    if fits(text, TEXT_BYTES):
        return text
    path = _write(text.encode("utf-8", "replace"), "txt", spill_dir)
    return cut_middle(text, TEXT_BYTES, hint=f"the whole of it is in {path}" if path else "")


def _kept(data: str, mime_type: str, spill_dir: str) -> str:
    try:
        content = base64.b64decode(data, validate=False)
    except ValueError:
        return "broken"
    ending = "".join(char for char in mime_type.rpartition("/")[2] if char.isalnum())[:8]
    path = _write(content, ending or "bin", spill_dir)
    return f"kept in {path}" if path else f"{len(content):,} bytes that could not be kept"


def _write(content: bytes, ending: str, spill_dir: str) -> str | None:
    """Keep bytes in a file of ours; None when the disk does not let us."""
    path = os.path.join(spill_dir, f"mcp-{secrets.token_hex(6)}.{ending}")
    try:
        os.makedirs(spill_dir, mode=0o700, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
    except OSError:
        return None
    return path


def as_text(value: JsonValue) -> str:
    """A value for a person, on one line and short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:197]}..."
