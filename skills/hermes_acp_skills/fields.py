"""From front matter to a Skill: which keys count, and what a value may be.

A broken rule costs what it must and no more: a long description is cut, a wrong type is ignored; only a skill that
cannot be named or described is left out. Reads the head of one file.
"""

from __future__ import annotations

import re
from pathlib import Path

from hermes_acp_skills.frontmatter import HEAD, FrontMatter, parse
from hermes_acp_skills.inside import read_bytes
from hermes_acp_skills.plain_yaml import Value
from hermes_acp_skills.problem import Problem, SkillError
from hermes_acp_skills.skill import FILE_NAME, Skill, Source, words

MAX_NAME = 64
MAX_DESCRIPTION = 1024
MAX_COMPATIBILITY = 500
USABLE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""What can be loaded: the specification's names, and Hermes Agent's with dots and underscores."""

_LISTS = ("allowed-tools", "platforms")
_TEXTS = ("name", "description", "license", "compatibility")


def load_skill(folder: Path, source: Source, category: str = "") -> tuple[Skill | None, tuple[Problem, ...]]:
    """The skill in ``folder`` by its front matter alone, and what was wrong. Never raises for what a file holds."""
    path = folder / FILE_NAME
    try:
        head = read_bytes(folder, FILE_NAME, HEAD, head=True)
    except SkillError as error:
        return None, (Problem(path, 0, str(error)),)
    front, problems = parse(head, path)
    if front is None:
        return None, problems
    reader = _Reader(front, path, list(problems))
    skill = reader.skill(source, category)
    return skill, tuple(reader.problems)


class _Reader:
    """Takes the fields of one block, noting what is wrong with them."""

    def __init__(self, front: FrontMatter, path: Path, problems: list[Problem]) -> None:
        self.front = front
        self.path = path
        self.problems = problems

    def skill(self, source: Source, category: str) -> Skill | None:
        name, description, licence, compatibility = (self._text(key) for key in _TEXTS)
        allowed_tools, platforms = (self._list(key) for key in _LISTS)
        name_usable = self._check_name(name)
        if not description:
            self._problem("description", "A skill needs a description: what it does and when to use it.")
        if not name_usable or not description:
            return None
        return Skill(
            name=name,
            description=self._cut("description", description, MAX_DESCRIPTION),
            path=self.path,
            source=source,
            category=category,
            license=licence,
            compatibility=self._cut("compatibility", compatibility, MAX_COMPATIBILITY),
            metadata=self._mapping("metadata"),
            allowed_tools=allowed_tools,
            platforms=tuple(platform.lower() for platform in platforms),
        )

    def _check_name(self, name: str) -> bool:
        if not name:
            self._problem("name", "A skill needs a name.")
        elif not USABLE_NAME.fullmatch(name):
            self._problem("name", f"{name[:80]!r} is no name: 1 to 64 lower-case letters, digits and hyphens.")
        else:
            if name != self.path.parent.name:
                self._problem(
                    "name", f"The name is {name!r} and the folder {self.path.parent.name!r}; make them equal."
                )
            return True
        return False

    def _text(self, key: str) -> str:
        value = self.front.fields.get(key, "")
        if isinstance(value, str):
            return " ".join(value.split())
        self._problem(key, f"{key!r} must be text; it is ignored.")
        return ""

    def _list(self, key: str) -> tuple[str, ...]:
        value = self.front.fields.get(key, "")
        if isinstance(value, dict):
            self._problem(key, f"{key!r} must be words parted by spaces, or a list; it is ignored.")
        return words(value)

    def _mapping(self, key: str) -> dict[str, Value]:
        value = self.front.fields.get(key) or {}
        if isinstance(value, dict):
            return value
        self._problem(key, f"{key!r} must hold 'key: value' lines; it is ignored.")
        return {}

    def _cut(self, key: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self._problem(key, f"{key!r} has {len(text)} characters; the rest after {limit} is dropped.")
        return text[:limit]

    def _problem(self, key: str, message: str) -> None:
        self.problems.append(Problem(self.path, self.front.lines.get(key, 1), message))
