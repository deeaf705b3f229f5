"""Whether a shell line provably does nothing but read inside the workspace.

Two readers must agree on every word, every program must be known with every one of its options, every path must stay
in the roots and away from secrets. One doubt is enough for a no, and the no says what it was.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import lru_cache

from hermes_acp.approval import gitconfig
from hermes_acp.approval.characters import trouble
from hermes_acp.approval.names import names
from hermes_acp.approval.paths import inside_any
from hermes_acp.approval.shell.git import git
from hermes_acp.approval.shell.options import Unknown, read
from hermes_acp.approval.shell.parse import Script
from hermes_acp.approval.shell.place import Outside, Place
from hermes_acp.approval.shell.plain import NotPlain, PlainCommand, read_plain
from hermes_acp.approval.shell.programs import Program, programs
from hermes_acp.approval.shell.special import READERS

_HARMLESS_VARIABLE = re.compile(r"LANG|LC_[A-Z]+|TZ|NO_COLOR")
_HARMLESS_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]*(?:/[A-Za-z0-9_+-]+)*|")
_BUILTINS = names("cd pwd echo printf test [ [[ true false : type command")


class Doubt(Exception):
    """Why a line is not known to only read; the message is a phrase for a person."""


def understood(line: str, script: Script) -> list[PlainCommand]:
    """The line's commands when both readers see the same. Doubt otherwise."""
    if hidden := trouble(line):
        raise Doubt(hidden)
    try:
        commands = read_plain(line)
    except NotPlain as stop:
        raise Doubt(f"it holds {stop}" if not str(stop).startswith(("it ", "a command is")) else str(stop)) from None
    words = [tuple(word.text for word in command.words) for command in commands]
    if script.broken or script.compound or words != [segment.argv for segment in script.segments]:
        raise Doubt("its structure is not understood")
    return commands


def walk(commands: list[PlainCommand], place: Place, path: str) -> list[str | None]:
    """For each command why it is not a known read, or None when it is."""
    found: list[str | None] = []
    start = place
    for at, command in enumerate(commands):
        if command.joined in ("||", ";"):
            place = replace(place, dirs=tuple(dict.fromkeys((*place.dirs, *start.dirs))))
        try:
            after = _command(command, place, path)
        except (Unknown, Outside) as doubt:
            found.append(str(doubt))
            continue
        found.append(None)
        if after != place:
            piped = command.joined == "|" or (at + 1 < len(commands) and commands[at + 1].joined == "|")
            both = tuple(dict.fromkeys((*after.dirs, *place.dirs)))
            start = replace(start, dirs=tuple(dict.fromkeys((*start.dirs, *both))))
            place = replace(place, dirs=both if piped else after.dirs)
    return found


def _command(command: PlainCommand, place: Place, path: str) -> Place:
    """Check one command; where the next one runs. Unknown or Outside on the first doubt."""
    for name, value in command.assignments:
        if not _HARMLESS_VARIABLE.fullmatch(name) or not _HARMLESS_VALUE.fullmatch(value):
            raise Unknown(f"setting {name} may change what runs")
    for source in command.inputs:
        place.check(source)
    first, *rest = command.words
    name = first.text
    if first.glob and name not in ("[", "[["):
        raise Unknown("the program's name is a pattern")
    if name not in _BUILTINS and (folder := _planted(name, path, place.roots)):
        raise Unknown(f"{name} would be taken from {folder}, inside the workspace")
    words = [word.text for word in rest]
    if name == "cd":
        return _cd(words, place, any(word.glob for word in rest))
    if name == "git":
        return _git(words, place, any(word.glob for word in rest))
    _check_globs(name, [word.text for word in rest if word.glob], place)
    for opened in _opened(name, words):
        place.check(opened)
    return place


def _opened(name: str, words: list[str]) -> list[str]:
    """The paths a known program would open. Unknown for any other program."""
    if reader := READERS.get(name):
        return reader(words)
    program = programs().get(name)
    if program is None:
        raise Unknown(f"{name} is not known to only read")
    found = read(words, program.options)
    return [*found.paths, *_operands(name, program, found.operands, found.used)]


def _operands(name: str, program: Program, operands: list[str], used: set[str]) -> list[str]:
    match program.operands:
        case "none" if operands:
            raise Unknown(f"{name} with a word behind it may change something")
        case "text" | "none":
            return []
        case "one path" if len(operands) > 1:
            raise Unknown(f"the second word of {name} would be written")
        case "pattern paths" if not used & {"e", "f", "--regexp", "--file", "--files", "--type-list"}:
            return operands[1:]
        case _:
            return operands


def _cd(words: list[str], place: Place, glob: bool) -> Place:
    if glob or len(words) != 1 or words[0].startswith("-"):
        raise Unknown("it is not clear where cd leads")
    return place.moved(words[0], sure=True)


def _git(words: list[str], place: Place, glob: bool) -> Place:
    if glob:
        raise Unknown("the shell would replace a pattern before git sees it")
    target = git(words, place)
    for directory in target.dirs:
        if found := gitconfig.trouble(directory):
            raise Unknown(found)
    return place


def _check_globs(name: str, globs: list[str], place: Place) -> None:
    for pattern in globs:
        if name in READERS and name not in ("echo",) and pattern not in ("]", "[", "[[", "]]"):
            raise Unknown(f"the pattern {pattern} could become other words of {name}")
        if name not in READERS:
            place.check_glob(pattern)


def _planted(name: str, path: str, roots: tuple[str, ...]) -> str | None:
    """The directory inside the workspace (or relative) in which the shell would find this program first."""
    if "/" in name:
        return os.path.dirname(name) or "/"
    for folder in _suspicious(path, roots):
        if os.path.exists(os.path.join(folder, name)):
            return folder
    return None


@lru_cache(maxsize=32)
def _suspicious(path: str, roots: tuple[str, ...]) -> tuple[str, ...]:
    """The entries of ``PATH`` that a repository could fill."""
    entries = [entry or "." for entry in path.split(os.pathsep)] if path else []
    return tuple(
        entry if os.path.isabs(entry) else os.path.join(roots[0] if roots else "/", entry)
        for entry in entries
        if not os.path.isabs(entry) or inside_any(os.path.realpath(entry), roots)
    )
