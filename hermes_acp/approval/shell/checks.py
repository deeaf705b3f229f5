"""One plain command: whether it only reads, and only inside the workspace.

Every program must be known with every one of its options, every path must stay in the roots and away from secrets.
``Unknown`` and ``Outside`` say what stands in the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache

from hermes_acp.approval import gitsafety
from hermes_acp.approval.names import names
from hermes_acp.approval.paths import inside_any, real
from hermes_acp.approval.shell.git import git
from hermes_acp.approval.shell.options import Unknown, read
from hermes_acp.approval.shell.place import Outside, Place
from hermes_acp.approval.shell.plain import PlainCommand, PlainWord
from hermes_acp.approval.shell.programs import Program, programs
from hermes_acp.approval.shell.readers import READERS
from hermes_acp.approval.shell.script import Segment
from hermes_acp.approval.shell.searches import picks_secrets
from hermes_acp.approval.shell.steering import steered_by

_HARMLESS_VARIABLE = re.compile(r"LANG|LC_[A-Z]+|TZ|NO_COLOR")
_HARMLESS_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]*(?:/[A-Za-z0-9_+-]+)*|")
_BUILTINS = names("cd pwd echo printf test [ [[ true false : type command")
_OPTIONS_FROM = {"rg": "RIPGREP_CONFIG_PATH"}
"""Programs that read further options from a file, and the variable that names it."""
_BRACKETS = names("[ ] [[ ]]")
_OPTION_PATTERN = re.compile(r"--[a-z-]+=[^/]*")
_ONLY_READ = names(
    """ls cat head tail wc nl tac rev grep egrep fgrep stat du cut paste cmp comm od hexdump md5sum sha1sum sha256sum
    sha512sum b2sum cksum fold readlink realpath"""
)
"""Programs that write and run nothing whatever their options, so that a name taken for an option does no harm."""


def may_write(segment: Segment, place: Place, path: str) -> bool:
    """Whether a command could change something, all of its words taken literally; where it reads does not matter."""
    command = PlainCommand("", words=[PlainWord(word) for word in segment.argv])
    try:
        Checks(path).command(command, place)
    except Unknown:
        return True
    except Outside:
        return False
    return False


class Checks:
    """The checks of one line; what it asks of the disk it asks once."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._git: dict[str, str | None] = {}
        self._planted: dict[str, str | None] = {}
        self._looked: dict[tuple[object, ...], tuple[str | None, Place | None]] = {}

    def looked(self, command: PlainCommand, place: Place) -> tuple[str | None, Place | None]:
        """Why a command is not a known read, and where it leads if it is a ``cd``. Equal ones are looked at once."""
        key = (tuple(command.assignments), tuple(command.words), tuple(command.inputs), place.dirs)
        if key not in self._looked:
            try:
                after = self.command(command, place)
            except (Unknown, Outside) as doubt:
                self._looked[key] = str(doubt), None
            else:
                self._looked[key] = None, None if after is place else after
        return self._looked[key]

    def command(self, command: PlainCommand, place: Place) -> Place:
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
        if "/" in name:
            raise Unknown(f"{name} is called by its path, and programs are known by name")
        if name not in _BUILTINS and (folder := self._folder(name, place.roots)):
            raise Unknown(f"{name} would be taken from {folder}, inside the workspace")
        if steering := steered_by(name, place.dirs):
            raise Unknown(f"{steering} decides which {name} runs")
        if (variable := _OPTIONS_FROM.get(name)) and inside_any(real(os.environ.get(variable, "/")), place.roots):
            raise Unknown(f"{variable} lets a file of the workspace give {name} its options")
        words = [word.text for word in rest]
        if name == "cd":
            return _cd(words, place, any(word.glob for word in rest))
        if name == "git":
            return self._git_command(words, place, any(word.glob for word in rest))
        if any(word.glob for word in rest) and name in programs() and programs()[name].operands == "one path":
            raise Unknown(f"a pattern could become a second word of {name}, which would be written")
        _check_globs(name, rest, place)
        looked_at = {word.text for word in rest if word.glob}
        for opened in _opened(name, words, place):
            if opened not in looked_at:
                place.check(opened)
        return place

    def _git_command(self, words: list[str], place: Place, glob: bool) -> Place:
        if glob:
            raise Unknown("the shell would replace a pattern before git sees it")
        target = git(words, place)
        for directory in target.dirs:
            if directory not in self._git:
                self._git[directory] = gitsafety.trouble(directory)
            if found := self._git[directory]:
                raise Unknown(found)
        return place

    def _folder(self, name: str, roots: tuple[str, ...]) -> str | None:
        """The directory inside the workspace (or relative) in which the shell would find this program first."""
        if name not in self._planted:
            folders = _suspicious(self._path, roots)
            self._planted[name] = next((each for each in folders if os.path.exists(os.path.join(each, name))), None)
        return self._planted[name]


def _opened(name: str, words: list[str], place: Place) -> list[str]:
    """The paths a known program would open. Unknown for any other program."""
    if reader := READERS.get(name):
        return reader(words)
    program = programs().get(name)
    if program is None:
        raise Unknown(f"{name} is not known to only read")
    found = read(words, program.options)
    if picks_secrets(name, words):
        raise Outside("it picks files that may hold secrets")
    if name == "strings" and any(word.startswith("@") for word in found.operands):
        raise Unknown("strings would read its words from a file")
    operands = _operands(name, program, found.operands, found.used, words)
    if name == "ls" and found.used & {"L", "--dereference"} and found.used & {"R", "--recursive"}:
        raise Unknown("ls would follow links out of the workspace")
    if name == "diff" and found.used & {"r", "--recursive"} and "--no-dereference" not in found.used:
        for operand in operands:
            place.check_tree(operand)
    return [*found.paths, *operands]


def _operands(name: str, program: Program, operands: list[str], used: set[str], words: list[str]) -> list[str]:
    match program.operands:
        case "none" if operands:
            raise Unknown(f"{name} with a word behind it may change something")
        case "text" | "none":
            return []
        case "one path" if len(operands) > 1 or "--" in words:
            raise Unknown(f"the second word of {name} would be written")
        case "pattern paths" if not used & {"e", "f", "--regexp", "--file", "--files", "--type-list"}:
            return operands[1:]
        case _:
            return operands


def _cd(words: list[str], place: Place, glob: bool) -> Place:
    if glob or len(words) != 1 or words[0].startswith("-"):
        raise Unknown("it is not clear where cd leads")
    return place.moved(words[0], sure=True)


def _check_globs(name: str, words: Sequence[PlainWord], place: Place) -> None:
    for word in words:
        if not word.glob or (name in ("[", "[[") and word.text in _BRACKETS):
            continue
        if _OPTION_PATTERN.fullmatch(word.text) and not place.matches(word.text):
            continue  # nothing is called like that, so the shell leaves it as it is
        if name in READERS and name != "echo":
            raise Unknown(f"the pattern {word.text} could become other words of {name}")
        place.check_glob(word.text, only_reads=name in _ONLY_READ)


@lru_cache(maxsize=32)
def _suspicious(path: str, roots: tuple[str, ...]) -> tuple[str, ...]:
    """The entries of ``PATH`` that a repository could fill."""
    entries = [entry or "." for entry in path.split(os.pathsep)] if path else []
    return tuple(
        entry if os.path.isabs(entry) else os.path.join(roots[0] if roots else "/", entry)
        for entry in entries
        if not os.path.isabs(entry) or inside_any(os.path.realpath(entry), roots)
    )
