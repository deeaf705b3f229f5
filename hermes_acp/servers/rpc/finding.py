"""Sessions on disk, for a script: listed, searched, exported, deleted. None of it opens one."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.sessions import Sessions
from hermes_acp.servers.rpc.params import wrong
from hermes_acp.servers.rpc.shapes import session_told
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

if TYPE_CHECKING:
    from hermes_acp.searching.search import Match
    from hermes_acp.servers.rpc.dispatching import Handler


class FindingMethods:
    """The methods for sessions that need not be open."""

    def __init__(self, sessions: Sessions, home: str) -> None:
        """``home`` is where the index of what was said is kept."""
        self._sessions = sessions
        self._home = home

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "session.list": self.list,
            "session.search": self.search,
            "session.export": self.export,
            "session.delete": self.delete,
        }

    async def list(self, params: JsonObject) -> JsonValue:
        """A page of those on disk."""
        cwd = await resolved(params)
        cursor, archived = cast("str | None", params.get("cursor")), cast("bool | None", params.get("archived", False))
        try:
            page = await self._sessions.list(cwd=cwd, cursor=cursor, archived=archived)
        except ValueError:
            raise wrong("cursor", "is not one of ours") from None
        return {"sessions": [session_told(record) for record in page.records], "next_cursor": page.next_cursor}

    async def search(self, params: JsonObject) -> JsonValue:
        """What was said in any."""
        from hermes_acp.searching.opening import index_file
        from hermes_acp.searching.search import search

        found = await search(
            self._sessions.services.store,
            index_file(self._home),
            cast("str", params["query"]),
            cwd=await resolved(params),
            session_id=cast("str | None", params.get("session_id")),
            limit=cast("int", params.get("limit", 20)),
        )
        return {"matches": [match_told(match) for match in found]}

    async def export(self, params: JsonObject) -> JsonValue:
        """The whole of one as a text; it need not be open."""
        from hermes_acp.export.formats import export

        record, entries = await self._sessions.saved(cast("str", params["session_id"]))
        made = await asyncio.to_thread(export, cast("str", params.get("format", "markdown")), record, entries)
        return {"file_name": made.file_name, "mime_type": made.mime_type, "content": made.text}

    async def delete(self, params: JsonObject) -> JsonValue:
        """Take one off the disk, and out of what is searched."""
        from hermes_acp.searching.opening import index_file
        from hermes_acp.searching.search import forget

        session_id = cast("str", params["session_id"])
        deleted = await self._sessions.delete(session_id)
        await forget(index_file(self._home), [session_id])
        return {"deleted": deleted}


async def resolved(params: JsonObject) -> str | None:
    """The directory to look in, resolved, as sessions know theirs; None for all."""
    cwd = cast("str | None", params.get("cwd"))
    return None if cwd is None else await asyncio.to_thread(os.path.realpath, cwd)


def match_told(match: Match) -> JsonObject:
    """``Match``."""
    from hermes_acp.searching.index import plain

    hit = match.hit
    return {
        "session": session_told(match.record),
        "seq": hit.seq,
        "role": hit.role,
        "message_id": hit.message_id,
        "time": hit.time,
        "text": plain(hit.snippet),
    }
