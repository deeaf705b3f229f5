"""How many tokens a text will roughly be, without any model's vocabulary.

Counts pieces as byte-pair tokenizers cut them: words with their blank (long ones in parts), up to three digits,
short runs of signs, line breaks, and characters of other scripts. The error against one real encoding is in
this room's README. A long text is sampled: sixteen slices stand for the whole.
"""

from __future__ import annotations

import re

_PIECES = re.compile(
    r" ?(?:[A-Z]?[a-z]{1,9}|[A-Z]{1,3})|\d{1,3}| ?[!-/:-@\[-`{-~]{1,3}\n*|\s{0,64}\n|[ \t]{2,}(?=[ \t])|[ \t]"
    r"|[\u0370-\u05ff]{1,4}|[^\x00-\x7f]"
)
_LONG = 256 * 1024
_SLICE = 16 * 1024
_SLICES = 16


def estimate(text: str) -> int:
    """Tokens of a text: an estimate, usually a little high. Never below 1 for a text that is not empty."""
    if not text:
        return 0
    if len(text) <= _LONG:
        return max(1, len(_PIECES.findall(text)))
    step = (len(text) - _SLICE) // (_SLICES - 1)
    sample = sum(len(_PIECES.findall(text, at, at + _SLICE)) for at in range(0, step * _SLICES, step))
    return round(sample * len(text) / (_SLICE * _SLICES))
