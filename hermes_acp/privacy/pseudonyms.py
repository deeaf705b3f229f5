"""Stand-ins for people's facts, the same for the same fact as long as a session lasts, and the way back.

A stand-in such as ``[email-1-kqx]`` is plain ASCII without quotes, so it can stand in JSON, code and paths. Its last
letters are drawn for each session: no file holds it by chance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from secrets import choice
from typing import cast

from hermes_acp.privacy.people import Recogniser

_LETTERS = "bcdfghjkmnpqrstvwxz"
LONGEST = 24
"""Characters of the longest stand-in."""


class Pseudonyms:
    """The stand-ins of one session."""

    def __init__(self, people: Recogniser) -> None:
        self._people = people
        self._tag = "".join(choice(_LETTERS) for _ in range(3))
        self._stand_ins: dict[str, str] = {}
        self._facts: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern = re.compile(rf"\[[a-z]+-\d+-{self._tag}\]")

    def hide(self, text: str) -> str:
        """The text with a stand-in for every fact."""
        spans = sorted(self._people.found(text), key=lambda span: (span[0], -span[1]))
        pieces: list[str] = []
        done = 0
        for start, end, kind in spans:
            if start >= done:
                pieces += [text[done:start], self._stand_in(text[start:end], kind)]
                done = end
        return "".join([*pieces, text[done:]]) if pieces else text

    def restore(self, text: str) -> str:
        """The text with every fact back in its place."""
        return self._pattern.sub(lambda match: self._facts.get(match[0], match[0]), text) if "[" in text else text

    def hide_in(self, value: object) -> object:
        """A JSON value with stand-ins in its texts; names of fields stay."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, Mapping):
            return {name: self.hide_in(item) for name, item in cast("Mapping[str, object]", value).items()}
        if isinstance(value, list):
            return [self.hide_in(item) for item in cast("list[object]", value)]
        return value

    def _stand_in(self, fact: str, kind: str) -> str:
        known = self._stand_ins.get(fact)
        if known is None:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            known = self._stand_ins[fact] = f"[{kind}-{number}-{self._tag}]"
            self._facts[known] = fact
        return known


class Restorer:
    """Restores text that comes in pieces; a stand-in that is cut is waited for."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self._held = ""

    def feed(self, text: str) -> str:
        """Take more and give what is certain."""
        text = self._held + text
        begun = text.rfind("[", max(0, len(text) - LONGEST))
        cut = begun if begun >= 0 and _BEGUN.fullmatch(text, begun) else len(text)
        self._held = text[cut:]
        return self._pseudonyms.restore(text[:cut])

    def finish(self) -> str:
        """What was waited for in vain."""
        held, self._held = self._held, ""
        return held


_BEGUN = re.compile(r"\[(?:[a-z]+(?:-(?:\d+(?:-[a-z]*)?)?)?)?")
