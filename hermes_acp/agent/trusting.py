"""What a workspace brings along: left out until the person trusts it, which is said, or asked where that can be.

Asked when the first turn is about to use it, never while a session is opened. A no is kept for as long as the workspace
stays as it is, so nobody is asked twice about the same.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hermes_acp.agent.events import Notice
from hermes_acp.approval.questions import Option, Question
from hermes_acp.approval.trust import HeldBack, TrustStore
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Prepared

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session

log = logging.getLogger(__name__)

TITLE = "Not used"
"""Heading of what is said about a workspace that is not trusted."""
TRUST = "trust"
OPTIONS = (
    Option("not-now", "Not now", "reject_once"),
    Option(TRUST, "Trust this workspace", "allow_always"),
)


async def settle_trust(session: Session) -> None:
    """Ask whether to trust the session's workspace, or say what of it is left out. Nothing when there is nothing."""
    store = TrustStore(session.services.state_dir)
    held = await asyncio.to_thread(store.held_back, session.record.cwd)
    if held is None:
        return
    if session.client.can_ask and held.standing != "declined" and await _asked(session, store, held):
        return
    await session.say(Notice("info", TITLE, "\n".join(held.sentences())))


async def _asked(session: Session, store: TrustStore, held: HeldBack) -> bool:
    """Whether the person trusts it now. Only a clear no is kept."""
    reply = await session.ask(_question(session, held))
    try:
        if reply.option_id == TRUST:
            await asyncio.to_thread(store.add, session.record.cwd)
            return True
        if reply.option_id == OPTIONS[0].id:
            await asyncio.to_thread(store.decline, session.record.cwd)
    except OSError as error:
        log.warning("what was said about %s could not be kept: %s", held.root, error)
    if reply.cancelled:
        raise asyncio.CancelledError("the person cancelled the question")
    return False


def _question(session: Session, held: HeldBack) -> Question:
    things = "\n".join(f"- {words}: {path}" for path, words in held.things)
    again = "It has changed since you trusted it. " if held.standing == "changed" else ""
    why = (
        f"{again}Files in {held.root} tell Hermes what to do, or start programs:\n{things}\n"
        "Trust it if you trust who wrote them. If not, they are left out, and you can work here all the same."
    )
    action = Action("trust", "internal", cwd=held.root, arguments={"workspace": held.root, **dict(held.things)})
    title = f"Trust {held.root}?"
    return Question(
        f"trust-{session.id}", title, why, OPTIONS, Prepared(title, "other", action, _nothing), persons_only=True
    )


async def _nothing() -> ToolResult:
    raise ToolError("Trust is given by the person alone.")
