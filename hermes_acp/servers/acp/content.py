"""What the editor sends in a prompt → the person's words, and what they point at. Nothing makes the words disappear.

Text stays as it is; links and embedded resources leave a mention in the words and become pointers, which are found,
asked about and attached by the rules of ``@…`` references. Pasted images go along; what cannot be used leaves a
sentence.
Source: https://agentclientprotocol.com/protocol/v1/content
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import cast

from hermes_acp.agent.turns import Prompt
from hermes_acp.models.halves import whole
from hermes_acp.models.message import Image, Text
from hermes_acp.references.kinds import Unavailable
from hermes_acp.references.reference import Embedded, Link, Picture
from hermes_acp.references.spelling import from_uri
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError

IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
IMAGE_CHARS = 5_000_000
"""Characters of base64 that providers take of one image."""
TEXT_TYPES = re.compile(r"text/|application/(?:[\w.+-]*\+)?(?:json|xml|javascript|yaml|toml|x-sh)\b")
LOOKED_AT = 4_000
"""Characters of an image that are checked; a whole one takes the event loop a tenth of a second."""


def read_prompt(blocks: object) -> Prompt:
    """The prompt in a ``session/prompt``. RpcError when it is no list of content blocks.

    Does not wait: a cancel sent right behind the prompt must find its turn.
    """
    if not isinstance(blocks, list):
        raise RpcError(INVALID_PARAMS, "prompt must be a list of content blocks.", {"path": "prompt"})
    if not blocks:
        raise RpcError(INVALID_PARAMS, "prompt must have at least one content block.", {"path": "prompt"})
    reading = Reading()
    for index, block in enumerate(cast("list[object]", blocks)):
        if not isinstance(block, dict):
            raise RpcError(INVALID_PARAMS, f"prompt[{index}] must be an object.", {"path": f"prompt[{index}]"})
        reading.take(cast("Mapping[str, object]", block))
    return reading.prompt()


class Reading:
    """A prompt while its blocks are read."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._pointers: list[Link | Embedded] = []
        self._images: list[Image] = []
        self._notices: list[str] = []

    def take(self, block: Mapping[str, object]) -> None:
        """Read one block; of an unknown type it leaves a notice."""
        match block:
            case {"type": "text", "text": str(text)}:
                self._words.append(whole(text))
            case {"type": "resource_link", "uri": str(uri)}:
                self._point(Link(whole(uri)))
            case {"type": "resource", "resource": {"uri": str(uri), "text": str(text)}}:
                self._point(Embedded(whole(uri), whole(text)))
            case {"type": "resource", "resource": {"uri": str(uri), "blob": str(blob), "mimeType": str(mime_type)}}:
                self._point(from_blob(whole(uri), blob, mime_type))
            case {"type": "resource", "resource": {"uri": str(uri), "blob": str(blob)}}:
                self._point(from_blob(whole(uri), blob, ""))
            case {"type": "image", "data": str(data), "mimeType": str(mime_type)}:
                self._image(data, mime_type, block.get("uri"))
            case _:
                self._notices.append(f"A part of the message of type {block.get('type')!r} could not be used.")

    def prompt(self) -> Prompt:
        """All that was read."""
        shown = "".join(self._words)
        return Prompt((Text(shown), *self._images), shown, tuple(self._notices), pointers=tuple(self._pointers))

    def _point(self, pointer: Link | Embedded) -> None:
        self._words.append(mention(pointer.uri))
        self._pointers.append(pointer)

    def _image(self, data: str, mime_type: str, uri: object) -> None:
        """A pasted image goes along; one that is a file is asked about like the file."""
        problem = image_problem(data, mime_type)
        if problem:
            self._notices.append(problem)
        elif isinstance(uri, str) and uri[:5].lower() == "file:":
            self._point(Embedded(whole(uri), None, mime_type, bytes_in(data), Picture(data, mime_type)))
        else:
            self._images.append(Image(data, mime_type))


def image_problem(data: str, mime_type: str) -> str:
    """Why an image cannot be used, as a sentence; empty when it can."""
    if mime_type not in IMAGE_TYPES:
        return f"An image of type {mime_type} could not be used; PNG, JPEG, GIF and WebP can."
    if len(data) > IMAGE_CHARS:
        return f"An image of {bytes_in(data) / 1e6:.1f} MB could not be used; models take {IMAGE_CHARS * 3 / 4e6} MB."
    try:
        base64.b64decode(data[:LOOKED_AT], validate=True)
    except binascii.Error:
        return "An image could not be used: its base64 is broken."
    return ""


def from_blob(uri: str, blob: str, mime_type: str) -> Embedded:
    """An embedded resource that came as base64: an image, a text after all, or something only its name is told of."""
    if not image_problem(blob, mime_type):
        return Embedded(uri, None, mime_type, bytes_in(blob), Picture(blob, mime_type))
    if TEXT_TYPES.match(mime_type):
        try:
            return Embedded(uri, base64.b64decode(blob, validate=True).decode(), mime_type)
        except ValueError:  # neither base64 nor text after all
            pass
    return Embedded(uri, None, mime_type, bytes_in(blob))


def bytes_in(data: str) -> int:
    """Bytes that this much base64 stands for."""
    return len(data) * 3 // 4 - data[-2:].count("=")


def mention(uri: str) -> str:
    """How a linked place stands in the words: a path with its lines for files, the address for the rest."""
    if uri[:5].lower() != "file:":
        return uri
    try:
        path, lines = from_uri(uri)
    except Unavailable:
        return uri
    return whole(f"`{path}:{lines}`" if lines else f"`{path}`")
