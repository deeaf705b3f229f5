"""Read-only programs whose words need a grammar of their own: find, sed, test, printf, date, jq, tar and the like.

Each reader gets the words after the program's name and gives back the paths that would be opened.
Unknown when anything could write, run, or is simply not recognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.options import Unknown, options, read

Reader = Callable[[Sequence[str]], list[str]]

_FIND_ALONE = names(
    """-empty -nouser -nogroup -readable -writable -executable -prune -print -print0 -ls -depth -d -xdev -mount -not !
    -a -and -o -or ( ) , -true -false -quit -daystart -warn -nowarn -noleaf -ignore_readdir_race"""
)
_FIND_TEXT = names(
    """-maxdepth -mindepth -name -iname -path -ipath -wholename -iwholename -regex -iregex -regextype -type -xtype -size
    -mtime -mmin -atime -amin -ctime -cmin -perm -user -group -uid -gid -links -inum -lname -ilname -printf -fstype
    -used"""
)
_FIND_PATH = re.compile(r"-newer(?:[aBcm][aBcmt])?|-anewer|-cnewer|-samefile")


def find(words: Sequence[str]) -> list[str]:
    """``find PATH… TEST…``: any predicate outside the lists may run or write."""
    paths: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _FIND_ALONE:
            continue
        if word in _FIND_TEXT:
            next(rest, None)
        elif _FIND_PATH.fullmatch(word):
            if not word.endswith("t"):
                paths.append(next(rest, ""))
            else:
                next(rest, None)
        elif word.startswith("-") and not re.fullmatch(r"-P|-O[0-3]", word):
            raise Unknown(f"the find predicate {word} is not known to be harmless")
        elif not word.startswith("-"):
            paths.append(word)
    return paths


_ADDRESS = r"(?:\d+|\$|/[^/\\]*/)"
_SED = re.compile(
    rf"(?:(?:{_ADDRESS}(?:,(?:{_ADDRESS}|\+\d+))?|\d+~\d+)?!?"
    r"(?:p|=|d|q|s([/|#,:@])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\n\\]|\\[^\n])*\1[gpIi\d]*)(?:; ?|$))+"
)
_SLASH_IN_BRACKETS = re.compile(r"\[[^\]]*[/|#,:@]")
_SED_OPTIONS = options("-nEruz -e! --quiet --silent --expression! --regexp-extended --null-data --help --version")


def sed(words: Sequence[str]) -> list[str]:
    """Only scripts that print, delete or replace lines on their way to stdout."""
    found = read(words, _SED_OPTIONS)
    scripts = found.texts
    if not scripts:
        scripts, found.operands = found.operands[:1], found.operands[1:]
    for script in scripts:
        # Implementations disagree about a delimiter inside brackets, so the script would mean two things.
        if not _SED.fullmatch(script) or _SLASH_IN_BRACKETS.search(script):
            raise Unknown("the sed script may write or run something")
    return [*found.paths, *found.operands]


_UNARY = names("-f -d -e -r -w -x -s -L -h -b -c -p -S")
_BINARY = names("= == !=")
_NUMERIC = names("-eq -ne -lt -le -gt -ge")


def test(words: Sequence[str]) -> list[str]:
    """``test``: one question about a file, or a comparison of literal words. No arithmetic on names."""
    words = words[1:] if words[:1] == ["!"] else words
    match list(words):
        case [unary, path] if unary in _UNARY:
            return [path]
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


def printf(words: Sequence[str]) -> list[str]:
    """Without options, and without ``%n``, which assigns a variable."""
    if not words or words[0].startswith("-"):
        raise Unknown("options of printf assign variables")
    if re.search(r"%[^A-Za-z%]*[hlLjzt]*n", words[0]):
        raise Unknown("%n of printf assigns a variable")
    return []


def echo(words: Sequence[str]) -> list[str]:
    """Whatever it says."""
    return []


def date(words: Sequence[str]) -> list[str]:
    """Shows a time; an operand without ``+`` would set the clock."""
    found = read(words, _DATE)
    if len(found.operands) > 1 or not all(word.startswith("+") for word in found.operands):
        raise Unknown("an operand of date may set the clock")
    return found.paths


_DATE = options(
    "-uR -d! -I? -r: --date! --utc --universal --iso-8601? --rfc-3339: --rfc-email --reference: --help --version"
)


def jq(words: Sequence[str]) -> list[str]:
    """A filter that neither loads modules nor shows the environment."""
    found = read(words, _JQ)
    if re.search(
        r"\b(?:env|ENV|import|include|modulemeta|get_search_list|input_filename)\b", "".join(found.operands[:1])
    ):
        raise Unknown("the jq filter may show the environment or load a module")
    return [*found.paths, *found.operands[1:]]


_JQ = options(
    """-rcesSnRCMja --raw-output --compact-output --exit-status --slurp --sort-keys --null-input --raw-input --tab
    --indent: --color-output --monochrome-output --ascii-output --join-output --help --version"""
)


def tar(words: Sequence[str]) -> list[str]:
    """Only ``tar -tf ARCHIVE``: long options can run programs, and ``host:file`` a remote shell."""
    if len(words) < 2 or not re.fullmatch(r"-?t[vzjJ]*f|-?[vzjJ]+tf?f|-?tv?f", words[0]):
        raise Unknown("only the plain listing of tar is known to be harmless")
    if any(word.startswith("-") or ":" in word for word in words[1:]):
        raise Unknown("this word of tar may run a program")
    return [words[1]]


def unzip(words: Sequence[str]) -> list[str]:
    """Only ``unzip -l ARCHIVE``."""
    if len(words) != 2 or words[0] not in ("-l", "-v", "-Z", "-Z1"):
        raise Unknown("only the listing of unzip is known to be harmless")
    return [words[1]]


def command(words: Sequence[str]) -> list[str]:
    """``command -v NAME``; without ``-v`` it runs its words."""
    if words[:1] not in (["-v"], ["-V"]) or len(words) < 2 or any(word.startswith("-") for word in words[1:]):
        raise Unknown("command runs another command")
    return []


def expr(words: Sequence[str]) -> list[str]:
    """Arithmetic and string questions on literal words."""
    return []


def version(words: Sequence[str]) -> list[str]:
    """Nothing but the question for a version."""
    if list(words) != ["--version"]:
        raise Unknown("only its version can be asked for unasked")
    return []


def python_version(words: Sequence[str]) -> list[str]:
    """``--version`` or ``-V``; ``-v`` would run it."""
    return [] if list(words) == ["-V"] else version(words)


def node_version(words: Sequence[str]) -> list[str]:
    """``--version`` or ``-v``."""
    return [] if list(words) == ["-v"] else version(words)


READERS: dict[str, Reader] = {
    "find": find,
    "sed": sed,
    "test": test,
    "[": bracket,
    "[[": bracket,
    "printf": printf,
    "echo": echo,
    ":": echo,
    "date": date,
    "jq": jq,
    "tar": tar,
    "unzip": unzip,
    "command": command,
    "expr": expr,
    "python": python_version,
    "python3": python_version,
    "node": node_version,
    "gcc": version,
    "g++": version,
    "clang": version,
    "cmake": version,
    "make": version,
    "bash": version,
    "perl": version,
    "ruby": version,
    "java": version,
}
