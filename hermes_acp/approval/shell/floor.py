"""What no mode, no rule and no person can allow here: what cannot be undone, and our own policy and state.

Deletes of the root, of system directories and of homes; formatting and overwriting disks; fork bombs; signals to
every process; switching the machine off. A person who means it does it in a terminal of their own.
"""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatch

from hermes_acp.approval.names import names
from hermes_acp.approval.paths import expand_home, inside, lexical
from hermes_acp.approval.shell.code import code_of, forks_forever, literals, removals, shell_texts, signals_all
from hermes_acp.approval.shell.disks import RAW_DISK, disk_trouble
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.finders import find_deletes, find_narrowed, find_roots
from hermes_acp.approval.shell.halts import stops
from hermes_acp.approval.shell.parse import parse
from hermes_acp.approval.shell.script import FORK_BOMB, Segment, program
from hermes_acp.approval.shell.state import State
from hermes_acp.approval.shell.unwrap import everything

_SYSTEM = names(
    """/bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /opt /proc /root /run /sbin /srv /sys /usr /var /usr/bin
    /usr/lib /usr/lib64 /usr/sbin /usr/share /usr/local /usr/include /var/lib /users /system /library
    /applications /private /private/etc /private/var /volumes /system/library /nix /nix/store /boot/efi"""
)
_TEMPORARY = names("/tmp /var/tmp /private/tmp")
"""Directories whose content nobody counts on, even if somebody's home is there for a while."""
_REMOVES = names("rm unlink srm rimraf trash")
_CHANGES_ALL = names("chmod chown chgrp setfacl chattr restorecon chcon")
_RECURSIVE = re.compile(r"-[A-Za-z]*[rR]|--r(?:e|ecursive)?|--no-preserve-root")
_ALL_IN_IT = re.compile(r"\*+|\.\*|\.\[!\.\]\*|\{,\.\}\*|\?\*|\.\?\?\*|\*\.\*|\[!\.\]\*|\.")
"""Last parts of a path that mean the content of a directory."""
MAX_CODE_DEPTH = 3


class Floor:
    """The hard denials for one place."""

    def __init__(self, home: str, state_dir: str, output_dir: str = "") -> None:
        self._home = home
        self._state = State(home, state_dir, output_dir)

    def judge(self, segment: Segment, depth: int = 0) -> str | None:
        """Why this command is refused, as a phrase; None when the floor says nothing."""
        return self._state.touched(segment) or self._destroys(segment) or self._code(segment, depth)

    def _destroys(self, segment: Segment) -> str | None:
        name, words = program(segment), segment.argv[1:]
        for operator, target in segment.redirects:
            if ">" in operator and RAW_DISK.match(posixpath.normpath(target)):
                return f"it writes straight to {target}"
        if name == FORK_BOMB:
            return "it multiplies itself without end"
        gone = self._removed(name, words, segment)
        if gone is not None and (why := self._all_gone(gone, segment.dirs)):
            return why
        if name in _CHANGES_ALL and any(re.match(r"-[a-zA-Z]*R|--recursive", word) for word in words):
            why = self._all_gone(words[1:], segment.dirs, "changes the access to")
            return None if why is not None and "home directory" in why else why  # a person's own can be set right again
        return disk_trouble(name, words) or (None if _of_the_workspace(segment) else stops(name, words))

    def _removed(self, name: str, words: tuple[str, ...], segment: Segment) -> tuple[str, ...] | None:
        """The words that name what would be gone, with all below it; None when nothing would."""
        if name in _REMOVES:
            recursive = name in ("rimraf", "trash") or any(_RECURSIVE.match(word) for word in words)
            return words if recursive else None
        match name:
            case "find" if find_deletes(words) and not find_narrowed(segment.argv):
                return tuple(find_roots(segment.argv))
            case "mv" if words[-1:] == ("/dev/null",):
                return words[:-1]
            case "rsync" if any(word.startswith("--del") for word in words):
                return words[-1:]
            case _:
                return None

    def _all_gone(self, words: tuple[str, ...], dirs: tuple[str, ...], verb: str = "deletes") -> str | None:
        for word in words:
            if word.startswith("-") or not word:
                continue
            for directory in dirs:
                if what := self._precious(word, directory):
                    return f"it {verb} {what}"
        return None

    def _precious(self, word: str, directory: str) -> str | None:
        """What irreplaceable thing a path is, or is all of; None for ordinary paths."""
        if UNKNOWN in word or UNKNOWN in directory:
            return None
        path = expand_home(word, self._home).rstrip("/") or "/"
        last = posixpath.basename(path)
        content = _ALL_IN_IT.fullmatch(last) is not None and last != "."
        full = lexical(posixpath.dirname(path) if content else path, directory, self._home)
        if content and full == directory and directory not in (self._home, "/") and full not in _SYSTEM:
            return None
        return self._what(full, full.casefold())

    def _what(self, full: str, folded: str) -> str | None:
        if full == "/":
            return "the root of the file system"
        if folded in _SYSTEM or (folded.count("/") == 1 and any(fnmatch(name, folded) for name in _SYSTEM)):
            return f"the system directory {full}"
        home = self._home.casefold()
        if folded == home or (inside(home, folded) and home != "/" and folded not in _TEMPORARY):
            return "the home directory"
        if posixpath.dirname(folded) in ("/home", "/users"):
            return f"the home directory {full}"
        return None

    def _code(self, segment: Segment, depth: int) -> str | None:
        """What a program in another language on the command line would do."""
        code = code_of(segment)
        if code is None or depth > MAX_CODE_DEPTH:
            return None
        if forks_forever(code):
            return "it multiplies itself without end"
        if signals_all(code):
            return "it signals every process"
        for text in literals(code):
            if any(self._state.named(part, segment.dirs) for part in (text, f"~/{text}") if "herm" in text):
                return "it touches our own permissions and state"
            if RAW_DISK.match(text) and re.search(r"['\"][wa+]b?\+?['\"]|write|>", code):
                return f"it writes straight to {text}"
        for path in removals(code):
            if gone := self._all_gone((path,), segment.dirs):
                return gone
        return next((why for text in shell_texts(code) if (why := self._line(text, segment, depth))), None)

    def _line(self, text: str, segment: Segment, depth: int) -> str | None:
        """A shell line that code would run."""
        for inner in everything(parse(text, segment.dirs, self._home), self._home):
            if why := self.judge(inner.segment, depth + 1):
                return why
        return None


def _of_the_workspace(segment: Segment) -> bool:
    """Whether the program is named by a path below the working directory, such as ``./reboot``."""
    first = segment.argv[0] if segment.argv else ""
    return "/" in first and not first.startswith(("/", "~")) and ".." not in first.split("/")
