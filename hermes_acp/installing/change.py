"""Planning and making a change in a client's settings: the new text, a diff for the person, a backup, a safe write."""

from __future__ import annotations

import difflib
import os
import shutil
import sys
from collections.abc import Mapping
from typing import NamedTuple

from hermes_acp.config.atomic import write_private
from hermes_acp.errors import UserError
from hermes_acp.installing.clients import Client, Place
from hermes_acp.installing.jsonc import JsoncError, put, take_out

BACKUP = ".hermes-backup"


class Change(NamedTuple):
    """What would become of one file."""

    file: str
    """Absolute."""
    before: str | None
    """None when the file is not there."""
    after: str | None
    """None when the file is to go."""

    @property
    def none(self) -> bool:
        """Whether nothing would change."""
        return self.before == self.after

    @property
    def diff(self) -> str:
        """A unified diff; empty when nothing would change."""
        old, new = ((text or "").splitlines(keepends=True) for text in (self.before, self.after))
        names = (os.devnull if self.before is None else self.file, os.devnull if self.after is None else self.file)
        lines = [line if line.endswith("\n") else line + "\n" for line in difflib.unified_diff(old, new, *names)]
        return "".join(lines)

    def make(self) -> str | None:
        """Write it. Returns the backup of what was there, None when nothing was. OSError."""
        backup = None
        if self.before is not None:
            backup = self.file + BACKUP
            shutil.copy2(self.file, backup)
        if self.after is None:
            os.unlink(self.file)
        else:
            os.makedirs(os.path.dirname(self.file), exist_ok=True)
            write_private(self.file, self.after)
        return backup


def plan(client: Client, command: str, *, place: Place | None = None, remove: bool = False) -> Change:
    """What entering Hermes (or taking it out) would change. UserError when the file cannot be changed safely."""
    place = place or client.place(sys.platform)
    file = located(place.file, os.environ)
    before = read(file)
    try:
        return Change(file, before, changed(client, place, command, before, remove=remove))
    except JsoncError as error:
        raise UserError(f"{file} cannot be changed safely: {error}. Mend it, or paste the entry yourself.") from error


def changed(client: Client, place: Place, command: str, before: str | None, *, remove: bool) -> str | None:
    """The text of the file afterwards; None for no file. JsoncError."""
    entry = client.entry(command)
    if not place.path:
        return None if remove else str(entry)
    if remove:
        return before if before is None else take_out(before, place.path)
    return put(before or "", place.path, entry)


def located(file: str, variables: Mapping[str, str]) -> str:
    """The absolute path of a place on this machine."""
    home = os.path.expanduser("~")
    roaming = variables.get("APPDATA") or os.path.join(home, "AppData", "Roaming")
    local = variables.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    file = file.replace("$LOCALAPPDATA", local).replace("$APPDATA", roaming)
    config = variables.get("XDG_CONFIG_HOME")
    if config and file.startswith("~/.config/"):
        file = config + file.removeprefix("~/.config")
    return os.path.abspath(os.path.join(home, file[2:]) if file.startswith("~/") else file)


def read(file: str) -> str | None:
    """The text of a file; None when there is none. UserError when it cannot be read as text."""
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}") from error


def present(client: Client) -> bool:
    """Whether the client seems to be on this machine."""
    return any(
        os.path.exists(located(sign, os.environ)) if "/" in sign else shutil.which(sign) is not None
        for sign in client.signs
    )


def own_command() -> str:
    """The absolute path of this ``hermes``. UserError when it was not started as a command."""
    started = os.path.abspath(sys.argv[0])
    if os.path.basename(started).startswith("hermes") and os.access(started, os.X_OK):
        return started
    beside = os.path.join(os.path.dirname(sys.executable), "hermes")
    found = beside if os.access(beside, os.X_OK) else shutil.which("hermes")
    if not found:
        raise UserError("The command `hermes` was not found. Put it on PATH, or start this by its full path.")
    return os.path.abspath(found)
