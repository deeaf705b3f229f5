"""What an edit puts into a passage that was not found letter by letter.

Owns indentation, escapes and typographic characters of the new text. Where the passage stands is ``matching``.
"""

from __future__ import annotations

import re

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "`": "`", "$": "$"}


def replacement(text: str, span: tuple[int, int], old: str, new: str, strategy: str) -> str:
    """What to put into ``span``: ``new``, fitted to how the passage really looks there.

    Indentation that the model got wrong is put right by the first line's difference, escapes it wrote literally
    are resolved, and what ``old`` and ``new`` have in common stays as the file has it.
    """
    there = text[span[0] : span[1]]
    if strategy == "exact":
        return new
    if strategy == "escape-normalised":
        return unescape(new)
    if strategy == "unicode-normalised":
        return _keep_common(there, old, new)
    if strategy == "trimmed-boundary":
        return new.strip()
    if not there.endswith("\n"):
        new = new.removesuffix("\n")
    elif new and not new.endswith("\n"):
        new += "\n"
    return _reindent(there, old, new)


def unescape(text: str) -> str:
    """Escapes written out, such as a backslash and an n, as what they stand for."""
    return re.sub(r"""\\([ntr"'\\`$])""", lambda found: _ESCAPES[found[1]], text)


def _keep_common(there: str, old: str, new: str) -> str:
    short = min(len(old), len(new))
    start = next((i for i in range(short) if old[i] != new[i]), short)
    end = next((i for i in range(short - start) if old[-1 - i] != new[-1 - i]), short - start)
    return there[:start] + new[start : len(new) - end] + there[len(there) - end :]


def _reindent(there: str, old: str, new: str) -> str:
    """Move ``new`` by as much as the passage's first line is indented differently from ``old``'s."""
    real = next((line for line in there.split("\n") if line.strip()), "")
    meant = next((line for line in old.split("\n") if line.strip()), "")
    have, want = _indent(meant), _indent(real)
    if have == want:
        return new
    return "\n".join(_shift(line, have, want) for line in new.split("\n"))


def _shift(line: str, have: str, want: str) -> str:
    if not line.strip():
        return line
    if line.startswith(have):
        return want + line[len(have) :]
    extra = len(have) - len(_indent(line))
    return want[: max(len(want) - extra, 0)] + line.lstrip(" \t")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
