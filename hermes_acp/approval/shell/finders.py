"""Programs that run a command over what they find or are fed: ``find -exec``, ``fd -x``, ``xargs``, ``parallel``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.script import Segment, program
from hermes_acp.approval.shell.wrappers import takes_value

FINDERS = names("find fd fdfind xargs parallel")
_EXEC = names("-exec -execdir -ok -okdir")
_FD_EXEC = names("-x -X --exec --exec-batch")
_XARGS: Sequence[str] = (
    "-a",
    "-d",
    "-E",
    "-I",
    "-L",
    "-n",
    "-P",
    "-s",
    "--arg-file",
    "--delimiter",
    "--max-args",
    "--max-procs",
    "--replace",
    "--max-lines",
)
_PARALLEL: Sequence[str] = ("-j", "--jobs", "-a", "-I", "--colsep", "-n", "-N", "-P")
_ACTIONS = _EXEC | {"-delete"}
_OR = names("-o -or ,")
_EVERY = re.compile(r"\*+|\?\*|\*\?")
"""Patterns that fit every name."""
MAX_EXECUTED = 100
"""Commands of one ``find`` that are looked at."""
_NARROWS = names(
    """-name -iname -path -ipath -regex -iregex -newer -size -mtime -mmin -empty -user -group -perm -atime -ctime
    -inum -samefile -links -wholename"""
)


def found_by(segment: Segment) -> list[Segment]:
    """The commands run over files or words, with those in the places left for them as far as they are known."""
    match program(segment):
        case "find" | "fd" | "fdfind":
            return _executed(segment)
        case "xargs":
            return _fed(segment, _behind(segment, _XARGS))
        case "parallel":
            rest = _behind(segment, _PARALLEL)
            if ":::" in rest:
                at = rest.index(":::")
                return [_placed(segment, rest[:at], [word]) for word in rest[at + 1 :]]
            return _fed(segment, rest)
        case _:
            return []


def _executed(segment: Segment) -> list[Segment]:
    """The commands behind ``-exec`` and its kin, with the places searched in the place of ``{}``."""
    found: list[Segment] = []
    words = segment.argv[1:]
    roots = find_roots(segment.argv)
    narrowed = find_narrowed(segment.argv)
    options = _EXEC if program(segment) == "find" else _EXEC | _FD_EXEC
    at = 0
    while at < len(words) and len(found) < MAX_EXECUTED:
        at += 1
        if words[at - 1] not in options:
            continue
        end = next((index for index in range(at, len(words)) if words[index] in (";", "+", "\\;")), len(words))
        for root in roots[:MAX_EXECUTED]:
            target = f"{root}/{UNKNOWN}" if narrowed else root
            argv = tuple(each.replace("{}", target) for each in words[at:end])
            found.append(replace(segment, argv=argv, after=()))
        at = end + 1
    return found


def find_roots(argv: tuple[str, ...]) -> list[str]:
    """The directories ``find`` starts in."""
    roots: list[str] = []
    for word in argv[1:]:
        if word in ("-H", "-L", "-P") or word.startswith("-O"):
            continue
        if word.startswith(("-", "(", "!")):
            break
        roots.append(word)
    return roots or ["."]


def find_narrowed(argv: tuple[str, ...]) -> bool:
    """Whether a test in front of the action leaves only some of the files, so that not everything is meant."""
    action = next((at for at, word in enumerate(argv) if word in _ACTIONS), len(argv))
    start = max((at for at in range(action) if argv[at] in _OR), default=0)  # a test before an "or" narrows nothing
    return any(
        argv[at] in _NARROWS
        and argv[at - 1] not in ("!", "-not")
        and not _EVERY.fullmatch("".join(argv[at + 1 : at + 2]))
        for at in range(start, action)
    )


def find_deletes(words: tuple[str, ...]) -> bool:
    """Whether ``find`` removes what it finds, itself or through a program."""
    after = [words[at + 1 : at + 4] for at, word in enumerate(words) if word in _EXEC]
    programs = {part.rsplit("/", 1)[-1] for parts in after for part in parts}
    return "-delete" in words or bool(programs & {"rm", "unlink", "shred", "srm"})


def _behind(segment: Segment, spec: Sequence[str]) -> list[str]:
    """The words behind the program's own options."""
    rest = list(segment.argv[1:])
    while rest and rest[0].startswith("-"):
        rest = rest[2 if takes_value(rest[0], spec) else 1 :]
    return rest


def _fed(segment: Segment, rest: list[str]) -> list[Segment]:
    """The command with the words it gets from its input; behind ``find`` it is what ``find -exec`` would run."""
    if segment.after and segment.after[0].rsplit("/", 1)[-1] == "find" and rest:
        return [replace(segment, argv=(*segment.after, "-exec", *rest, "{}", "+"), after=())]
    fed = segment.stdin.split() if segment.stdin is not None else [UNKNOWN]
    fed += [word for value in _files_of_words(segment) for word in value.split()]
    return [_placed(segment, rest, fed)] if rest else []


def _files_of_words(segment: Segment) -> list[str]:
    """What stands behind ``-a``: of ``<(echo /)`` it is what that prints."""
    words = segment.argv
    behind = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-a", "--arg-file")]
    return [*behind, *(word.partition("=")[2] for word in words if word.startswith("--arg-file="))]


def _placed(segment: Segment, rest: list[str], fed: list[str]) -> Segment:
    marks = {"{}"} | {
        segment.argv[at + 1] if word == "-I" else word[2:]
        for at, word in enumerate(segment.argv[:-1])
        if word.startswith("-I")
    }
    used = next((mark for mark in marks if mark and any(mark in word for word in rest)), None)
    if used is None:
        return replace(segment, argv=(*rest, *fed), after=())
    argv = [each for word in rest for each in ([word.replace(used, one) for one in fed] if used in word else [word])]
    return replace(segment, argv=tuple(argv), after=())
