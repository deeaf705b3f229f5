"""Commands that show or change how a session is set: its model, its mode, its title."""

from __future__ import annotations

from typing import cast, get_args

from hermes_acp.agent.session import Session
from hermes_acp.agent.titles import tidy
from hermes_acp.approval.decision import Mode


async def model(session: Session, rest: str) -> str:
    """Show or change the model."""
    if rest:
        await session.set_model(rest)
    return f"Model: `{session.model}`"


async def mode(session: Session, rest: str) -> str:
    """Show or change the approval mode."""
    if rest and rest not in get_args(Mode):
        return f"There is no mode `{rest}`. The modes are: {', '.join(f'`{m}`' for m in get_args(Mode))}."
    if rest:
        await session.set_mode(cast("Mode", rest))
    return f"Mode: `{session.mode}`"


async def title(session: Session, rest: str) -> str:
    """Show or change the title."""
    if given := tidy(rest):
        await session.set_title(given)
    return f"Title: {session.title}" if session.title else "This session has no title yet."
