"""The files to which a search is narrowed: ``--include``, ``--glob``. Picking secrets by name is no plain search."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.protected import secret

_SEARCHES = names("grep egrep fgrep rg")
_NARROWS = names("--include --glob --iglob -g")
_CHOICES = re.compile(r"[{},]")
_NARROWED = re.compile(r"(?:--include=|--i?glob=|-g(?=.))(.*)")


def picks_secrets(program: str, words: Sequence[str]) -> bool:
    """Whether a search is narrowed to files that hold secrets; what ``!`` leaves out does not count."""
    if program not in _SEARCHES:
        return False
    behind = [words[at + 1] for at, word in enumerate(words[:-1]) if word in _NARROWS]
    joined = [match[1] for word in words if (match := _NARROWED.fullmatch(word))]
    patterns = [pattern for pattern in (*behind, *joined) if not pattern.startswith("!")]
    parts = [part for pattern in patterns for part in _CHOICES.split(pattern)]
    return any(secret(part) or secret(part.replace("*", "")) for part in parts)
