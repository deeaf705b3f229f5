"""Puts a placeholder where a secret stands, and knows while the process lives what each stands for.

A secret is recognised by its shape, by its name, or because it is the value of a key in this very environment. Its
placeholder is the same wherever it stands, says what kind it was and nothing of what it is: ``[redacted-github-…]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from os import urandom

from hermes_acp.privacy import assignments, shapes

PLACEHOLDER = re.compile(r"\[redacted-[a-z0-9]+-[0-9a-f]{8}\]")
MOST_REMEMBERED = 10_000
"""Secrets a process remembers; a placeholder beyond that is masked as well and stands for nothing."""
SHORTEST_VALUE = 8
"""Characters the value of a key must have before it is looked for as such."""


class Redactor:
    """Masks secrets. What was masked is kept in memory alone, so that an edit can be understood."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        """``values`` are secrets by themselves: what the variables hold that are called after keys."""
        self._known = tuple(sorted({value for value in values if worth_hiding(value)}, key=len, reverse=True))
        self._placeholders: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def redact(self, text: str) -> str:
        """The text with every secret masked. Doing it twice changes nothing more."""
        spans = sorted(chain(self._known_in(text), shapes.found(text), assignments.found(text)))
        if not spans:
            return text
        pieces: list[str] = []
        done = 0
        for start, end, kind in spans:
            if end <= done:
                continue
            value = text[max(start, done) : end]
            pieces += [text[done : max(start, done)], self._placeholder(value, kind)]
            done = end
        return "".join([*pieces, text[done:]])

    def value_of(self, placeholder: str) -> str | None:
        """What a placeholder of this process stands for; None for one of an earlier process, or of nobody."""
        return self._values.get(placeholder)

    def _known_in(self, text: str) -> Iterable[tuple[int, int, str]]:
        for value in self._known:
            at = text.find(value)
            while at >= 0:
                yield at, at + len(value), "known"
                at = text.find(value, at + len(value))

    def _placeholder(self, value: str, kind: str) -> str:
        if PLACEHOLDER.fullmatch(value):
            return value
        known = self._placeholders.get(value)
        if known is None:
            known = f"[redacted-{kind}-{urandom(4).hex()}]"
            if len(self._placeholders) < MOST_REMEMBERED:
                known = self._placeholders.setdefault(value, known)
                self._values[known] = value
        return known


def worth_hiding(value: str) -> bool:
    """Whether the value of a key can be looked for without hiding ordinary words: long, and not a path or a word."""
    if len(value) < SHORTEST_VALUE or any(char.isspace() for char in value) or value[0] in "/~.$":
        return False
    return len(value) >= 24 or not (value.isalpha() or value.isdigit())
