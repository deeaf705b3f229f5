"""What one-line programs in other languages would do that cannot be undone.

Reads only the literal strings of the code: those handed to a shell, and those that name what is deleted or written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hermes_acp.approval.shell.script import Segment, program

_LANGUAGES = re.compile(
    r"(?:python|pypy)[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|php[\d.]*|lua[\d.]*|osascript|[gmn]?awk|rscript|tclsh|julia|elixir"
)
_CODE_OPTION = re.compile(r"-[A-Za-z]*[ceErpR]|--eval|--print|eval|-p")
_STRING = re.compile(
    r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`"""
    r"""|(?<![\w$@%.])(?:q[qwx]?|%[xqQwW]?)(?:\(([^)]*)\)|\{([^}]*)\}|\[([^\]]*)\]|([/|!#])((?:(?!\7).)*)\7)""",
    re.DOTALL,
)
"""The quotes of most languages, and those of Perl and Ruby."""
_RUNS = re.compile(r"system|exec|popen|spawn|subprocess|shell|`|qx|%x|getline|Command|run\(|\|\s*[\"']", re.IGNORECASE)
_REMOVES = re.compile(
    r"rmtree|rm_rf|rmSync|rm_r\b|rmdirSync|remove_entry|rimraf|remove_tree|removeSync|\brm\(|unlink|remove_dir_all|deltree"
)
_FORKS = re.compile(
    r"fork\s+while\s+fork|while\s*\(?\s*(?:1|true|True)\s*\)?\s*[:{]?\s*(?:os\.)?fork|loop\s*\{?\s*fork|fork\(\)\s*while|while\s+fork|fork\s+while"
)

_SIGNALS_ALL = re.compile(r"kill\w*\s*\(?\s*(?:-1\s*,|['\"]?-?\w+['\"]?\s*,\s*-1\b)")


def code_of(segment: Segment) -> str | None:
    """The program text on a command line of a known language; None when there is none."""
    name = program(segment)
    if not _LANGUAGES.fullmatch(name):
        return None
    words = segment.argv[1:]
    if name.endswith("awk"):
        return " ".join(word for word in words if not word.startswith("-")) or None
    for at, word in enumerate(words):
        if _CODE_OPTION.fullmatch(word):
            return " ".join(words[at + 1 :])
    if segment.stdin and not [word for word in words if word != "-"]:
        return segment.stdin
    return None


def forks_forever(code: str) -> bool:
    """Whether the code multiplies its own process without end."""
    return _FORKS.search(code) is not None


def signals_all(code: str) -> bool:
    """Whether the code sends a signal to every process."""
    return _SIGNALS_ALL.search(code) is not None


def shell_texts(code: str) -> Iterator[str]:
    """Shell lines the code would run: each string, and all of them as the words of one command."""
    if _RUNS.search(code):
        strings = list(literals(code))
        yield from strings
        yield " ".join(strings)
        yield " ".join(strings[1:])


def removals(code: str) -> Iterator[str]:
    """Paths that a recursive delete in the code could mean."""
    if _REMOVES.search(code):
        yield from literals(code)
        if re.search(
            r"\bhome\(\)|homedir\(\)|Dir\.home|expanduser|ENV\W+HOME|env\.HOME|environ\W+HOME", code
        ) and not re.search(r"(?:home\(\)|homedir\(\)|HOME\W*)\s*[,+/]", code):
            yield "~"


def literals(code: str) -> Iterator[str]:
    """The literal strings of the code, most languages' quotes."""
    for match in _STRING.finditer(code):
        yield next(group for at, group in enumerate(match.groups(), 1) if group is not None and at != 7)
