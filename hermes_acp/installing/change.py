"""Planning and making a change in a client's settings: the new text, a diff for the person, a backup, a safe write."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple, cast

from hermes_acp.config.atomic import write_private
from hermes_acp.errors import UserError
from hermes_acp.installing.client import Client, Place
from hermes_acp.installing.jsonc import JsoncError, find, parse
from hermes_acp.installing.jsonc_change import put, take_out
from hermes_acp.installing.places import place_of

BACKUP = ".hermes-backup"
OURS = ("type", "command", "args")
"""What of an entry is set again; the rest of one that is there already is the person's."""
SHARED = 0o644
"""Mode of a new file that others are to read, too."""


class Change(NamedTuple):
    """What would become of one file."""

    file: str
    """Absolute."""
    before: str | None
    """None when the file is not there."""
    after: str | None
    """None when the file is to go."""
    shared: bool = False
    """Whether others may read the file when it is new."""
    kept: bool = True
    """Whether what was there is kept beside it; not where all of it was written by us."""

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
        if self.before is not None and self.kept:
            backup = self.file + BACKUP
            shutil.copy2(self.file, backup)
        if self.after is None:
            os.unlink(self.file)
        else:
            os.makedirs(os.path.dirname(self.file), exist_ok=True)
            write_private(self.file, self.after, mode=SHARED if self.shared and self.before is None else None)
        return backup


def plan(client: Client, command: str, *, place: Place | None = None, remove: bool = False) -> Change:
    """What entering Hermes (or taking it out) would change. UserError when the file cannot be changed safely."""
    file, path = place_of(client, place)
    before = read(file)
    try:
        after = without(file, path, before) if remove else entered(client, path, command, before)
    except JsoncError as error:
        advice = f"Mend it, or paste what `hermes acp --print-config {client.name}` prints."
        raise UserError(f"{file} cannot be changed safely: {error}. {advice}") from error
    ours = remove and after is None and (bool(path) or before == client.entry(command))
    change = Change(file, before, after, shared=place is not None, kept=not ours)
    if not change.none:
        refuse_read_only(change, client)
    return change


def entered(client: Client, path: tuple[str, ...], command: str, before: str | None) -> str:
    """The text of the file with Hermes in it; what a person added to our entry stays. JsoncError."""
    entry = client.entry(command)
    if not path:
        return str(entry)
    text = before or ""
    there = find(parse(text), path)
    has, wanted = as_object(there.value if there else None), as_object(entry)
    if has is None or wanted is None:
        return put(text, path, entry)
    for name, value in wanted.items():
        if name in has and as_object(has[name]) is not None:
            for key, one in (as_object(value) or {}).items():  # theirs stay beside ours
                text = put(text, (*path, name, key), one)
        elif name not in has or (name in OURS and not (client.face == "acp" and same_start(has[name], value))):
            text = put(text, (*path, name), value)
    return text


def as_object(value: object) -> Mapping[str, object] | None:
    """A JSON object; None for any other value."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else None


def same_start(has: object, value: object) -> bool:
    """Whether a list begins with another: ``acp --mode plan`` starts an agent as ``acp`` does."""
    if not isinstance(has, list) or not isinstance(value, list):
        return False
    words = cast("list[object]", value)
    return cast("list[object]", has)[: len(words)] == words


def without(file: str, path: tuple[str, ...], before: str | None) -> str | None:
    """The text of the file without Hermes: the very text it was entered into, where that is known. JsoncError."""
    if not path or before is None:
        return None
    there = find(parse(before), path)
    if there is None:
        return before
    if put("", path, there.value) == before:
        return None
    with suppress(UserError, JsoncError):
        kept = read(file + BACKUP)
        if kept is not None and find(parse(kept), path) is None and put(kept, path, there.value) == before:
            return kept
    return take_out(before, path)


def read(file: str) -> str | None:
    """The text of a file; None when there is none. UserError when it cannot be read as text."""
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is not UTF-8 text, so it is left alone.") from error
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from error


def refuse_read_only(change: Change, client: Client) -> None:
    """A file that nobody may write is somebody's decision, such as that of a tool that manages settings. UserError."""
    target = os.path.realpath(change.file)
    folder = os.path.dirname(target)
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    with suppress(FileNotFoundError):
        locked = not os.stat(target).st_mode & 0o222
        if not locked and os.access(folder, os.W_OK):
            return
        place = f"{change.file} is a link to {target}, which" if target != os.path.abspath(change.file) else change.file
        advice = f"Change it where it comes from; `hermes acp --print-config {client.name}` prints what belongs there."
        raise UserError(f"{place} may not be written to. {advice}")
    if not os.access(folder, os.W_OK):
        raise UserError(f"{change.file} cannot be made: {folder} may not be written to.")
