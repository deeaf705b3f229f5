"""Each skill as a command: ``/skill-name what to do`` gives the model the skill's words and the task."""

from __future__ import annotations

from collections.abc import Iterable

from hermes_acp.agent.session import Session
from hermes_acp.agent.skills import spoken
from hermes_acp.agent.turns import Prompt
from hermes_acp.commands.table import Command, Expand
from hermes_acp.errors import UserError
from hermes_acp.models.message import Text
from hermes_acp_skills.problem import SkillError

NO_TASK = "(The user named the skill and nothing else: follow it on what is at hand, and ask if that is unclear.)"


def skill_commands(session: Session) -> Iterable[Command]:
    """The skills of a session that were there at the last look."""
    for skill in session.shelf.known or ():
        yield Command(skill.name, skill.description, hint="what to do", expand=taught(skill.name))


def taught(name: str) -> Expand:
    """Makes the prompt of a skill."""

    async def expand(session: Session, rest: str) -> Prompt:
        try:
            view = await session.shelf.view(name)
        except SkillError as error:
            raise UserError(str(error)) from None
        task = f"The task:\n{rest}" if rest else NO_TASK
        return Prompt((Text(f"{spoken(view)}\n\n{task}"),), f"/{name} {rest}".strip())

    return expand
