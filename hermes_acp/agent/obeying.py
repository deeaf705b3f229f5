"""Slash commands as parts of a turn: carried out instead of asking a model, beside a turn, or made into a prompt."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.agent.events import AgentText, Notice, ReplyFinished
from hermes_acp.agent.ids import new_id
from hermes_acp.errors import HermesError
from hermes_acp.models.message import AssistantMessage, Text, Usage

if TYPE_CHECKING:
    from hermes_acp.agent.services import ExpandCommand, RunCommand
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.turns import Prompt


async def obey(session: Session, command: RunCommand) -> None:
    """Carry out a command as a turn of its own, and say its answer as a reply."""
    text = await command()
    message = AssistantMessage(new_id(), (Text(text),), "hermes")
    await session.say(AgentText(message.id, text))
    await session.say(ReplyFinished(message, Usage()))


async def obey_beside(session: Session, name: str, command: RunCommand) -> None:
    """Carry out a command while a turn runs. It is no turn itself, so its answer is a notice."""
    if text := await command():
        await session.say(Notice("info", f"/{name}", text))


async def expanded(
    prompt: Prompt, expand: ExpandCommand
) -> tuple[Prompt, RunCommand | None, asyncio.CancelledError | None]:
    """What the model is to read of a command; when that cannot be made, the words that say so.

    A cancel in the middle is returned as well: what the person said is to be kept first.
    """
    try:
        made = await expand()
    except asyncio.CancelledError as stopped:
        return prompt, None, stopped
    except HermesError as error:
        text = str(error)

        async def say_why() -> str:
            return text

        return prompt, say_why, None
    pictures = (part for part in prompt.parts if not isinstance(part, Text))
    whole = replace(prompt, parts=(*made.parts, *pictures), notices=(*prompt.notices, *made.notices))
    return whole, None, None
