"""The rules in force, as fresh as the files they are in.

What ``hermes permissions`` or ``hermes trust`` changes counts from the next decision of every running session. The
files are looked at for each decision and read when they are others than before.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hermes_acp.approval.identity import identity_of
from hermes_acp.approval.rulefile import FILE, PROJECT_FILE, load_rules
from hermes_acp.approval.rules import Rule, RuleBook
from hermes_acp.approval.trust import FILE as TRUST_FILE
from hermes_acp.approval.trust import TrustStore

_Version = tuple[tuple[int, int, int] | None, ...]


class LiveRules:
    """Keeps one session's rule book up to date. Blocks; for threads."""

    def __init__(self, state_dir: str, cwd: str, further: Sequence[Rule] = ()) -> None:
        """``further`` are rules from other places, such as the settings; they count as the person's."""
        self._state_dir = state_dir
        self._cwd = cwd
        self._further = tuple(further)
        self._version: _Version | None = None
        self.problems: tuple[str, ...] = ()
        """What is wrong with the files, as sentences for a person."""

    def refresh(self, book: RuleBook) -> None:
        """Put the saved rules of this moment into a book; rules of the session stay."""
        version = self._look()
        if version == self._version:
            return
        trusted = TrustStore(self._state_dir).trusted(self._cwd)
        fresh, self.problems = load_rules(self._state_dir, self._cwd, trusted=trusted)
        book.replace("user", (*self._further, *fresh.in_scope("user")))
        book.replace("project", fresh.in_scope("project"))
        self._version = version

    def _look(self) -> _Version:
        try:
            root = identity_of(self._cwd).path
        except OSError:
            root = self._cwd
        paths = (os.path.join(self._state_dir, FILE), os.path.join(self._state_dir, TRUST_FILE))
        return tuple(_facts(path) for path in (*paths, os.path.join(root, PROJECT_FILE)))


def _facts(path: str) -> tuple[int, int, int] | None:
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino
