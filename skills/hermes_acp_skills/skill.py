"""A Skill: what its front matter says, and its words once somebody asks for them.

Holding a skill costs its front matter; body and files are read from disk on each request, so an edit is seen at
once. Knows one folder. Runs nothing, and grants nothing: ``allowed_tools`` is what the author wishes.
Everything that reads blocks; callers on an event loop go through a thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from hermes_acp_skills.frontmatter import body_start
from hermes_acp_skills.hidden import strip_hidden
from hermes_acp_skills.inside import list_files, read_bytes
from hermes_acp_skills.plain_yaml import Value
from hermes_acp_skills.problem import Problem, SkillError

Source = Literal["bundled", "user", "project"]
"""Who a skill comes from, weakest first."""

FILE_NAME = "SKILL.md"
MAX_SKILL_BYTES = 256 * 1024
"""A SKILL.md that is larger is not loaded."""
MAX_FILE_BYTES = 1024 * 1024
"""A supporting file that is larger is not shown."""


class Words(Struct, frozen=True):
    """Text as it may be passed on."""

    text: str
    """Without hidden characters."""
    problems: tuple[Problem, ...] = ()
    """What was taken out."""


class Skill(Struct, frozen=True):
    """One folder with a SKILL.md (agentskills.io specification)."""

    name: str
    """How it is called: lower-case letters, digits and hyphens; Hermes Agent also allows dots and underscores."""
    description: str
    """What it does and when to use it, on one line, at most 1024 characters."""
    path: Path
    """Its SKILL.md."""
    source: Source
    """Who it comes from."""
    category: str = ""
    """The folders between the root and the skill, such as "mlops/training"."""
    license: str = ""
    """A licence's name, or a file of the skill that holds it."""
    compatibility: str = ""
    """What it needs around it, in words."""
    metadata: dict[str, Value] = field(default_factory=dict[str, Value])
    """Whatever its author adds; Hermes Agent keeps tags and conditions under "hermes"."""
    allowed_tools: tuple[str, ...] = ()
    """The tools the author would like allowed. A wish: approval decides."""
    platforms: tuple[str, ...] = ()
    """Where it works, of "macos", "linux", "windows"; empty means everywhere (Hermes Agent's key)."""
    shadows: Path | None = None
    """The SKILL.md of the same name that this one hides."""

    @property
    def folder(self) -> Path:
        """The folder that is the skill."""
        return self.path.parent

    @property
    def tags(self) -> tuple[str, ...]:
        """The words its author files it under (``metadata.hermes.tags``, or ``metadata.tags``)."""
        hermes = self.metadata.get("hermes")
        tags = (hermes if isinstance(hermes, dict) else self.metadata).get("tags", "")
        return words(tags)

    def body(self) -> Words:
        """The instructions below the front matter. SkillError when the file is gone, too large or not text."""
        data = read_bytes(self.folder, FILE_NAME, MAX_SKILL_BYTES)
        start = body_start(data)
        return self._words(FILE_NAME, data[start:], data[:start].count(b"\n"))

    def files(self) -> tuple[str, ...]:
        """Its other files, as paths relative to the folder with forward slashes."""
        return tuple(name for name in list_files(self.folder) if name != FILE_NAME)

    def read(self, file: str) -> Words:
        """The text of one of its files. SkillError when it is outside, a link, missing, too large or not text."""
        return self._words(file, read_bytes(self.folder, file, MAX_FILE_BYTES), 0)

    def _words(self, file: str, data: bytes, lines_above: int) -> Words:
        path = self.folder / file
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise SkillError(f"{file!r} is not text ({len(data):,} bytes). It stands at {path}.") from error
        text, hidden = strip_hidden(text)
        return Words(text, tuple(Problem(path, lines_above + found.line, f"{found}.") for found in hidden))


def words(value: Value) -> tuple[str, ...]:
    """A list of words, written as a YAML list or as a string parted by spaces or commas."""
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
