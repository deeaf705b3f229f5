"""The workspaces a person said they trust, or said not to ask about.

Kept in ``trust.json`` in our state directory (mode 0600), keyed by the real path of the repository's root with its
device and inode: a copy, a moved directory or another repository at the same place is not trusted. Trust in a
repository covers no repository nested in it, and no worktree of it elsewhere. It holds for what the workspace brought
along when it was given (``brought``): when that changes, the person is asked again.
"""

from __future__ import annotations

import json
import os
from typing import Literal, cast

from msgspec import Struct

from hermes_acp.approval.atomic import alone, owned_by_us, write_private
from hermes_acp.approval.brought import brought, fingerprint
from hermes_acp.approval.identity import Identity, identity_of
from hermes_acp.approval.paths import inside

FILE = "trust.json"
Standing = Literal["trusted", "changed", "declined", "unknown"]
"""``changed`` was trusted with other content; ``declined`` means the person said no to just this."""


class Entry(Struct, frozen=True):
    """One answer of the person."""

    identity: Identity
    contents: tuple[tuple[str, str], ...]
    """Directories in the repository (relative; ``.`` is its root) and the fingerprint of what each brought along."""
    trusted: bool = True


class HeldBack(Struct, frozen=True):
    """What of a workspace is not used as long as it is not trusted."""

    root: str
    """The directory that trust would be given to."""
    things: tuple[tuple[str, str], ...]
    """Path below it and what it holds, in words."""
    standing: Standing

    def sentences(self) -> tuple[str, ...]:
        """What a person should read, with the way out of it."""
        listed = ", ".join(f"{words} ({path})" for path, words in self.things)
        why = "has changed since you trusted it" if self.standing == "changed" else "is not trusted"
        return (
            f"{self.root} {why}, so what it brings along is not used: {listed}.",
            f"If you know where it comes from: hermes trust {self.root}",
        )


class TrustStore:
    """Reads and writes the list; every question reads the file, so an answer is never stale."""

    def __init__(self, state_dir: str) -> None:
        self._path = os.path.join(state_dir, FILE)

    def trusted(self, directory: str) -> bool:
        """Whether what a directory brings along may be used. False when anything is unclear."""
        return self.standing(directory) == "trusted"

    def standing(self, directory: str) -> Standing:
        """What the person said about the repository around a directory, with what it holds now."""
        try:
            identity = identity_of(directory)
        except OSError:
            return "unknown"
        entry = next((entry for entry in self._entries() if entry.identity == identity), None)
        if entry is None:
            return "unknown"
        same = _contents(identity.path, directory).items() <= dict(entry.contents).items()
        if entry.trusted:
            return "trusted" if same else "changed"
        return "declined" if same else "unknown"

    def held_back(self, directory: str) -> HeldBack | None:
        """What a directory brings along that is not used; None when there is nothing, or it is trusted."""
        standing = self.standing(directory)
        if standing == "trusted":
            return None
        try:
            root = identity_of(directory).path
        except OSError:
            return None
        things = brought(root)
        below = os.path.relpath(os.path.realpath(directory), root)
        if below != ".":
            things |= {os.path.join(below, path): words for path, words in brought(directory).items()}
        ours = os.path.realpath(os.path.dirname(self._path))  # in the person's home it is no project's
        theirs = [(path, words) for path, words in things.items() if not inside(os.path.join(root, path), ours)]
        return HeldBack(root, tuple(theirs), standing) if theirs else None

    def add(self, directory: str) -> Identity:
        """Trust the repository around a directory. OSError when it does not exist or cannot be noted."""
        return self._note(directory, trusted=True)

    def decline(self, directory: str) -> Identity:
        """Do not trust it, and do not ask again while it stays as it is. OSError as for ``add``."""
        return self._note(directory, trusted=False)

    def remove(self, directory: str) -> bool:
        """Trust it no longer; False when it was not trusted. A directory that is gone is named by its path."""
        try:
            path = identity_of(directory).path
        except OSError:  # gone from the disk: the path as given is all there is to compare
            path = os.path.realpath(directory)
        with alone(self._path):
            entries = self._entries()
            kept = [entry for entry in entries if entry.identity.path != path]
            if len(kept) == len(entries):
                return False
            self._write(kept)
        return True

    def all(self) -> tuple[Identity, ...]:
        """Every trusted repository; none when the file is missing, damaged or writable by others."""
        return tuple(entry.identity for entry in self._entries() if entry.trusted)

    def _note(self, directory: str, *, trusted: bool) -> Identity:
        identity = identity_of(directory)
        contents = tuple(_contents(identity.path, directory).items())
        with alone(self._path):
            others = [entry for entry in self._entries() if entry.identity.path != identity.path]
            self._write([*others, Entry(identity, contents, trusted)])
        return identity

    def _entries(self) -> list[Entry]:
        try:
            if not owned_by_us(self._path):
                return []
            with open(self._path, encoding="utf-8") as file:
                data: object = json.load(file)
        except (OSError, ValueError):
            return []
        found = cast("list[object]", data) if isinstance(data, list) else []
        return [entry for each in found if (entry := _entry(each))]

    def _write(self, entries: list[Entry]) -> None:
        rows = [
            {
                "path": entry.identity.path,
                "device": entry.identity.device,
                "inode": entry.identity.inode,
                "contents": dict(entry.contents),
                "trusted": entry.trusted,
            }
            for entry in entries
        ]
        write_private(self._path, json.dumps(rows, indent=1) + "\n")


def _contents(root: str, directory: str) -> dict[str, str]:
    """Fingerprints of the root and of the directory; one that could not be taken equals no other."""
    below = os.path.relpath(os.path.realpath(directory), root)
    places = dict.fromkeys((".", below))
    return {place: fingerprint(os.path.join(root, place)) or os.urandom(8).hex() for place in places}


def _entry(row: object) -> Entry | None:
    fields = cast("dict[str, object]", row) if isinstance(row, dict) else {}
    contents = fields.get("contents")
    texts = cast("dict[str, object]", contents) if isinstance(contents, dict) else {}
    match fields:
        case {"path": str(path), "device": int(device), "inode": int(inode)}:
            prints = tuple((place, text) for place, text in texts.items() if isinstance(text, str))
            return Entry(Identity(path, device, inode), prints, fields.get("trusted") is True)
        case _:
            return None
