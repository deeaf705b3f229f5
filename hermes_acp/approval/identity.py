"""Which repository a directory belongs to, so that rules and trust stick to it and to nothing else."""

from __future__ import annotations

import os

from msgspec import Struct


class Identity(Struct, frozen=True):
    """One repository (or plain directory) on this machine."""

    path: str
    """Real path of its root."""
    device: int
    inode: int
    """Another directory put in its place is another identity."""

    @property
    def key(self) -> str:
        """One string for all of it."""
        return f"{self.device}:{self.inode}:{self.path}"


def identity_of(directory: str) -> Identity:
    """The nearest directory upwards that holds ``.git``, or the directory itself. OSError when it does not exist.

    A nested repository is its own; a worktree is its own; where ``.git`` points to does not matter.
    """
    root = start = os.path.realpath(directory)
    while not os.path.lexists(os.path.join(root, ".git")):
        parent = os.path.dirname(root)
        if parent == root:
            root = start
            break
        root = parent
    stat = os.stat(root)
    return Identity(root, stat.st_dev, stat.st_ino)
