"""The documents for people, their prose, and the command lines in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from support.repository import Repository

FENCE = re.compile(r"^ *(```|~~~)(\w*)\n(.*?)^ *\1", re.MULTILINE | re.DOTALL)
SHELL = ("sh", "bash", "console", "")
STARTS = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\S+ .*\| )?hermes ")
PROSE = re.compile(r"`(hermes [^`\n]+)`")


def documents(repository: Repository) -> Iterator[Path]:
    """Every document for people; what skills and tests bring along is data."""
    for path in repository.ending(".md"):
        inside = path.relative_to(repository.root).parts
        if not {"bundled", "words"} & set(inside) and "tests" not in inside and not inside[0].startswith("."):
            yield path


def prose(path: Path) -> str:
    """A document without its fenced code."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def named(path: Path) -> list[str]:
    """The commands that stand in its sentences."""
    return PROSE.findall(prose(path))


def typed(path: Path) -> list[str]:
    """The command lines in its blocks, without comments; continued lines are one."""
    lines: list[str] = []
    for _, language, code in FENCE.findall(path.read_text(encoding="utf-8")):
        if language in SHELL:
            whole = code.replace("\\\n", " ").splitlines()
            lines += [bare for line in whole if STARTS.match(bare := uncommented(line.strip().removeprefix("$ ")))]
    return lines


def uncommented(line: str) -> str:
    """A command line up to its comment."""
    said = re.match(r"""(?:[^'"#]|'[^']*'|"[^"]*"|(?<=\S)#)*""", line)
    return said[0].strip() if said else line
