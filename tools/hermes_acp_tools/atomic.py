"""Opening and replacing files on a POSIX disk so that no link and no crash can lead a write astray.

A path is walked from the root, one component at a time, never following a symbolic link: the caller has resolved
it, decided on it, and a link that appears later is an error (ELOOP or ENOTDIR), not a detour. New bytes go to a
temporary file in the same directory, are synced, and take the name in one step. Knows bytes only, no text.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Callable, Generator

_WALK = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
_TEMP = ".hermes-"
_STALE_SECONDS = 60.0
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


@contextlib.contextmanager
def directory(path: str, *, create: bool = False) -> Generator[int]:
    """A descriptor of the directory at a resolved path, reached without following links."""
    parts = [part for part in path.split(os.sep) if part]
    fd = os.open(os.sep, _WALK)
    try:
        for index, part in enumerate(parts):
            try:
                below = os.open(part, _WALK, dir_fd=fd)
            except FileNotFoundError:
                if not create:
                    raise
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, dir_fd=fd)
                below = os.open(part, _WALK, dir_fd=fd)
            except OSError as exc:
                exc.filename = os.sep + os.sep.join(parts[: index + 1])
                raise
            os.close(fd)
            fd = below
        yield fd
    finally:
        os.close(fd)


def open_file(path: str) -> int:
    """A descriptor of what is at a resolved path, for reading; never waits for a FIFO or a device to answer."""
    parent, name = os.path.split(path)
    with directory(parent) as fd:
        return os.open(name or ".", _READ, dir_fd=fd)


def read_up_to(fd: int, limit: int) -> bytes:
    """At most ``limit`` bytes from where the descriptor stands."""
    chunks: list[bytes] = []
    while limit > 0 and (chunk := os.read(fd, min(limit, 1 << 20))):
        chunks.append(chunk)
        limit -= len(chunk)
    return b"".join(chunks)


def replace(path: str, data: bytes, still_the_same: Callable[[int], bool]) -> bool:
    """Put ``data`` in the place of an existing file; mode and owner stay.

    ``still_the_same`` is asked about the open file right before the change; False leaves everything as it was
    and is handed back. PermissionError for a file nobody may write.
    """
    parent, name = os.path.split(path)
    with directory(parent) as folder:
        current = os.open(name, _READ, dir_fd=folder)
        try:
            facts = os.fstat(current)
            if not facts.st_mode & 0o222 or not os.access(name, os.W_OK, dir_fd=folder, follow_symlinks=False):
                raise PermissionError(errno.EACCES, "The file is read-only", path)
            with _temporary(folder, data, facts) as temp:
                if not still_the_same(current):
                    return False
                os.rename(temp, name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            os.close(current)
        _sync_directory(folder)
    return True


def create(path: str, data: bytes) -> None:
    """A new file with these bytes, its missing parents too. FileExistsError when something is there."""
    parent, name = os.path.split(path)
    with directory(parent, create=True) as folder:
        with _temporary(folder, data, None) as temp:
            try:
                os.link(temp, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            except OSError as exc:
                if exc.errno not in _NO_LINKS:
                    raise
                _create_without_links(temp, name, folder)
        _sync_directory(folder)


def remove(path: str, still_the_same: Callable[[int], bool]) -> bool:
    """Delete a file. ``still_the_same`` is asked about it right before; False leaves it and is handed back."""
    parent, name = os.path.split(path)
    with directory(parent) as folder:
        current = os.open(name, _READ, dir_fd=folder)
        try:
            if not still_the_same(current):
                return False
            os.unlink(name, dir_fd=folder)
        finally:
            os.close(current)
        _sync_directory(folder)
    return True


def sweep(path: str) -> None:
    """Remove temporary files that a killed process left in a directory over a minute ago."""
    with contextlib.suppress(OSError), directory(path) as folder:
        listing = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
        try:
            for name in os.listdir(listing):
                if name.startswith(_TEMP) and name.endswith(".tmp") and _is_stale(name, listing):
                    os.unlink(name, dir_fd=listing)
        finally:
            os.close(listing)


def _create_without_links(temp: str, name: str, folder: int) -> None:
    """For file systems without hard links (exFAT, some network shares): claim the name, then replace it."""
    os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder))
    os.rename(temp, name, src_dir_fd=folder, dst_dir_fd=folder)


@contextlib.contextmanager
def _temporary(folder: int, data: bytes, like: os.stat_result | None) -> Generator[str]:
    name = f"{_TEMP}{os.getpid()}-{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(name, flags, 0o666 if like is None else 0o600, dir_fd=folder)
    try:
        try:
            if like is not None:
                _take_after(fd, like)
            view = memoryview(data)
            while view:
                view = view[os.write(fd, view) :]
            os.fsync(fd)
        finally:
            os.close(fd)
        yield name
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)


def _take_after(fd: int, like: os.stat_result) -> None:
    mine = os.fstat(fd)
    if (mine.st_uid, mine.st_gid) != (like.st_uid, like.st_gid):
        with contextlib.suppress(PermissionError):  # only root may give a file away
            os.fchown(fd, like.st_uid, like.st_gid)
    os.fchmod(fd, stat.S_IMODE(like.st_mode))


def _sync_directory(folder: int) -> None:
    fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _is_stale(name: str, folder: int) -> bool:
    owner = name.removeprefix(_TEMP).partition("-")[0]
    if owner.isdigit() and _is_alive(int(owner)):
        return False
    return time.time() - os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime > _STALE_SECONDS


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
