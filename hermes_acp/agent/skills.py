"""Skills as a session's model gets at them: two tools over a shelf that is looked through anew each time.

The prompt lists one line a skill; these tools give the rest when it is wanted. Nothing of a skill is run, and nothing
it says grants anything.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from hermes_acp_skills.problem import SkillError
from hermes_acp_tools.inner import InnerTool, Texts
from hermes_acp_tools.result import ToolError, ToolResult

if TYPE_CHECKING:
    from hermes_acp_skills.catalog import Catalog, View
    from hermes_acp_tools.tool import Tool

BROUGHT = (os.path.join(".hermes", "skills"), os.path.join(".agents", "skills"))
"""Where a workspace keeps skills."""
UNTRUSTED = (
    "The workspace has a skill {name!r}. It counts once the person trusts the workspace as it now is: they are asked "
    "before their next message is answered, or run `hermes trust`."
)
LISTED = 20
"""Skills a search names at most."""


class Shelf:
    """The skills of one session."""

    def __init__(self, load: Callable[[], Catalog], cwd: str = "") -> None:
        """``load`` looks through the disk and blocks; ``cwd`` is the workspace, which may bring skills of its own."""
        self._load = load
        self._cwd = cwd
        self.known: Catalog | None = None
        """What was there at the last look; None before the first."""

    async def fresh(self) -> Catalog:
        """The skills as they are now, on the disk and by what is trusted: a millisecond for a few dozen."""
        self.known = await asyncio.to_thread(self._load)
        return self.known

    async def view(self, name: str, file: str | None = None) -> View:
        """A skill's instructions or one of its files. SkillError when there is no such thing."""
        return await asyncio.to_thread((await self.fresh()).view, name, file)

    async def why_not(self, name: str) -> str:
        """Why a skill that is there on the disk is none that can be read; empty when there is none on the disk."""
        catalog = await self.fresh()
        if catalog.get(name) is not None:
            return ""
        for problem in catalog.problems:
            if problem.path.parent.name == name:
                return f"The skill {name!r} cannot be used. {problem}"
        if await asyncio.to_thread(self._brought, name):
            return UNTRUSTED.format(name=name)
        return ""

    def _brought(self, name: str) -> bool:
        """Whether the workspace has a skill of that name."""
        if not self._cwd or os.sep in name or name.startswith("."):
            return False
        return any(os.path.isfile(os.path.join(self._cwd, place, name, "SKILL.md")) for place in BROUGHT)


def skill_tools(shelf: Shelf) -> list[Tool]:
    """The tools over a shelf."""

    async def list_them(given: Texts) -> ToolResult:
        catalog = await shelf.fresh()
        found = catalog.search(given["query"], LISTED) if given["query"] else tuple(catalog)
        lines = [f"- {skill.name} ({skill.source}): {skill.description}" for skill in found]
        none = (
            "No skill fits these words. Without a query all are listed." if given["query"] else "There are no skills."
        )
        return ToolResult("\n".join(lines) or none, data={"skills": [s.name for s in found]})

    async def view(given: Texts) -> ToolResult:
        try:
            seen = await shelf.view(given["name"], given["file"] or None)
        except SkillError as error:
            raise ToolError(await shelf.why_not(given["name"]) or str(error)) from None
        return ToolResult(spoken(seen), data={"skill": seen.skill.name, "file": seen.file})

    return [
        InnerTool(
            "skills_list",
            "List the skills (know-how for kinds of work), or those that fit some words.",
            list_them,
            lambda given: "List the skills",
            takes=("query",),
        ),
        InnerTool(
            "skill_view",
            "Read a skill before you do the work it is for; with file, one of the files it names.",
            view,
            lambda given: f"Read the skill {given['name']}" + (f": {given['file']}" if given["file"] else ""),
            needs=("name",),
            takes=("file",),
        ),
    ]


def spoken(view: View) -> str:
    """A skill's words as the model reads them."""
    more = f"\n\n[Files of this skill, for skill_view: {', '.join(view.files)}]" if view.files else ""
    return f"[Skill {view.skill.name}, {view.file}; its folder is {view.skill.folder}]\n\n{view.text.strip()}{more}"
