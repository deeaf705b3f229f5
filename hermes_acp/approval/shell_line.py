"""One shell line in its circumstances, looked at from every side once: what it runs, which paths it names, what it is.

Facts only; what they mean for a decision is said in ``shell_actions``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from hermes_acp.approval.characters import trouble
from hermes_acp.approval.decision import Setting
from hermes_acp.approval.paths import lexical, real
from hermes_acp.approval.protected import protected, secret
from hermes_acp.approval.shell.checks import may_write
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.floor import Floor
from hermes_acp.approval.shell.halts import signals_all_listed
from hermes_acp.approval.shell.parse import parse
from hermes_acp.approval.shell.place import Place, follow
from hermes_acp.approval.shell.plain import PlainCommand
from hermes_acp.approval.shell.readonly import Doubt, doubts, understood
from hermes_acp.approval.shell.script import Script, Segment, program
from hermes_acp.approval.shell.unwrap import Found, everything

MAX_PIECES = 200
"""Pieces of a broken line that are looked at one by one."""
MAX_PIECE = 900
MAX_PARSED = 30_000
"""Characters; of a longer line only this much is searched for what must not happen, and it is always asked for."""
MAX_WORD = 1_000
"""Characters; a longer word is no path that could be opened."""

_BREAKS = re.compile(r"[=:@]")
_IFS = re.compile(r"\$\{IFS[^}]*\}|\$IFS(?:\$[0-9@*])?")
_PIECE = re.compile(r"(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|[^;&|\n'\"\\(){}`])+")
_PRINTS = frozenset({"echo", "printf"})


class ShellLine(Struct, frozen=True, dict=True):
    """One command line, as a session would run it."""

    line: str
    cwd: str
    setting: Setting
    sandbox: Literal["", "inside", "outside"] = ""
    """See ``Action.sandbox``."""

    @cached_property
    def script(self) -> Script:
        """What the grammar finds."""
        return self._parse(self.line[:MAX_PARSED])

    @cached_property
    def found(self) -> list[Found]:
        """Every command, also behind wrappers; of a broken line also what its pieces look like."""
        home = self.setting.home
        found = list(everything(self.script, home))
        if "IFS" in self.line:  # a blank in disguise, which the grammar reads in more than one way
            found += everything(self._parse(_IFS.sub(" ", self.line[:MAX_PARSED])), home)
        if self.script.broken:
            pieces = (piece[:MAX_PIECE] for piece in _PIECE.findall(self.line[:MAX_PARSED])[:MAX_PIECES])
            found += [each for piece in pieces if piece != self.line for each in everything(self._parse(piece), home)]
        return found

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The same, each once."""
        return tuple(dict.fromkeys(each.segment for each in self.found))

    def _parse(self, text: str) -> Script:
        return parse(text, (self.cwd,), self.setting.home)

    @property
    def commands(self) -> list[PlainCommand] | None:
        """The line as literal words; None when it is more than that."""
        return self._read[0]

    @property
    def doubts(self) -> list[str | None]:
        """For each command why it is not a known read; one entry for the line when it is not plain."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[list[PlainCommand] | None, list[str | None]]:
        try:
            commands = understood(self.line, self.script)
        except Doubt as doubt:
            return None, [str(doubt)]
        linked = self._here != self.cwd.rstrip("/")
        kept = (os.path.realpath(self.setting.output_dir),) if self.setting.output_dir else ()
        place = Place((self._here,), (*self.setting.roots, *kept), self.setting.home, linked=linked)
        return commands, doubts(commands, place, self.setting.path)

    @property
    def only_reads(self) -> bool:
        """Whether it provably does nothing but read inside the workspace."""
        return not any(self.doubts) and not self.setting.shell_changed

    def floor(self) -> str | None:
        """Why it can never run, as a phrase."""
        floor = Floor(self.setting.home, self.setting.state_dir, self.setting.output_dir)
        why = next((why for each in self.segments if (why := floor.judge(each))), None)
        return why or signals_all_listed(self.segments)

    def guarded(self) -> str | None:
        """Why no saved rule may answer: hidden characters, a protected path or a secret, as a phrase."""
        if hidden := trouble(self.line):
            return hidden
        for path, segment in self.paths:
            if secret(path):
                return f"{path} may hold secrets"
            if path != "/dev/null" and protected(path) and self._may_write(segment):
                return f"other programs obey {path}"
        return None

    def _may_write(self, segment: Segment) -> bool:
        if not segment.argv or any(">" in operator for operator, _ in segment.redirects):
            return True
        place = Place(segment.dirs, self.setting.roots, self.setting.home)
        return may_write(segment, place, self.setting.path)

    @cached_property
    def paths(self) -> list[tuple[str, Segment]]:
        """Every word that could name a path, absolute, both as written and with links followed."""
        return [
            (path, segment)
            for segment in self.segments
            for word in _words(segment)
            for path in self._resolved(word, segment)
        ]

    def _resolved(self, word: str, segment: Segment) -> tuple[str, ...]:
        if UNKNOWN in word or "\n" in word or len(word) > MAX_WORD:
            return ()
        key = (word, segment.dirs)
        if key not in self._known_paths:
            whole = word if word[:1] != "-" else "" if word[:2] == "--" else word[2:]
            parts = [whole, *(_BREAKS.split(word)[1:] if _BREAKS.search(word) else ())]
            dirs = [directory for directory in segment.dirs if UNKNOWN not in directory]
            home = self.setting.home
            found = dict.fromkeys(lexical(part, directory, home) for part in parts if part for directory in dirs)
            self._known_paths[key] = tuple(dict.fromkeys((*found, *map(self._followed, found))))
        return self._known_paths[key]

    def _followed(self, path: str) -> str:
        """The path with links followed; one look for all paths below a name that does not exist."""
        if not path.startswith(self._here + "/"):
            return real(path)
        first = path[len(self._here) + 1 :].partition("/")[0]
        if first not in self._exists:
            self._exists[first] = os.path.lexists(f"{self._here}/{first}")
        return follow(self._here, path) if self._exists[first] else path

    @cached_property
    def _exists(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _here(self) -> str:
        return real(self.cwd)

    @cached_property
    def _known_paths(self) -> dict[tuple[str, tuple[str, ...]], tuple[str, ...]]:
        return {}


def _words(segment: Segment) -> Iterator[str]:
    """The words of a command that could be paths; what is only printed is none."""
    yield from (target for _, target in segment.redirects)
    if program(segment) not in _PRINTS:
        yield from segment.argv[1:]
