"""What an editor may ask about the sessions there are: list, status, title, archive, delete. None of it opens one.

Source: https://agentclientprotocol.com/protocol/v1/session-list; archive, status and title are unstable:
https://agentclientprotocol.com/protocol/v1/draft/session-list
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from hermes_acp.config.paths import hermes_home
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.sessions import Sessions
    from hermes_acp.servers.acp.dialect import Handler
    from hermes_acp_protocol.acp.types_v1 import (
        ArchiveSessionRequest,
        DeleteSessionRequest,
        ListSessionsRequest,
        SessionStatusRequest,
        SetSessionTitleRequest,
        UnarchiveSessionRequest,
    )

ARCHIVED = {"exclude": False, "include": None, "only": True}
"""The filter of ``session/list`` → which sessions the store is asked for."""


class Shelf:
    """The sessions on disk, for one editor."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "session/list": self.list,
            "session/status": self.status,
            "session/set_title": self.set_title,
            "session/archive": self.archive,
            "session/unarchive": self.unarchive,
            "session/delete": self.delete,
        }

    async def list(self, params: ListSessionsRequest) -> JsonValue:
        """``session/list``: newest first, a page at a time."""
        from hermes_acp.servers.acp import answers

        wanted, cwd = params.get("archived") or "exclude", params.get("cwd")
        if wanted not in ARCHIVED:
            raise RpcError(INVALID_PARAMS, f"archived is one of {', '.join(ARCHIVED)}.", {"path": "archived"})
        if cwd is not None:
            cwd = await asyncio.to_thread(os.path.realpath, cwd)  # sessions know their directory resolved
        try:
            page = await self._sessions.list(cwd=cwd, cursor=params.get("cursor"), archived=ARCHIVED[wanted])
        except ValueError:
            raise RpcError(INVALID_PARAMS, "That cursor is not one of ours.", {"path": "cursor"}) from None
        listed: JsonObject = {"sessions": [answers.info(record) for record in page.records]}
        return {**listed, "nextCursor": page.next_cursor} if page.next_cursor else listed

    async def status(self, params: SessionStatusRequest) -> JsonValue:
        """``session/status``: whether it is in memory; it is not opened by asking."""
        return {"status": "open" if await self._sessions.is_open(params["sessionId"]) else "saved"}

    async def set_title(self, params: SetSessionTitleRequest) -> JsonValue:
        """``session/set_title``: answers with the title as it is kept."""
        from hermes_acp.agent.titles import tidy

        title = tidy(params["title"])
        if not title:
            raise RpcError(INVALID_PARAMS, "A title needs a word.", {"path": "title"})
        await self._sessions.set_title(params["sessionId"], title)
        return {"title": title}

    async def archive(self, params: ArchiveSessionRequest) -> JsonValue:
        """``session/archive``: kept, and no longer listed unless asked for."""
        await self._sessions.archive(params["sessionId"], True)
        return {}

    async def unarchive(self, params: UnarchiveSessionRequest) -> JsonValue:
        """``session/unarchive``."""
        await self._sessions.archive(params["sessionId"], False)
        return {}

    async def delete(self, params: DeleteSessionRequest) -> JsonValue:
        """``session/delete``: close and forget; an unknown one is already forgotten."""
        from hermes_acp.searching.opening import index_file
        from hermes_acp.searching.search import forget

        await self._sessions.delete(params["sessionId"])
        await forget(index_file(hermes_home()), [params["sessionId"]])
        return {}
