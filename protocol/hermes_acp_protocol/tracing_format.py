"""The format of a trace: one record a line, and the file it is in.

A trace is NDJSON. The first line of a process is ``{"trace": 1, "pid", "wall", …}``; every other one has ``pid``,
``t`` (seconds since that line, by a clock that only goes forward), ``wall`` (Unix seconds) and what passed:
``from`` (``client`` or ``hermes``) with ``message``, with ``text`` where that was no JSON, or with ``long`` for a line
that was too long to be read. ``lost`` counts messages that were left out because the disk was too slow.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from typing import Literal, NamedTuple

Sender = Literal["client", "hermes"]
Mask = Callable[[object], object]
"""Gives a JSON value, or text, back without its secrets."""

VERSION = 1
BEGINNING = b'{"trace": '
"""What the first line of every trace begins with."""


class Passed(NamedTuple):
    """What went over the wire at one moment."""

    sender: Sender
    t: float
    wall: float
    data: bytes | int
    """Lines; or, for one that was too long, the limit in bytes."""


def records(passed: Passed, mask: Mask) -> list[dict[str, object]]:
    """What is written down of it, a record a line."""
    head: dict[str, object] = {"t": round(passed.t, 6), "wall": round(passed.wall, 6), "from": passed.sender}
    if isinstance(passed.data, int):
        return [{**head, "long": passed.data}]
    return [{**head, **_shown(line, mask)} for line in passed.data.split(b"\n") if line.strip()]


def _shown(line: bytes, mask: Mask) -> dict[str, object]:
    try:
        return {"message": mask(json.loads(line))}
    except (ValueError, RecursionError):
        return {"text": mask(line.decode("utf-8", "replace"))}


def open_private(path: str) -> int:
    """Open a trace to be continued, or begun, for this user alone. OSError; ValueError when the file is no trace."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError(f"{path} is no file")  # the permissions of a device are not ours to change
        begins = os.pread(descriptor, len(BEGINNING), 0)
        if begins and begins != BEGINNING:
            raise ValueError(f"{path} is there and is no trace; choose another name")
        os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
