"""Masks what is written down: the entries of a session's log, as JSON values.

Names count as in a file: the value of ``password`` is one, whatever it looks like. Pictures and what a provider has
signed are left alone: a signed thought that held a secret loses its signature instead, since it is no longer what was
signed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

Redact = Callable[[str], str]

TAG = "$"
"""Under this key an object says what it is."""
_PICTURES = ("Image", "ImageContent")
_LONGEST_NAMED = 512
"""Characters of a value that may be a secret because of its name."""


def masked(value: object, redact: Redact) -> object:
    """The value with every text in it masked."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list | tuple):
        return [masked(item, redact) for item in cast("list[object]", value)]
    if isinstance(value, Mapping):
        return masked_object(cast("Mapping[str, object]", value), redact)
    return value


def masked_object(value: Mapping[str, object], redact: Redact) -> dict[str, object]:
    """The object with every text in it masked."""
    kind = value.get(TAG)
    if kind in _PICTURES:
        return dict(value)
    fields = {name: item if name == "opaque" else named(name, item, redact) for name, item in value.items()}
    if kind == "Thought" and fields != value:
        fields |= {"opaque": {}, "provider": ""}
    return fields


def named(name: str, value: object, redact: Redact) -> object:
    """A value that stands under a name, masked as it would be in a file."""
    if not isinstance(value, str) or len(value) > _LONGEST_NAMED or '"' in value or "\n" in value:
        return masked(value, redact)
    begin, end = f'"{name}": "', '"'
    line = redact(f"{begin}{value}{end}")
    return line[len(begin) : -len(end)] if line.startswith(begin) and line.endswith(end) else redact(value)
