"""Whether a configuration file of git names a program that even reading commands would run.

``git status`` starts what ``core.fsmonitor`` or a content filter names, ``git log`` what a pager names. Files are read
as files; where they lie is in ``gitsafety``.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

_RUNS = re.compile(
    r"""
    core\.(?:fsmonitor|pager|sshcommand|hookspath|editor|askpass|gitproxy|attributesfile|worktree|alternaterefscommand)
  | pager\..* | diff\.external | diff\..*\.(?:command|textconv|external|cachetextconv) | filter\..* | merge\..*\.driver
  | gpg\..* | log\.showsignature | alias\..* | include\.path | includeif\..* | credential\..* | uploadpack\..*
  | receivepack\..* | remote\..*\.(?:uploadpack|receivepack|proxy|vcs|promisor|partialclonefilter)
  | extensions\.partialclone | interactive\.difffilter | sequence\.editor | difftool\..*
  | mergetool\..* | browser\..* | man\..* | sendemail\..* | diff\.(?:tool|guitool|orderfile) | status\.submodulesummary
  | blame\.ignorerevsfile | mailmap\..* | trace2\..* | hook\..*
    """,
    re.VERBOSE,
)
_FALSE = frozenset({"", "false", "no", "off", "0"})
_SECTION = re.compile(r'\[\s*([\w.-]+)(?:\s+"((?:[^"\\\n]|\\.)*)")?\s*\]')
_KEY = re.compile(r"([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$")
MAX_BYTES = 256 * 1024
"""A configuration larger than this is not judged clean."""


def judge(path: str) -> str | None:
    """Why a configuration file is no reason for trust, as a phrase; None when it names no program, or is not there."""
    try:
        stat = os.stat(path)
    except OSError:
        return None if not os.path.lexists(path) else "the repository's configuration cannot be read"
    return _judge_version(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)


@lru_cache(maxsize=64)
def _judge_version(path: str, mtime_ns: int, size: int, inode: int) -> str | None:
    """The verdict on one version of a file; the extra arguments are what makes it that version."""
    text = read(path)
    if text is None:
        return "the repository's configuration cannot be read"
    keys = parse(text)
    if keys is None:
        return "the repository's configuration is not understood"
    for key, value in keys:
        if _RUNS.fullmatch(key):
            if key == "core.fsmonitor" and value.casefold() in _FALSE:
                continue
            return f"the repository sets {key}, which can run a program"
    return None


def parse(text: str) -> list[tuple[str, str]] | None:
    """Keys (lower case, with their section) and values of a git configuration; None when a line is not understood."""
    found: list[tuple[str, str]] = []
    prefix = None
    for line in text.removeprefix("\ufeff").split("\n"):
        line = line.strip(" \t\r")
        while line.startswith("["):
            match = _SECTION.match(line)
            if match is None:
                return None
            prefix = ".".join(part for part in (match[1], match[2]) if part).lower()
            line = line[match.end() :].strip()
        if not line or line[0] in "#;":
            continue
        match = _KEY.match(line)
        if match is None or prefix is None or line.endswith("\\"):
            return None
        value = "true" if match[2] is None else re.split(r"[#;]", match[2])[0].strip().strip('"')
        found.append((f"{prefix}.{match[1].lower()}", value))
    return found


def read(path: str) -> str | None:
    """The text of a small regular file; None for anything else."""
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    return None if len(data) > MAX_BYTES else data.decode("utf-8", "surrogateescape")
