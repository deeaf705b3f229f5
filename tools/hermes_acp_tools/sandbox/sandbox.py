"""The sandbox of this machine: whether there is one that works, and how a command is put into it.

``off`` has none, ``auto`` uses it where a trial has shown that it holds, ``required`` lets no command run without it.
Everything here blocks; it is for threads.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

from hermes_acp_tools.host import Confinement
from hermes_acp_tools.hosts import programs
from hermes_acp_tools.sandbox import bubblewrap, probe, seatbelt
from hermes_acp_tools.sandbox.plan import Plan
from hermes_acp_tools.sandbox.survey import Rules, survey

Mode = Literal["off", "auto", "required"]

NONE_HERE = "There is no sandbox for this operating system."


class Box(Struct, frozen=True):
    """A sandbox for the commands of one shell."""

    plan: Plan
    prefix: tuple[str, ...]
    """What stands in front of a command's words."""

    def obeyed(self) -> frozenset[str]:
        """Which of the names that no command is to make are there now; whoever made them, it was not the next one."""
        return frozenset(path for path in self.plan.unmade if os.path.lexists(path))

    def set_aside(self, before: frozenset[str]) -> str | None:
        """Rename what came since ``before`` and other programs would obey; what was renamed, as a phrase."""
        said: list[str] = []
        for path in sorted(self.obeyed() - before):
            aside = _free_name(path)
            os.rename(path, aside)
            said.append(f"{path} to {os.path.basename(aside)}")
        return f"other programs would obey what it made, so it renamed {' and '.join(said)}" if said else None

    def outgrown(self) -> bool:
        """Whether something came to be where commands are shown an empty directory."""
        return any(_holds_something(path) for path in self.plan.absent)

    def remove_leftovers(self) -> None:
        """Take away the empty directories that stood where nothing may come to be."""
        for path in self.plan.absent:
            try:
                os.rmdir(path)
            except OSError:
                continue  # never made, or somebody has put something there: it is theirs


def _holds_something(path: str) -> bool:
    try:
        return bool(os.listdir(path))
    except OSError:
        return False


def _free_name(path: str) -> str:
    names = (f"{path}.set-aside{number or ''}" for number in itertools.count())
    return next(name for name in names if not os.path.lexists(name))


class Sandbox:
    """What the settings say about a sandbox: read once, tried out once."""

    def __init__(self, settings: Callable[[], tuple[Mode, Rules]], trial_dir: str) -> None:
        """``settings`` may read files. ``trial_dir`` is where the sandbox is tried; it is made when it is not there."""
        self._settings = settings
        self._trial_dir = trial_dir
        self._trying = threading.Lock()

    def confinement(self, roots: Sequence[str]) -> Confinement:
        """How commands in these directories are kept in. The first call runs a program."""
        mode, rules = self._read
        if mode == "off":
            return Confinement()
        trouble = self._why_not(roots)
        if trouble is None:
            return Confinement(
                on=True, network=rules.network, may_leave=mode == "auto", own_tmp=sys.platform == "linux"
            )
        if mode == "auto":
            return Confinement(trouble=trouble)
        refusal = f"Commands only run in a sandbox here (sandbox.mode is required), and none works: {trouble}"
        return Confinement(trouble=trouble, refused=refusal)

    def box(self, roots: Sequence[str]) -> Box:
        """The sandbox for a shell in these directories. Only where ``confinement`` says that it is on."""
        plan = survey(roots, self._read[1])
        return Box(plan, tuple(self._prefix(plan)))

    def _why_not(self, roots: Sequence[str]) -> str | None:
        if not roots or any(os.path.realpath(root) == os.sep for root in roots):
            return "The workspace is the whole file system; a sandbox would keep nothing in."
        with self._trying:
            return self._trouble

    @cached_property
    def _read(self) -> tuple[Mode, Rules]:
        return self._settings()

    @cached_property
    def _trouble(self) -> str | None:
        """Why there is none that works, as a sentence."""
        bash = programs.find("bash", ())
        if sys.platform not in ("linux", "darwin"):
            return NONE_HERE
        mac = sys.platform == "darwin"
        if not (os.path.exists(seatbelt.PROGRAM) if mac else programs.find("bwrap", ())):
            return seatbelt.INSTALL if mac else bubblewrap.INSTALL
        if bash is None:
            return "There is no bash to try it with."
        found = probe.trouble(self._prefix, bash, self._trial_dir)
        return None if found is None else f"The sandbox of this machine does not work: {found}."

    def _prefix(self, plan: Plan) -> Sequence[str]:
        if sys.platform == "darwin":
            return seatbelt.prefix(plan)
        return bubblewrap.prefix(programs.find("bwrap", ()) or "bwrap", plan)
