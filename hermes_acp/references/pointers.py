"""What faces send beside the text: links and embedded resources, brought under the rules of ``@…`` references."""

from __future__ import annotations

import re
from collections.abc import Container

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.languages import language_of
from hermes_acp.references.lines import split_lines
from hermes_acp.references.locate import counted, path_action, sentence, shown
from hermes_acp.references.reference import Embedded, Lines, Link, Reference
from hermes_acp.references.spelling import from_uri, spellings
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import size_in_words

Pointer = Reference | Link | Embedded

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")


def source_of(pointer: Pointer) -> str:
    """How the user sees what they pointed with."""
    if isinstance(pointer, Reference):
        return pointer.raw
    return (pointer.name if isinstance(pointer, Link) else "") or pointer.uri


def reference_of(link: Link, kinds: Container[str]) -> Reference:
    """The reference a link amounts to. Unavailable for an address nobody here reads."""
    uri = link.uri
    scheme = _SCHEME.match(uri)
    word = scheme[1].lower() if scheme else "file"
    if word in ("http", "https"):
        return Reference("url", uri, raw=source_of(link))
    if scheme is None:
        path, lines = split_lines(uri)
        return Reference("path", path, lines, uri, source_of(link))
    if word == "file":
        return Reference("path", uri, None, uri, source_of(link))
    if scheme[1] in kinds:
        return Reference(scheme[1], uri[scheme.end() :], raw=source_of(link))
    raise Unavailable(f"nothing here reads addresses that begin with {word}:")


async def embedded(resource: Embedded, context: Context) -> Found:
    """What a face handed over. A file's content is asked about like the file: it leaves the machine all the same."""
    name, key, lines = resource.uri, resource.uri, None
    if resource.uri[:5].lower() == "file:" or not _SCHEME.match(resource.uri):
        name, key, lines = await _as_file(resource.uri, context)
    if resource.picture is not None:
        return Found(key, f"{name}, an image", "", size=size_in_words(resource.size), picture=resource.picture)
    if resource.text is None:
        raise Unavailable(f"it is not text but {resource.mime_type or 'binary data'} ({size_in_words(resource.size)})")
    text = resource.text.removesuffix("\n")
    count = text.count("\n") + 1 if text else 0
    title = f"{name}, {lines.words}" if lines else f"{name}, {counted(count, 'line')}"
    size = size_in_words(len(resource.text))
    return Found(key, title, text, language_of(name), size, first_line=lines.first if lines else 1)


async def _as_file(uri: str, context: Context) -> tuple[str, str, Lines | None]:
    """Name, key and lines of an embedded file that may be read; it need not be on the disk yet."""
    path, lines = from_uri(uri) if uri[:5].lower() == "file:" else split_lines(uri)
    tries = list(spellings(path, context.cwd, context.roots))
    absolute = next((one for one in tries if "\\" not in one), tries[0])
    try:
        for one in tries:
            if await context.host.stat(one) is not None:
                absolute = one
                break
        resolved = await context.host.resolve(absolute)
    except (ToolError, OSError) as exc:
        raise Unavailable(sentence(exc)) from exc
    name = shown(absolute, context)
    await context.allow(path_action("file", name, resolved, "read"))
    return name, f"path:{resolved}:{lines or ''}", lines
