"""All skills there are: bundled < the user's < the project's; the stronger one wins a name and says what it hides.

A catalog is a snapshot. ``changed`` is a cheap look whether the disk moved on, ``reload`` takes a new snapshot.
Whether a project may be listened to at all is decided before its folders are passed in. Everything here blocks on
the disk; callers on an event loop go through a thread. Runs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hermes_acp_skills.fields import load_skill
from hermes_acp_skills.problem import Problem, SkillError
from hermes_acp_skills.prompt import BUDGET, index
from hermes_acp_skills.rank import rank
from hermes_acp_skills.scan import Stamp, scan, stamp
from hermes_acp_skills.skill import FILE_NAME, Skill, Source, Words

BUNDLED = Path(__file__).parent / "bundled"
"""The skills that come with the package."""

_PLATFORMS = {"darwin": "macos", "win32": "windows", "linux": "linux"}


class View(Struct, frozen=True):
    """A skill's instructions or one of its files, as a model reads it."""

    skill: Skill
    """Whose words these are."""
    file: str
    """Which file, relative to the skill's folder."""
    text: str
    """Its text without hidden characters; the body alone for SKILL.md."""
    files: tuple[str, ...]
    """The skill's other files, which can be viewed next; empty when a file was asked for."""
    problems: tuple[Problem, ...]
    """What was taken out of the text."""


class Catalog:
    """Skills by name, in a stable order."""

    def __init__(self, roots: Sequence[tuple[Path, Source]], platform: str = sys.platform) -> None:
        """Read the roots, weakest first. ``platform`` is a ``sys.platform``: skills for others are left out."""
        self._roots = tuple(roots)
        self._platform = platform
        self._skills: dict[str, Skill] = {}
        self._problems: list[Problem] = []
        self._stamps: dict[Path, Stamp] = {}
        for root, source in self._roots:
            self._add_root(root, source)
        self._skills = dict(sorted(self._skills.items()))

    @classmethod
    def load(cls, bundled: bool = True, user_dir: Path | None = None, project_dirs: Sequence[Path] = ()) -> Catalog:
        """The usual three sources. Of the project's folders a later one wins. None of them need exist."""
        roots: list[tuple[Path, Source]] = [(BUNDLED, "bundled")] if bundled else []
        if user_dir is not None:
            roots.append((user_dir, "user"))
        return cls([*roots, *((folder, "project") for folder in project_dirs)])

    def __iter__(self) -> Iterator[Skill]:
        return iter(self._skills.values())

    def __len__(self) -> int:
        return len(self._skills)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong, left out or hidden, in the order it was met."""
        return tuple(self._problems)

    def get(self, name: str) -> Skill | None:
        """The skill of that name, if there is one."""
        return self._skills.get(name)

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(self._skills)

    def index(self, budget: int = BUDGET) -> str:
        """One line a skill for a system prompt, at most ``budget`` characters."""
        return index(tuple(self), budget)

    def search(self, text: str, limit: int = 5) -> tuple[Skill, ...]:
        """The skills that fit the words, best first."""
        return rank(tuple(self), text)[:limit]

    def view(self, name: str, file: str | None = None) -> View:
        """The instructions of a skill, or one of its files.

        SkillError, with a sentence for the model, when there is no such skill or the file cannot be given.
        """
        skill = self._skills.get(name)
        if skill is None:
            raise SkillError(self._unknown(name))
        if file is None or file == FILE_NAME:
            body = skill.body()
            return View(skill, FILE_NAME, body.text, skill.files(), body.problems)
        words = self._read(skill, file)
        return View(skill, file, words.text, (), words.problems)

    def changed(self) -> bool:
        """Whether skills came, went or were edited since this snapshot: one stat for each known path, no walk."""
        return any(stamp(path) != before for path, before in self._stamps.items())

    def reload(self) -> Catalog:
        """A new snapshot of the same roots."""
        return Catalog(self._roots, self._platform)

    def _add_root(self, root: Path, source: Source) -> None:
        found = scan(root)
        self._stamps.update(found.stamps)
        self._problems.extend(found.problems)
        for folder in found.folders:
            category = folder.parent.relative_to(root).as_posix()
            skill, problems = load_skill(folder, source, "" if category == "." else category)
            self._problems.extend(problems)
            if skill is not None and self._fits(skill):
                self._add(skill, root)

    def _add(self, skill: Skill, root: Path) -> None:
        weaker = self._skills.get(skill.name)
        if weaker is None:
            self._skills[skill.name] = skill
        elif weaker.path.is_relative_to(root):
            message = f"{skill.name!r} is already given by {weaker.path}; this one is left out."
            self._problems.append(Problem(skill.path, 1, message))
        else:
            message = f"{skill.name!r} shadows the {weaker.source} skill at {weaker.path}."
            self._problems.append(Problem(skill.path, 1, message, "note"))
            self._skills[skill.name] = replace(skill, shadows=weaker.path)

    def _fits(self, skill: Skill) -> bool:
        return not skill.platforms or _PLATFORMS.get(self._platform, self._platform) in skill.platforms

    def _unknown(self, name: str) -> str:
        near = rank(tuple(self), name)[:3]
        hint = f" Did you mean {', '.join(skill.name for skill in near)}?" if near else " List the skills to see names."
        return f"There is no skill {name[:80]!r}.{hint}"

    def _read(self, skill: Skill, file: str) -> Words:
        try:
            return skill.read(file)
        except SkillError as error:
            listed = ", ".join(skill.files()) or "no other files"
            raise SkillError(f"{error} The skill {skill.name!r} has: {listed}.") from error
