"""Commands that show something and change nothing."""

from __future__ import annotations

import asyncio
import os

from hermes_acp import __version__
from hermes_acp.agent.events import PlanChanged, PlanStatus
from hermes_acp.agent.history import latest
from hermes_acp.agent.past import in_force
from hermes_acp.agent.project import MEMORY_FILES, read_memory
from hermes_acp.agent.session import Session

SIGNS: dict[PlanStatus, str] = {"completed": "☑", "in_progress": "▶", "pending": "☐"}
"""How a step of a plan is marked."""


async def tools(session: Session, rest: str) -> str:
    """List the tools."""
    return "\n".join(f"- `{tool.name}`: {first_sentence(tool.description)}" for tool in await session.toolset())


def first_sentence(text: str) -> str:
    """What a tool is for, without how it is used."""
    line, end, _ = text.strip().partition("\n")[0].partition(". ")
    return line + end.rstrip()


async def plan(session: Session, rest: str) -> str:
    """Show the plan as it stands."""
    changed = latest(in_force(await session.events()), PlanChanged)
    if changed is None or not changed.entries:
        return "There is no plan."
    return "\n".join(f"- {SIGNS[entry.status]} {entry.content}" for entry in changed.entries)


async def memory(session: Session, rest: str) -> str:
    """Show what is kept to be remembered."""
    kept = await asyncio.to_thread(read_memory, session.services.state_dir)
    if not kept:
        paths = " or ".join(f"`{os.path.join(session.services.state_dir, name)}`" for name in MEMORY_FILES)
        return f"Nothing is kept. Notes in {paths} are read when a session begins."
    return "\n\n".join(f"**{words.path}**\n\n{words.text.strip()}" for words in kept)


async def version(session: Session, rest: str) -> str:
    """Show the version."""
    return f"Hermes {__version__}"
