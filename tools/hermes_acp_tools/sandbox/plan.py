"""What a sandboxed command may reach, in terms of no operating system."""

from __future__ import annotations

from msgspec import Struct


class Plan(Struct, frozen=True):
    """All paths are absolute and resolved. Whatever is not named can be read and not written."""

    writable: tuple[str, ...]
    """Directories and files that can be written: the workspace, and what the person added."""
    readonly: tuple[str, ...] = ()
    """What lies in a writable directory and still cannot be written: other programs obey it."""
    absent: tuple[str, ...] = ()
    """Directories in a writable one that are not there, or empty, and cannot come to hold anything."""
    unmade: tuple[str, ...] = ()
    """Files in a writable directory that are not there and must not come to be: other programs would obey them."""
    hidden_directories: tuple[str, ...] = ()
    """Directories that are empty as a command sees them."""
    hidden_files: tuple[str, ...] = ()
    """Files that cannot be opened."""
    shown: tuple[str, ...] = ()
    """Directories below a hidden one that can be read all the same."""
    network: bool = False
    """Whether anything beyond this sandbox can be reached."""
