"""Where a command stands, and whether the paths it names may be read there unasked.

Knows the roots, the directories the line may be in after its ``cd``s, and the two path lists.
"""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
import stat

from msgspec import Struct, field
from msgspec.structs import replace

from hermes_acp.approval.paths import inside, inside_any, lexical, real
from hermes_acp.approval.protected import secret

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|file:", re.IGNORECASE)
_KIND_OF_FILE = re.compile(r"\*\.[A-Za-z][\w.]*")
NOTHING, CLOSED = 0, -1
MAX_MATCHES = 2_000
"""Entries of a directory that are looked at for a pattern."""


class Outside(Exception):
    """A path that may not be read unasked; the message is a phrase for a person."""


class Place(Struct, frozen=True, eq=False):
    """Where one command of a line runs."""

    dirs: tuple[str, ...]
    """Resolved directories it may run in; every one of them counts."""
    roots: tuple[str, ...]
    home: str
    seen: dict[str, int] = field(default_factory=dict[str, int])
    """What was found on the disk so far, for this one line."""
    listed: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """The names in the directories that patterns looked into, for this one line."""
    linked: bool = False
    """The shell came here through a link, so its ``cd ..`` leads elsewhere than the real parent."""

    def check(self, word: str) -> None:
        """Outside when opening ``word`` could leave the roots or meet a secret."""
        if word in ("", "-", "/dev/null"):
            return
        if _SCHEME.match(word):
            raise Outside(f"{word} is an address")
        for directory in self.dirs:
            self._check_path(word, follow(directory, word, self.seen))

    def check_glob(self, pattern: str, *, only_reads: bool = False) -> None:
        """The same for every name a pattern matches; it may be ``*.md`` for a program that ``only_reads`` anyway."""
        head, slash, tail = pattern.rpartition("/")
        if any(char in head for char in "*?[") or tail[:1] in (".", ""):
            raise Outside(f"the pattern {pattern} may match more than it seems")
        by_kind = only_reads and not slash and _KIND_OF_FILE.fullmatch(tail) is not None
        if not by_kind and not pattern[0].isalnum() and not (slash and pattern[0] in "./"):
            raise Outside(f"the pattern {pattern} may match more than it seems")
        if _SCHEME.match(pattern):
            raise Outside(f"{pattern} is an address")
        for directory in self.dirs:
            base = follow(directory, head or "/", self.seen) if slash else directory
            self._check_path(pattern, f"{base}/{tail}")
            for name in self._matching(base, tail):
                if not slash and name.startswith("-"):
                    raise Outside(f"the pattern {pattern} matches {name}, which would be taken for an option")
                self._check_path(name, follow(base, name, self.seen))

    def matches(self, pattern: str) -> bool:
        """Whether any name in these directories fits a pattern without ``/``."""
        return any(self._matching(directory, pattern) for directory in self.dirs)

    def _matching(self, base: str, pattern: str) -> list[str]:
        """The names in a directory that fit a pattern, and more where it has brackets; shells differ on those."""
        if base not in self.listed:
            self.listed[base] = [] if self.seen.get(base) == NOTHING else _listed(base)
        names = self.listed[base]
        if len(names) > MAX_MATCHES:
            raise Outside(f"the pattern {pattern} matches among too many files")
        plain, bracket, _ = pattern.partition("[")
        return fnmatch.filter(names, f"{plain}*" if bracket else pattern) if names else []

    def check_tree(self, word: str) -> None:
        """Outside when a program that follows links below ``word`` would leave the roots or meet a secret."""
        looked = 0
        for directory in self.dirs:
            for folder, folders, files in os.walk(follow(directory, word)):
                for name in (*folders, *files):
                    looked += 1
                    path = f"{folder}/{name}"
                    if looked > MAX_MATCHES:
                        raise Outside(f"there is too much below {word} to look for links that lead out")
                    if os.path.islink(path):
                        self._check_path(path, real(path))

    def _check_path(self, word: str, resolved: str) -> None:
        if not inside_any(resolved, self.roots):
            raise Outside(f"{word} leads out of the workspace, to {resolved}")
        if secret(resolved) or secret(posixpath.normpath(word)):
            raise Outside(f"{word} may hold secrets")

    def moved(self, word: str, *, sure: bool) -> Place:
        """The place after ``cd word``; when the command may fail, the old directories stay possible."""
        self.check(word)
        after = tuple(follow(directory, word) for directory in self.dirs)
        if self.linked or after != tuple(lexical(word, directory, self.home) for directory in self.dirs):
            raise Outside(f"{word} leads through a link")
        return replace(self, dirs=after if sure else tuple(dict.fromkeys((*after, *self.dirs))))


def _listed(base: str) -> list[str]:
    """The names in a directory; none when it cannot be listed."""
    try:
        return os.listdir(base)
    except OSError:
        return []


def follow(base: str, word: str, seen: dict[str, int] | None = None) -> str:
    """Resolve a path against a resolved directory, looking only at components below it.

    ``seen`` keeps what was found on the way (path to mode), so that paths side by side are not looked at again.
    """
    seen = {} if seen is None else seen
    if word.startswith("/"):
        if not inside(word, base):
            return real(word)
        word = word[len(base) :]
    path: str = base.rstrip("/")
    parts = [part for part in word.split("/") if part not in ("", ".")]
    for index, part in enumerate(parts):
        if part == "..":
            path = path.rpartition("/")[0]
            continue
        path = f"{path}/{part}"
        mode = seen.get(path)
        if mode is None:
            mode = seen[path] = _mode(path)
        if mode == NOTHING:
            return posixpath.normpath("/".join([path, *parts[index + 1 :]]))
        if mode == CLOSED:
            return "/"
        if stat.S_ISLNK(mode):
            return real("/".join([path, *parts[index + 1 :]]))
    return path or "/"


def _mode(path: str) -> int:
    """What is at a path, links not followed; NOTHING, or CLOSED when nobody may look."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING
    except (OSError, ValueError):
        return CLOSED
