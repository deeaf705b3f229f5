"""Whether a command could touch our own permissions and state, however it names them.

The directory in use, the usual ones in any home, names with unknown parts or patterns that could be theirs, and the
commands of our own that change what is allowed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from hermes_acp.approval.names import names
from hermes_acp.approval.paths import inside, lexical
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.script import Segment, program

STATE_NAMES = (".hermes-acp",)
"""Names of a state directory in any home, besides the one in use."""

_OTHER_STATE = re.compile(r"/(?:(?:home|users)/[^/]+|root)/\.hermes-acp(?:/|$)")
_DATA = names("echo printf")
_OURS = names("hermes hermes-acp")
_SETTINGS = names("approvals security sandbox")
"""Sections of our settings that say what is allowed."""


class State:
    """Our own state, for one home and one state directory."""

    def __init__(self, home: str, state_dir: str, output_dir: str = "") -> None:
        """What lies in ``output_dir`` is not counted: it was kept to be read."""
        self._home = home
        self._output = output_dir
        self._state = tuple(dict.fromkeys((state_dir, *(f"{home}/{name}" for name in STATE_NAMES))))
        self._bases = tuple(posixpath.basename(state).casefold() for state in self._state)
        self._hint = re.compile("|".join(map(re.escape, self._bases)) + r"|herm|\.h[\w-]*[*?\[]", re.IGNORECASE)

    def holds(self, path: str) -> bool:
        """Whether an absolute path is our own state."""
        if self._output and inside(path, self._output):
            return False
        folded = path.casefold()
        if any(inside(folded, state.casefold()) for state in self._state):
            return True
        return _OTHER_STATE.match(folded) is not None

    def touched(self, segment: Segment) -> str | None:
        """Why a command is refused for this, as a phrase."""
        name, words = program(segment), segment.argv[1:]
        if _changes_policy(name, words):
            return "it would change our own permissions"
        targets = [target for _, target in segment.redirects]
        if name not in _DATA:
            targets += segment.argv
        within = any(base in directory.casefold() for base in self._bases for directory in segment.dirs)
        for word in targets:
            if not within and self._hint.search(word) is None:
                continue  # a path into the state names its directory, or has parts that are not known
            if any(self.named(part, segment.dirs) for part in _path_parts(word)):
                return "it touches our own permissions and state"
        return None

    def named(self, word: str, dirs: tuple[str, ...]) -> bool:
        """Whether a word could be a path into the state."""
        if UNKNOWN in word or any(char in word for char in "*?["):
            return self._could_be(word, dirs)
        for directory in dirs:
            if UNKNOWN not in directory or word.startswith(("/", "~")):
                if self.holds(lexical(word, directory, self._home)):
                    return True
            elif STATE_NAMES[0] in word.casefold().split("/"):
                return True
        return False

    def _could_be(self, word: str, dirs: tuple[str, ...]) -> bool:
        """A path with parts that cannot be known: it counts when it could be the state directory."""
        folded = word.casefold()
        if any(name in folded.split("/") for name in STATE_NAMES):
            return True
        if not re.search(r"[\w.]*herm|\.h[\w-]*[*?\[]", folded):
            return False
        for directory in dirs:
            full = lexical(word, directory, self._home).replace(UNKNOWN, "*")
            for state in self._state:
                depth = state.count("/")
                if fnmatch(state, "/".join(full.split("/")[: depth + 1])):
                    return True
        return False


def _path_parts(word: str) -> Iterator[str]:
    """The pieces of a word that could be a path: all of it, behind ``=``, ``:``, ``@``, or an option's letter."""
    yield word
    for separator in "=:@,":
        if separator in word:
            yield from word.split(separator)[1:]
    if word.startswith("-") and len(word) > 2:
        yield word[2:]
    if ":" in word:
        yield word.split(":")[0]


def _changes_policy(name: str, words: tuple[str, ...]) -> bool:
    """Whether this is a command of ours that loosens something."""
    if re.fullmatch(r"python[\d.]*", name) and words[:1] == ("-m",) and words[1:2] in (("hermes_acp",), ("hermes",)):
        words = words[2:]
    elif name not in _OURS:
        return False
    match [word for word in words if not word.startswith(("-p", "--profile"))]:
        case ["permissions", what, *_]:
            return what in ("add", "remove")
        case ["trust", *rest]:
            return "--list" not in rest and "--help" not in rest
        case ["config", "set", key, *_] if key.partition(".")[0] in _SETTINGS:
            return True
        case _:
            return any(word in ("--yolo", "bypass", "--mode=bypass", "--allow-bypass") for word in words)
