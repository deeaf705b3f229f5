"""Texts that a command hands to a shell: ``bash -c``, ``eval``, ``trap``, ``ssh``, what is piped into ``sh``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.script import Segment, program
from hermes_acp.approval.shell.wrappers import takes_value

_SHELLS = names("sh bash zsh dash ksh mksh ash fish rbash csh tcsh")
_TAKES = {
    "su": "-c --command", "runuser": "-c --command", "script": "-c --command", "flock": "-c", "sg": "-c",
    "newgrp": "-c", "npx": "-c --call", "npm": "-c --call", "git-shell": "-c", "env": "-S --split-string",
}  # fmt: skip
"""Programs that hand the value of an option to a shell."""
_TAKES_WORDS = names("watch hyperfine parallel tmux screen entr")
"""Programs that hand any word with a blank in it to a shell."""
TEXT_PROGRAMS = (
    _SHELLS | frozenset(_TAKES) | _TAKES_WORDS | names(". source eval trap alias ssh crontab at batch make npm")
)
"""Programs that hand a text to a shell."""
_SSH: Sequence[str] = (
    "-b",
    "-c",
    "-D",
    "-E",
    "-e",
    "-F",
    "-I",
    "-i",
    "-J",
    "-L",
    "-l",
    "-m",
    "-O",
    "-o",
    "-p",
    "-Q",
    "-R",
    "-S",
    "-W",
    "-w",
)
_READS_STDIN = names("at batch make npm")
_CRON = re.compile(r"^\s*(?:@\w+|(?:\S+\s+){5})(.*)$", re.MULTILINE)
_STDIN_FILES = names("/dev/stdin /dev/fd/0 /proc/self/fd/0")


class Text(Struct, frozen=True):
    """A line for a shell."""

    line: str
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """Its positional parameters."""
    stdin: str | None = None
    """What it reads."""


def shell_texts(segment: Segment) -> Iterator[Text]:
    """Every text of a command that a shell would run."""
    name, words = program(segment), segment.argv[1:]
    if name in _SHELLS:
        yield from _shell(segment)
    elif name in (".", "source"):
        yield from _sourced(segment, words)
    elif name == "eval":
        yield Text(" ".join(words), stdin=segment.stdin)
    elif name == "trap":
        yield Text(next((word for word in words if not word.startswith("-")), ""))
    elif name == "alias":
        yield Text("\n".join(word.partition("=")[2] for word in words))
    elif name == "ssh":
        yield from _ssh(segment)
    elif name == "crontab" and segment.stdin:
        yield Text("\n".join(_CRON.findall(segment.stdin)))
    elif name in _READS_STDIN and segment.stdin:
        yield Text(segment.stdin)
    if name in _TAKES:
        yield from _options(_TAKES[name].split(), words)
    if name in _TAKES_WORDS:
        yield from (Text(word) for word in words if " " in word and not word.startswith("-"))


def _shell(segment: Segment) -> Iterator[Text]:
    """``bash -c TEXT NAME ARGS…``, or the text fed to a shell."""
    words = segment.argv[1:]
    for at, word in enumerate(words):
        if re.fullmatch(r"-[A-Za-z]*c[A-Za-z]*|--command", word):
            behind = words[at + 1 :]
            start = next((index for index, each in enumerate(behind) if not each.startswith(("-", "+"))), None)
            if start is not None:
                yield Text(behind[start], _positional(behind[start + 1 :]), segment.stdin)
            return
    operands = [word for word in words if not word.startswith("-")]
    yield from _sourced(segment, tuple(operands), alone="-s" in words)


def _positional(words: tuple[str, ...]) -> dict[str, str]:
    every = " ".join(words[1:])
    return {str(number): value for number, value in enumerate(words)} | {"@": every, "*": every}


def _sourced(segment: Segment, operands: tuple[str, ...], *, alone: bool = False) -> Iterator[Text]:
    """A script from the input or from ``<(…)``, whose text then stands in the place of a file's name."""
    if segment.stdin and (alone or not operands or operands[0] in _STDIN_FILES):
        yield Text(segment.stdin)
    elif operands and re.search(r"\s", operands[0].strip()):
        yield Text(operands[0])


def _ssh(segment: Segment) -> Iterator[Text]:
    """What the other machine's shell gets: the words behind the host, joined."""
    rest = list(segment.argv[1:])
    while rest and rest[0].startswith("-"):
        rest = rest[2 if takes_value(rest[0], _SSH) else 1 :]
    if rest[1:]:
        yield Text(" ".join(rest[1:]).removeprefix("-- "))
    elif rest and segment.stdin:
        yield Text(segment.stdin)


def _options(known: list[str], words: tuple[str, ...]) -> Iterator[Text]:
    """The values of the options that are texts for a shell, also behind a cluster such as ``-qc``."""
    for at, word in enumerate(words):
        for option in known if word.startswith("-") else ():
            if word == option or (len(option) == 2 and word[-1] == option[1] and word[1:].isalpha()):
                yield from (Text(value) for value in words[at + 1 : at + 2])
            elif word.startswith(f"{option}=") or (len(option) == 2 and word.startswith(option) and " " in word):
                yield Text(word.removeprefix(option).removeprefix("="))
