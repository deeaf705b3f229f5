"""Skills as a session's model gets at them: two tools over a shelf that is looked through anew each time.

The prompt lists one line a skill; these tools give the rest when it is wanted. Nothing of a skill is run, and nothing
it says grants anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp_skills.problem import SkillError
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Kind, Prepared

if TYPE_CHECKING:
    from hermes_acp_skills.catalog import Catalog, View
    from hermes_acp_tools.tool import Tool


class Shelf:
    """The skills of one session."""

    def __init__(self, load: Callable[[], Catalog]) -> None:
        self._load = load
        self.known: Catalog | None = None
        """What was there at the last look; None before the first."""

    async def fresh(self) -> Catalog:
        """The skills as they are now, on the disk and by what is trusted: a millisecond for a few dozen."""
        self.known = await asyncio.to_thread(self._load)
        return self.known

    async def view(self, name: str, file: str | None = None) -> View:
        """A skill's instructions or one of its files. SkillError when there is no such thing."""
        return await asyncio.to_thread((await self.fresh()).view, name, file)


def skill_tools(shelf: Shelf) -> list[Tool]:
    """The tools over a shelf."""
    return [SkillsList(shelf), SkillView(shelf)]


class SkillsList:
    """Implements ``Tool``."""

    name = "skills_list"
    kind: Kind = "read"
    description = "List the skills (know-how for kinds of work), or those that fit some words."
    schema: Mapping[str, object] = {"type": "object", "properties": {"query": {"type": "string"}}}

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        query = text_of(arguments, "query")

        async def run() -> ToolResult:
            catalog = await self._shelf.fresh()
            found = catalog.search(query, 20) if query else tuple(catalog)
            lines = [f"- {skill.name} ({skill.source}): {skill.description}" for skill in found]
            return ToolResult("\n".join(lines) or "There is no such skill.", data={"skills": [s.name for s in found]})

        return Prepared("List the skills", self.kind, Action(self.name, "internal", arguments=arguments), run)


class SkillView:
    """Implements ``Tool``."""

    name = "skill_view"
    kind: Kind = "read"
    description = "Read a skill before you do the work it is for; with file, one of the files it names."
    schema: Mapping[str, object] = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "file": {"type": "string"}},
        "required": ["name"],
    }

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def prepare(self, arguments: Mapping[str, object], call: Call) -> Prepared:
        """See ``Tool.prepare``."""
        name, file = text_of(arguments, "name"), text_of(arguments, "file")
        if not name:
            raise ToolError("name is missing: which skill? skills_list lists them.")

        async def run() -> ToolResult:
            try:
                view = await self._shelf.view(name, file or None)
            except SkillError as error:
                raise ToolError(str(error)) from None
            return ToolResult(spoken(view), data={"skill": view.skill.name, "file": view.file})

        title = f"Read the skill {name}" + (f": {file}" if file else "")
        return Prepared(title, self.kind, Action(self.name, "internal", arguments=arguments), run)


def spoken(view: View) -> str:
    """A skill's words as the model reads them."""
    files: Sequence[str] = view.files
    more = f"\n\n[Files of this skill, for skill_view: {', '.join(files)}]" if files else ""
    return f"[Skill {view.skill.name}, {view.file}; its folder is {view.skill.folder}]\n\n{view.text.strip()}{more}"


def text_of(arguments: Mapping[str, object], name: str) -> str:
    """A text argument, empty when it is not given. ToolError when it is something else."""
    value = arguments.get(name)
    if value is not None and not isinstance(value, str):
        raise ToolError(f"{name} must be a text.")
    return value or ""


if TYPE_CHECKING:

    def are_tools(one: SkillsList, other: SkillView) -> tuple[Tool, ...]:
        """The checker proves it."""
        return one, other
