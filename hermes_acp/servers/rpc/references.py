"""What ``@`` names, for a script: proposed while it is typed, and shown as a turn would attach it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.sessions import Sessions
from hermes_acp.servers.rpc.permissions import book_of
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.references.reference import Attached
    from hermes_acp.servers.rpc.dispatching import Handler


class ReferenceMethods:
    """The methods ``references.*``."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {"references.complete": self.complete, "references.expand": self.expand}

    async def complete(self, params: JsonObject) -> JsonValue:
        """Proposals behind an ``@``."""
        session = await self._sessions.live(cast("str", params["session_id"]))
        prefix, limit = cast("str", params["prefix"]), cast("int", params.get("limit", 30))
        opened = cast("Sequence[str]", params.get("open_files", ()))
        found = await session.references.complete(prefix, limit, opened)
        return {"items": [{"text": one.text, "label": one.label, "detail": one.detail} for one in found]}

    async def expand(self, params: JsonObject) -> JsonValue:
        """What a prompt would attach; nobody is asked."""
        session = await self._sessions.live(cast("str", params["session_id"]))
        attached = await looked_up(session, cast("str", params["text"]), cast("int | None", params.get("budget")))
        blocks: list[JsonValue] = [
            {
                "source": block.source,
                "title": block.title,
                "state": block.state,
                "tokens": block.tokens,
                "note": block.note,
                "text": block.text,
            }
            for block in attached.blocks
        ]
        tokens = sum(block.tokens for block in attached.blocks)
        return {"attached": blocks, "tokens": tokens, "notices": list(attached.notices)}


async def looked_up(session: Session, text: str, budget: int | None) -> Attached:
    """What a text points at, by the rules of the session; what a turn would ask about is left out."""
    from hermes_acp.agent.preview import preview
    from hermes_acp.approval.policy import Policy
    from hermes_acp.references.builtin import built_in

    services, cwd = session.services, session.record.cwd
    host = services.new_host(session.spill_dir, session.roots)
    further = services.further_kinds(session) if services.further_kinds else ()
    kinds = (*await asyncio.to_thread(built_in, host, cwd), *further)
    policy = Policy(await book_of(session))
    return await preview(text, host, kinds, policy, session.setting(), budget, session.settings.attach_share)
