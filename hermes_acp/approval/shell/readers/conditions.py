"""``test``, ``[ … ]`` and ``[[ … ]]``: one question about files or literal words. No arithmetic on names."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.options import Unknown

_UNARY = names("-f -d -e -r -w -x -s -L -h -b -c -p -S")
_FILES = names("-nt -ot -ef")
_BINARY = names("= == !=")
_NUMERIC = names("-eq -ne -lt -le -gt -ge")


def test(words: Sequence[str]) -> list[str]:
    """``test``: a question about a file, or a comparison."""
    words = words[1:] if words[:1] == ["!"] else words
    match list(words):
        case [unary, path] if unary in _UNARY:
            return [path]
        case [left, operator, right] if operator in _FILES and not (left + right).startswith("-"):
            return [left, right]
        case [question, text] if question in ("-n", "-z") and not text.startswith("-"):
            return []
        case [left, operator, right] if operator in _BINARY and not (left + right).startswith("-"):
            return []
        case [left, operator, right] if operator in _NUMERIC and left.isdecimal() and right.isdecimal():
            return []
        case _:
            raise Unknown("this test is not recognised")


def bracket(words: Sequence[str]) -> list[str]:
    """``[ … ]`` and ``[[ … ]]``."""
    if words[-1:] not in (["]"], ["]]"]):
        raise Unknown("a bracket is missing")
    return test(list(words[:-1]))
