"""Images that were pointed at: known by their first bytes, whatever they are called, and read only up to a limit."""

from __future__ import annotations

import asyncio
import base64

from hermes_acp.references.kinds import Context, Unavailable
from hermes_acp.references.reference import Picture
from hermes_acp_tools.host import FileStat
from hermes_acp_tools.textfile import size_in_words

_HEAD = 16


async def read_picture(resolved: str, stat: FileStat, context: Context) -> Picture | None:
    """The image in a file that may be read; None when it is none. Unavailable when it is too large for a model."""
    if picture_type(await context.host.read_bytes(resolved, _HEAD)) is None:
        return None
    most = context.limits.picture_bytes
    if stat.size > most:
        raise Unavailable(f"it is an image of {size_in_words(stat.size)}; models take {size_in_words(most)}")
    data = await context.host.read_bytes(resolved, most)
    mime_type = picture_type(data)
    return Picture((await asyncio.to_thread(base64.b64encode, data)).decode(), mime_type) if mime_type else None


def picture_type(head: bytes) -> str | None:
    """The MIME type of an image a model can look at, by its first 16 bytes; None for everything else."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None
