"""Which skills fit some words: a small ranking over name, tags, category and description.

A word counts for more the fewer skills hold it (inverse document frequency), and for more in a name than in a
description. Endings are trimmed so that "debugging" finds "debug". Reads no file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from hermes_acp_skills.skill import Skill

_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    {"a", "an", "and", "for", "from", "how", "i", "in", "is", "it", "me", "my", "of", "on", "or", "our", "please"}
    | {"should", "some", "that", "the", "this", "to", "use", "want", "what", "when", "why", "with", "you"}
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ed", "er", "es", "s")
_WEIGHTS = {"name": 4.0, "tags": 2.0, "description": 1.0}


def rank(skills: Sequence[Skill], text: str) -> tuple[Skill, ...]:
    """The skills that hold at least one of the words, best first; equals by name."""
    wanted = set(_stems(text))
    fields = {skill.name: _fields(skill) for skill in skills}
    everything = {name: frozenset[str]().union(*parts.values()) for name, parts in fields.items()}
    scores: dict[str, float] = dict.fromkeys(fields, 0.0)
    for word in wanted:
        holders = sum(_match(word, stems) > 0 for stems in everything.values())
        rarity = math.log(1 + len(skills) / holders) if holders else 0.0
        for name, parts in fields.items():
            scores[name] += rarity * max(_WEIGHTS[part] * _match(word, stems) for part, stems in parts.items())
    hits = [skill for skill in skills if scores[skill.name] > 0]
    return tuple(sorted(hits, key=lambda skill: (-scores[skill.name], skill.name)))


def _fields(skill: Skill) -> dict[str, frozenset[str]]:
    return {
        "name": frozenset(_stems(skill.name)),
        "tags": frozenset(_stems(" ".join((*skill.tags, skill.category)))),
        "description": frozenset(_stems(skill.description)),
    }


def _match(word: str, stems: frozenset[str]) -> float:
    """1 for the word itself, a half for the beginning of one, 0 for none."""
    if word in stems:
        return 1.0
    return 0.5 if len(word) > 2 and any(stem.startswith(word) for stem in stems) else 0.0


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word.removesuffix(ending)
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
