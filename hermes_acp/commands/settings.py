"""Commands that show or change how a session is set: its model, its mode, its title."""

from __future__ import annotations

from typing import cast, get_args

from hermes_acp.agent.session import Session
from hermes_acp.agent.titles import tidy
from hermes_acp.approval.decision import Mode
from hermes_acp.models.search import in_words


async def model(session: Session, rest: str) -> str:
    """Show or change the model: here, or with ``--global`` for new sessions as well."""
    words = rest.split()
    everywhere = "--global" in words
    named = " ".join(word for word in words if word != "--global")
    if named:
        await session.set_model(named)
    market = session.services.market()
    lines = [f"Model: `{session.model}`, {await market.described(session.model)}."]
    if everywhere:
        lines.append(
            f"New sessions begin with it, too: it is the default in {await market.make_default(session.model)}."
        )
    if not words and (listed := list(in_words(await market.usable()))):
        lines += ["", "**Models you can use**", *listed]
        lines += ["", "`/model NAME` changes it here, `/model NAME --global` for new sessions as well."]
    return "\n".join(lines)


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
