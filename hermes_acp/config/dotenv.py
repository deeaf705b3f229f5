"""The ``.env`` file: one ``NAME=value`` a line, where secrets live.

Read on the way to the first session, so it needs nothing but the standard library. Values are taken as they stand:
``$`` means nothing here.
"""

from __future__ import annotations

import re

from hermes_acp.config.atomic import write_private

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")


def read(path: str) -> dict[str, str]:
    """All variables of the file; empty when it is missing. Lines that set none are passed over. OSError."""
    found: dict[str, str] = {}
    for line in _lines(path):
        if match := LINE.fullmatch(line):
            found[match[1]] = _value(match[2])
    return found


def put(path: str, name: str, value: str | None) -> None:
    """Set a variable, or take it out with None; every other line stays as it is. The file becomes 0600."""
    if value is not None and any(letter in value for letter in "\n\r\0"):
        raise ValueError(f"{name} must be a single line.")
    kept = [line for line in _lines(path) if not ((match := LINE.fullmatch(line)) and match[1] == name)]
    if value is not None:
        kept.append(f"{name}={_quoted(value)}")
    write_private(path, "".join(line + "\n" for line in kept), mode=0o600)


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            text = file.read()
    except FileNotFoundError:
        return []
    return text.removesuffix("\n").split("\n") if text else []


def _value(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text[1:-1])
    return re.sub(r"(?:^|\s)#.*$", "", text).strip()


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w@%+=:,./-]*", value, re.ASCII):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value).replace("\t", "\\t") + '"'
