"""Which skills (or other things with a name and a description) fit some words: a small ranking.

A word counts for more the fewer skills hold it (inverse document frequency), and for more in a name than in a
description. Endings are trimmed so that "debugging" finds "debug". Reads no file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

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
    by_name = {skill.name: skill for skill in skills}
    fields = {
        skill.name: {
            "name": skill.name,
            "tags": " ".join((*skill.tags, skill.category)),
            "description": skill.description,
        }
        for skill in skills
    }
    return tuple(by_name[name] for name in ranked(fields, text))


def ranked(documents: Mapping[str, Mapping[str, str]], text: str) -> list[str]:
    """The keys of the documents that hold at least one of the words, best first; equals by key.

    A document is texts under ``name``, ``tags`` and ``description``; each may be left out.
    """
    stems = {
        key: {part: frozenset(_stems(words)) for part, words in fields.items()} for key, fields in documents.items()
    }
    everything = [frozenset[str]().union(*parts.values()) for parts in stems.values()]
    scores: dict[str, float] = dict.fromkeys(documents, 0.0)
    for word in set(_stems(text)):
        holders = sum(_match(word, held) > 0 for held in everything)
        rarity = math.log(1 + len(documents) / holders) if holders else 0.0
        for key, parts in stems.items():
            fit = (_WEIGHTS[part] * _match(word, held) for part, held in parts.items())
            scores[key] += rarity * max(fit, default=0)
    return sorted((key for key in documents if scores[key] > 0), key=lambda key: (-scores[key], key))


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
