"""From a prompt's text to the references in it. Pure: no file is looked at, so existence is decided later.

A reference is ``@kind:value`` or a plain ``@path``, quoted with ``"``, ``'`` or a backtick where it holds blanks.
Text in code is left alone, and so is an ``@`` behind a word (an e-mail address). Linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from hermes_acp.references.lines import split_lines
from hermes_acp.references.markdown import CodeSpans, fenced_spans
from hermes_acp.references.reference import Reference

BUILT_IN = ("file", "folder", "diff", "staged", "git", "url", "symbol", "session", "skill", "memory")
"""Kinds the parser knows without being told."""
ALONE = frozenset({"diff", "staged", "memory"})
"""Kinds that need no value."""

_TOKEN = re.compile(r"`+|@")
_HEAD = re.compile(r"([A-Za-z][\w-]{0,63}):")
_QUOTED = re.compile(r"\"([^\"\n]{1,4096})\"|'([^'\n]{1,4096})'|`([^`\n]{1,4096})`")
_BARE = re.compile(r"(?![\"'`])(?:\\ (?=\S)|[^\s,;\"'`]|[,;](?![\s@]|$)|['\"`](?=\w))+")
_RANGE = re.compile(r"[:#][L\d][\dLC:,.–-]{0,40}")
_LABELLED = re.compile(r"@[^\]\n]{0,200}\]\((file:[^)\s]{1,4096})\)")
_BEFORE = re.compile(r"[\w/@.+\\-]")
_STOPS = ".,;:!?*…。，、；：！？\"'’”»"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<", "）": "（", "」": "「", "』": "『", "】": "【", "》": "《"}
_DOTS = re.compile(r"(?:(?<![^\\/])|\A)\.{1,2}\Z")
"""A last component that is ``.`` or ``..``."""
_CLEAR = ("./", "../", "/", "~/", ".\\", "..\\", "\\\\")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def parse(text: str, kinds: Collection[str] = BUILT_IN) -> list[Reference]:
    """The references of a text, in order. ``kinds`` are the names that may stand before a colon."""
    if "@" not in text:
        return []
    found: list[Reference] = []
    fences = fenced_spans(text)
    spans = CodeSpans(text)
    position = fence = 0
    while token := _TOKEN.search(text, position):
        position = token.end()
        while fence < len(fences) and fences[fence][1] <= token.start():
            fence += 1
        if fence < len(fences) and fences[fence][0] <= token.start():
            position = fences[fence][1]
        elif token[0] != "@":
            position = spans.end(token.start(), len(token[0])) or position
        elif not (token.start() and _BEFORE.match(text, token.start() - 1)):
            at = _reference(text, token.start(), kinds)
            if at is not None:
                reference, position = at
                found.append(reference)
    return found


def _reference(text: str, start: int, kinds: Collection[str]) -> tuple[Reference, int] | None:
    """The reference whose ``@`` stands at ``start``, and where reading goes on."""
    if start and text[start - 1] == "[" and (label := _LABELLED.match(text, start)):
        value, lines = split_lines(label[1])
        return Reference("file", value, lines, label[1], label[0], start), label.end()
    kind, at = "path", start + 1
    if (head := _HEAD.match(text, at)) and (name := _known(head[1], kinds)):
        kind, at = name, head.end()
    if quoted := _QUOTED.match(text, at):
        return _quoted(text, start, kind, quoted)
    bare = _BARE.match(text, at)
    value = _trimmed(bare[0]) if bare else ""
    end = at + len(value)
    if kind == "path" and value in ALONE:
        return Reference(value, "", None, "", text[start:end], start), end
    if not value and kind not in ALONE and kind != "git":
        return None
    raw, value = text[start:end], value.replace("\\ ", " ")
    path, lines = split_lines(value) if kind in {"path", "file"} else (value, None)
    return Reference(kind, path, lines, value, raw, start, kind == "path" and not _clear(path)), end


def _quoted(text: str, start: int, kind: str, quoted: re.Match[str]) -> tuple[Reference, int]:
    value = quoted[1] or quoted[2] or quoted[3]
    end, lines = quoted.end(), None
    if kind in {"path", "file"} and (mark := _RANGE.match(text, end)):
        suffix = _trimmed(mark[0])
        rest, lines = split_lines("x" + suffix)
        end = end + len(suffix) if lines and rest == "x" else end
    return Reference(kind, value, lines, value, text[start:end], start, kind == "path" and lines is None), end


def _known(name: str, kinds: Collection[str]) -> str | None:
    return name if name in kinds else name.lower() if name.lower() in kinds else None


def _clear(path: str) -> bool:
    """Whether nobody writes this but to name a path."""
    return path.startswith(_CLEAR) or _DRIVE.match(path) is not None


def _trimmed(value: str) -> str:
    """The value without the punctuation of the sentence around it."""
    excess = {close: value.count(close) - value.count(opening) for close, opening in _PAIRS.items() if close in value}
    end = len(value)
    if value.endswith(("'s", "’s")):
        end -= 2
    while end:
        last = value[end - 1]
        if last == "." and _DOTS.search(value, max(0, end - 3), end):
            break
        if last in _STOPS:
            end -= 1
        elif excess.get(last, 0) > 0:
            excess[last] -= 1
            end -= 1
        else:
            break
    return value[:end]


def quote(value: str) -> str:
    """The value as it must be typed behind ``@`` or ``@kind:`` so that parsing gives it back."""
    bare = _BARE.fullmatch(value)
    if bare and _trimmed(value) == value and "\\ " not in value:
        return value
    for mark in "\"'`":
        if mark not in value:
            return f"{mark}{value}{mark}"
    return value.replace(" ", "\\ ")
