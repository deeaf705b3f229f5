"""``sed``: only scripts that print, delete or replace lines on their way to stdout."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.shell.options import Unknown, options, read

_ADDRESS = r"(?:\d+(?:~\d+)?|\$|/(?:[^/\\\n]|\\[^\n])*/I?)"
_ONE = (
    rf"(?:{_ADDRESS}(?:,(?:{_ADDRESS}|\+\d+))?)? ?!?"
    r"(?:[pdPDnNhHgGxl=]|q\d*|s([/|#,:@])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\n\\]|\\[^\n])*\1[gpIi\d]*)"
)
_SCRIPT = re.compile(rf"(?:{_ONE}(?:; ?|$))+")
_SLASH_IN_BRACKETS = re.compile(r"\[[^\]]*[/|#,:@]")
_OPTIONS = options("-nEruz -e! --quiet --silent --expression! --regexp-extended --null-data --help --version")


def sed(words: Sequence[str]) -> list[str]:
    """``sed SCRIPT FILE…``; the commands that write or run (``w``, ``e``, ``r``) are not among the known ones."""
    found = read(words, _OPTIONS)
    scripts = found.texts
    if not scripts:
        scripts, found.operands = found.operands[:1], found.operands[1:]
    for script in scripts:
        # Implementations disagree about a delimiter inside brackets, so the script would mean two things.
        if not _SCRIPT.fullmatch(script) or _SLASH_IN_BRACKETS.search(script):
            raise Unknown("the sed script may write or run something")
    return [*found.paths, *found.operands]
