"""``awk``: only programs that print what they read.

Read token by token. Nothing that opens, writes, runs or shows the environment is among the known words: no ``system``,
``getline``, ``|``, ``ENVIRON``, ``ARGV``, no functions, and ``>`` only where the grammar makes it a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.options import Unknown, options, read

_TOKEN = re.compile(
    r"""(?P<blank>[ ]+) | (?P<string>"(?:[^"\\]|\\.)*") | (?P<number>\d+(?:\.\d+)?) | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>&&|\|\||[=!<>]=|!~|\+\+|--|[-+*/%^!~=?:,;(){}\[\]$<>])""",
    re.VERBOSE,
)
_REGEX = re.compile(r"/(?:[^/\\\[]|\\.|\[\^?(?:\[:\w+:\]|[^\]\[/\\]|\\[^\]/])+\])+/")
_BEFORE_REGEX = frozenset(("", *"{}(,!~;", "!~", "&&", "||"))
"""Where the grammar of awk takes a slash for the start of a regular expression."""
_STATEMENTS = names("BEGIN END if else for while do in print printf next exit break continue delete")
_FUNCTIONS = names("length substr index split sub gsub match sprintf tolower toupper int sqrt exp log")
_VARIABLES = names("NR NF FS OFS RS ORS FNR FILENAME SUBSEP RSTART RLENGTH CONVFMT OFMT IGNORECASE")
_NEVER = names("system getline close fflush func function namespace include load extension")
_VARIABLE = re.compile(r"[a-z_][a-z0-9_]*")
_ASSIGNED = re.compile(r"(?:[a-z_][a-z0-9_]*|O?[FR]S)=.*")
_OPTIONS = options("-F! -v! --version")


def awk(words: Sequence[str]) -> list[str]:
    """``awk PROGRAM FILE…``; the files."""
    found = read(words, _OPTIONS)
    if "v" in found.used and not all(_ASSIGNED.fullmatch(text) or len(text) < 3 for text in found.texts):
        raise Unknown("this variable of awk is not known to be harmless")
    if "--version" not in found.used:
        _check(found.operands[0] if found.operands else "")
    return found.operands[1:]


def _check(program: str) -> None:
    """Unknown when the program is not made of the known words alone."""
    at = braces = parentheses = 0
    before = ""
    while at < len(program):
        expression = _REGEX.match(program, at) if before in _BEFORE_REGEX else None
        token = expression or _TOKEN.match(program, at)
        if token is None or (token[0] == "/" and not _is_value(before)):
            raise Unknown("the awk program is not understood")
        at, text = token.end(), token[0]
        if text.isspace():
            continue
        braces += (text == "{") - (text == "}")
        parentheses += (text == "(") - (text == ")")
        if text in (">", ">=") and braces and not parentheses:
            raise Unknown("the awk program may write a file")
        if text in ("print", "printf") and parentheses:
            raise Unknown("the awk program is not understood")
        if token.re is _TOKEN and token["name"]:
            _name(text, called=program[at:].lstrip(" ").startswith("("))
        before = text
    if braces or parentheses or not before:
        raise Unknown("the awk program is not understood")


def _is_value(text: str) -> bool:
    """Whether a slash behind this can only divide."""
    if text in _STATEMENTS or text in _FUNCTIONS:
        return False
    return text == "]" or text[-1:].isalnum()


def _name(text: str, *, called: bool) -> None:
    if text in _STATEMENTS or text in _FUNCTIONS or (text in _VARIABLES and not called):
        return
    if text in _NEVER or called or not _VARIABLE.fullmatch(text):
        raise Unknown(f"{text} in an awk program may do more than print")
