"""The workspaces a person said they trust.

Kept in ``trust.json`` in our state directory (mode 0600), keyed by the real path of the repository's root with its
device and inode: a copy, a moved directory or another repository at the same place is not trusted. Trust in a
repository covers no repository nested in it, and no worktree of it elsewhere.
"""

from __future__ import annotations

import json
import os
from typing import cast

from hermes_acp.approval.atomic import owned_by_us, write_private
from hermes_acp.approval.identity import Identity, identity_of

FILE = "trust.json"


class TrustStore:
    """Reads and writes the list; every question reads the file, so an answer is never stale."""

    def __init__(self, state_dir: str) -> None:
        self._path = os.path.join(state_dir, FILE)

    def trusted(self, directory: str) -> bool:
        """Whether the repository around a directory is trusted. False when anything is unclear."""
        try:
            return identity_of(directory).key in {identity.key for identity in self.all()}
        except OSError:
            return False

    def add(self, directory: str) -> Identity:
        """Trust the repository around a directory. OSError when it does not exist or cannot be noted."""
        identity = identity_of(directory)
        others = [other for other in self.all() if other.path != identity.path]
        self._write([*others, identity])
        return identity

    def remove(self, directory: str) -> bool:
        """Trust it no longer; False when it was not trusted. A directory that is gone is named by its path."""
        try:
            path = identity_of(directory).path
        except OSError:  # gone from the disk: the path as given is all there is to compare
            path = os.path.realpath(directory)
        kept = [identity for identity in self.all() if identity.path != path]
        if len(kept) == len(self.all()):
            return False
        self._write(kept)
        return True

    def all(self) -> tuple[Identity, ...]:
        """Every trusted repository; none when the file is missing, damaged or writable by others."""
        try:
            if not owned_by_us(self._path):
                return ()
            with open(self._path, encoding="utf-8") as file:
                data: object = json.load(file)
        except (OSError, ValueError):
            return ()
        entries = cast("list[object]", data) if isinstance(data, list) else []
        return tuple(identity for entry in entries if (identity := _identity(entry)))

    def _write(self, identities: list[Identity]) -> None:
        entries = [{"path": each.path, "device": each.device, "inode": each.inode} for each in identities]
        write_private(self._path, json.dumps(entries, indent=1) + "\n")


def _identity(entry: object) -> Identity | None:
    match entry:
        case {"path": str(path), "device": int(device), "inode": int(inode)}:
            return Identity(path, device, inode)
        case _:
            return None
