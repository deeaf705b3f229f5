"""Commands that run in a container or a pod: ``docker exec``, ``docker run``, ``kubectl exec``.

A directory of this machine that is mounted there is looked through: what is deleted below the mount is deleted here.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from hermes_acp.approval.names import names
from hermes_acp.approval.shell.script import Segment, program

CONTAINERS = names("docker podman nerdctl kubectl lxc flatpak-spawn distrobox toolbox docker-compose podman-compose")
_VERBS = names("exec run --")
_MOUNT = re.compile(
    r"(?:--volume=|-v=?|--mount=)?(?:.*(?:source|src)=)?([^:,=]+)(?::|,.*(?:target|destination|dst)=)([^:,]+)"
)
MAX_MOUNTS = 8
MAX_TAILS = 6
"""Words behind the verb that are tried as the start of the command."""


def contained(segment: Segment) -> list[Segment]:
    """Every tail of the words that could be the command."""
    if program(segment) not in CONTAINERS:
        return []
    words = segment.argv[1:]
    at = next((at for at, word in enumerate(words) if word in _VERBS), None)
    if at is None:
        return []
    mounts = _mounts(words)
    behind = words[at + 1 :]
    starts = [index for index, word in enumerate(behind) if not word.startswith("-")][: MAX_TAILS + 2]
    tails = [behind[index:] for index in (starts if words[at] == "--" else starts[1:])]
    return [replace(segment, argv=_through(tail, mounts)) for tail in tails]


def _mounts(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Directories here and where they appear there."""
    found: list[tuple[str, str]] = []
    for at, word in enumerate(words):
        value = words[at + 1] if word in ("-v", "--volume", "--mount") and at + 1 < len(words) else word
        if (value is not word or word.startswith(("-v", "--volume=", "--mount="))) and (match := _MOUNT.match(value)):
            found.append((match[1], match[2].rstrip("/") or "/"))
    return found[:MAX_MOUNTS]


def _through(tail: tuple[str, ...], mounts: list[tuple[str, str]]) -> tuple[str, ...]:
    """The words with mounted directories named as they are named here."""
    for here, there in mounts:
        if there != "/":
            outside = here.rstrip("/")
            pattern = re.compile(rf"(?<![\w.]){re.escape(there)}(?=/|\s|$)")
            tail = tuple(pattern.sub(lambda _, to=outside: to, word) or "/" for word in tail)
    return tail
