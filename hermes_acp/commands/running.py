"""Commands about the turn that runs: end it, or say something to it. They do not wait for it."""

from __future__ import annotations

from hermes_acp.agent.session import Session
from hermes_acp.agent.turns import Prompt
from hermes_acp.errors import UserError
from hermes_acp.models.message import Text

NO_WORDS = "Say what the model should read, such as `/steer use the other file`."


async def stop(session: Session, rest: str) -> str:
    """End the running turn and what waits behind it."""
    return "Stopped." if session.cancel() else "Nothing is running."


async def steer(session: Session, rest: str) -> str:
    """Say something to the running turn; when it would no longer read it, it is a message like any other."""
    if not rest:
        return NO_WORDS
    prompt = Prompt((Text(rest),), rest)
    if await session.steer(prompt):
        return "It is read at the next step."
    await session.prompt(prompt)
    return ""


async def steered(session: Session, rest: str) -> Prompt:
    """With nothing running, what is said is a message like any other."""
    if not rest:
        raise UserError(NO_WORDS)
    return Prompt((Text(rest),), rest)
