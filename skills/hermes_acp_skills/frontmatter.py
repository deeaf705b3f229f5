"""The YAML block between two ``---`` lines at the top of a SKILL.md.

Size is bounded and hidden characters are taken out before anything is read. What cannot be read is a Problem with
its file and line, never an exception. Knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from hermes_acp_skills.hidden import strip_hidden
from hermes_acp_skills.plain_yaml import Value, YamlError, read_mapping
from hermes_acp_skills.problem import Problem

MAX_BYTES = 16 * 1024
"""The block, with both of its ``---`` lines."""
HEAD = MAX_BYTES + 2
"""How much of a file ``parse`` wants: enough to tell a block that ends at the limit from one that goes on."""

_BLOCK = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)(?<=\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


class FrontMatter(Struct, frozen=True):
    """The keys of one block."""

    fields: dict[str, Value]
    """Top-level keys and their values, without hidden characters."""
    lines: dict[str, int]
    """The 1-based line of the file each key stands on."""


def parse(data: bytes, path: Path) -> tuple[FrontMatter | None, tuple[Problem, ...]]:
    """The front matter at the start of ``data``, which may be just the head of a file, and what was wrong with it.

    None when there is none that can be used; then the problems say why. Never raises.
    """
    block = _block(data)
    if block is None:
        return None, (Problem(path, 1, _why_no_block(data)),)
    try:
        text = block[1].decode()
    except UnicodeDecodeError as error:
        return None, (Problem(path, 2 + block[1].count(b"\n", 0, error.start), "This line is not UTF-8 text."),)
    text, hidden = strip_hidden(text)
    problems = [Problem(path, 1 + found.line, f"{found}.") for found in hidden]
    try:
        entries = read_mapping(text)
    except YamlError as error:
        return None, (*problems, Problem(path, 1 + error.line, str(error)))
    front = FrontMatter({}, {})
    for entry in entries:
        if entry.key in front.fields:
            problems.append(Problem(path, 1 + entry.line, f"{entry.key!r} is given twice; the first one counts."))
            continue
        front.fields[entry.key] = entry.value
        front.lines[entry.key] = 1 + entry.line
    return front, tuple(problems)


def body_start(data: bytes) -> int:
    """Where the body begins: the offset behind the closing ``---`` line, 0 when there is no front matter."""
    block = _block(data)
    return block.end() if block else 0


def _block(data: bytes) -> re.Match[bytes] | None:
    block = _BLOCK.match(data[:HEAD])
    return block if block and block.end() <= MAX_BYTES else None


def _why_no_block(data: bytes) -> str:
    if not data.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
        return "There is no front matter: the first line must be ---."
    return f"The front matter does not end: no closing --- line within {MAX_BYTES // 1024} KiB."
