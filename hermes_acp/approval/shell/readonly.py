"""Whether a shell line provably does nothing but read inside the workspace.

Two readers must agree on every word, every program must be known with every one of its options, every path must stay
in the roots and away from secrets. One doubt is enough for a no, and the no says what it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from hermes_acp.approval.characters import trouble
from hermes_acp.approval.shell.checks import Checks
from hermes_acp.approval.shell.place import Place
from hermes_acp.approval.shell.plain import NotPlain, PlainCommand, read_plain
from hermes_acp.approval.shell.script import Script


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


def doubts(commands: Sequence[PlainCommand], place: Place, path: str) -> list[str | None]:
    """For each command why it is not a known read, or None when it is."""
    found: list[str | None] = []
    seen = place.dirs
    checks = Checks(path)
    for at, command in enumerate(commands):
        if command.joined in ("||", ";"):  # every cd so far may have failed
            place = replace(place, dirs=tuple(dict.fromkeys((*place.dirs, *seen))))
        doubt, after = checks.looked(command, place)
        found.append(doubt)
        if after is not None:
            piped = command.joined == "|" or (at + 1 < len(commands) and commands[at + 1].joined == "|")
            seen = tuple(dict.fromkeys((*seen, *after.dirs)))
            place = replace(place, dirs=tuple(dict.fromkeys((*after.dirs, *place.dirs))) if piped else after.dirs)
    return found
