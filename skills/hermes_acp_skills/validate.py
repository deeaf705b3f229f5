"""The rules of the format, for someone who writes a skill (agentskills.io specification).

Stricter than loading: what the catalog forgives is named here. Reads the whole skill, and runs none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from hermes_acp_skills.fields import load_skill
from hermes_acp_skills.inside import list_files
from hermes_acp_skills.problem import Problem, SkillError
from hermes_acp_skills.skill import MAX_FILE_BYTES, Skill

MAX_BODY_LINES = 500
MAX_BODY_CHARACTERS = 20_000
"""About 5000 tokens, what the specification advises for a body."""

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINK = re.compile(r"\[[^\]\n]*\]\(\s*<?([^)>\s]+)>?[^)\n]*\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|//|#", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def validate(folder: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the skill in ``folder``; empty when nothing is."""
    skill, problems = load_skill(folder, "user")
    return problems if skill is None else (*problems, *_name(skill), *_body(skill), *_files(skill))


def _name(skill: Skill) -> Iterator[Problem]:
    if not _NAME.fullmatch(skill.name):
        message = f"{skill.name!r}: only lower-case letters and digits, parted by single hyphens."
        yield Problem(skill.path, 1, message)


def _body(skill: Skill) -> Iterator[Problem]:
    try:
        body = skill.body()
    except SkillError as error:
        yield Problem(skill.path, 0, str(error))
        return
    yield from body.problems
    if not body.text.strip():
        yield Problem(skill.path, 0, "The body is empty: a skill needs instructions.")
    lines = body.text.count("\n")
    if lines > MAX_BODY_LINES or len(body.text) > MAX_BODY_CHARACTERS:
        message = f"The body has {lines} lines and {len(body.text):,} characters; move details into files of the skill."
        yield Problem(skill.path, 0, message, "note")
    yield from _links(skill, skill.path, body.text)


def _files(skill: Skill) -> Iterator[Problem]:
    for file in skill.files():
        path = skill.folder / file
        if path.stat().st_size > MAX_FILE_BYTES:
            yield Problem(path, 0, f"Larger than {MAX_FILE_BYTES // 1024} KiB, so it cannot be shown.")
        elif path.suffix == ".md":
            try:
                words = skill.read(file)
            except SkillError as error:
                yield Problem(path, 0, str(error))
                continue
            yield from words.problems
            yield from _links(skill, path, words.text)


def _links(skill: Skill, path: Path, text: str) -> Iterator[Problem]:
    """Relative links must lead to a file of the skill; lines count from the top of ``path``."""
    files = {*list_files(skill.folder)}
    above = path.read_text(encoding="utf-8", errors="replace").count("\n") - text.count("\n")
    for number, line in _prose(text):
        for match in _LINK.finditer(line):
            target = unquote(match[1].partition("#")[0])
            if _ELSEWHERE.match(match[1]) or _resolve(path.parent, skill.folder, target) in files:
                continue
            yield Problem(path, above + number, f"The link {match[1]!r} leads to no file of the skill.")


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines outside fenced code."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence:
            yield number, re.sub(r"`[^`]*`", "", line)


def _resolve(start: Path, root: Path, target: str) -> str:
    """``target`` as a path below ``root``; empty when it leaves it. The disk is not asked."""
    parts = list(start.relative_to(root).parts)
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
