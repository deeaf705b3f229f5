"""The tools that read sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hermes_acp.agent.events import ModeChanged, ModelChanged, TurnEnded, TurnStarted
from hermes_acp.agent.history import latest
from hermes_acp.errors import UserError
from hermes_acp.servers.mcp import past
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.told import MOST, failed, short, told, when
from hermes_acp_protocol.mcp.content import Block, ImageBlock, LinkBlock
from hermes_acp_protocol.mcp.results import CallResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp.store.entries import SessionRecord
    from hermes_acp_protocol.framing import JsonValue

    Given = Mapping[str, JsonValue]

PAGES = 40
"""Pages of sessions that a search looks through at most."""

LEAST = 200
"""Characters of a message that reading many gives at least."""


async def conversations_list(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """Sessions, newest first."""
    found = await sessions(offer, str(given.get("search") or ""), limit(given), str(given.get("platform") or "hermes"))
    lines = [f"{record.id}: {record.title or '(no title)'} in {record.cwd}" for record in found]
    rows: list[JsonValue] = [past.described(record) for record in found]
    return told({"count": len(rows), "conversations": rows}, "\n".join(lines) or "There is no session.")


async def sessions(offer: HermesOffer, words: str, most: int, platform: str = "hermes") -> list[SessionRecord]:
    """Sessions that words occur in the title, the directory or the id of, newest first."""
    found: list[SessionRecord] = []
    cursor: str | None = None
    for _ in range(PAGES if platform == "hermes" else 0):
        page = await offer.store.sessions(cursor=cursor, limit=200, archived=None)
        found += [r for r in page.records if words.lower() in f"{r.title or ''}\n{r.cwd}\n{r.id}".lower()]
        cursor = page.next_cursor
        if len(found) >= most or cursor is None:
            break
    return found[:most]


async def conversation_get(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """One session."""
    record, entries = await past.kept(offer.store, str(given["session_key"]))
    events = [event for _, event in past.in_order(entries)]
    ended = [event.usage for event in events if isinstance(event, TurnEnded)]
    mode, model = latest(events, ModeChanged), latest(events, ModelChanged)
    structured: dict[str, JsonValue] = {
        **past.described(record),
        "mode": mode.mode if mode else None,
        "model": model.model if model else None,
        "turns": sum(isinstance(event, TurnStarted) for event in events),
        "input_tokens": sum(usage.input or 0 for usage in ended),
        "output_tokens": sum(usage.output or 0 for usage in ended),
    }
    return told(structured, "\n".join(f"{name}: {value}" for name, value in structured.items()))


async def messages_read(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """The last messages of a session."""
    session_id = str(given["session_key"])
    said = past.conversation((await past.kept(offer.store, session_id))[1])
    last = said[-limit(given) :]
    most = min(past.MESSAGE_CHARS, max(MOST // max(len(last), 1), LEAST))
    rows: list[JsonValue] = [one.json(session_id, most) for one in last]
    structured: dict[str, JsonValue] = {
        "session_key": session_id,
        "count": len(rows),
        "total_in_session": len(said),
        "messages": rows,
    }
    words = "\n\n".join(f"{one.role}: {short(one.text, most)}" for one in last)
    return told(structured, words or "Nothing was said yet.", [link(session_id)])


async def messages_search(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """Words in what was said anywhere."""
    from hermes_acp.searching.index import plain
    from hermes_acp.searching.opening import index_file
    from hermes_acp.searching.search import search

    query, session_id = str(given["query"]).strip(), cast("str | None", given.get("session_key"))
    if not query:
        raise UserError("There is nothing to search for.")
    path = index_file(offer.app.home)
    hits = [m.hit for m in await search(offer.store, path, query, session_id=session_id, limit=limit(given))]
    rows: list[JsonValue] = [
        {
            "id": hit.message_id,
            "session_key": hit.session_id,
            "role": "user" if hit.role == "user" else "assistant",
            "content": plain(hit.snippet),
            "timestamp": when(hit.time),
        }
        for hit in hits
    ]
    lines = [f"{hit.session_id} {hit.role}: {plain(hit.snippet)}" for hit in hits]
    return told({"count": len(rows), "messages": rows}, "\n".join(lines) or "Nothing was found.")


async def attachments_fetch(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """The images of a message."""
    said = past.conversation((await past.kept(offer.store, str(given["session_key"])))[1])
    found = next((one for one in said if one.id == given["message_id"]), None)
    if found is None:
        return failed("There is no such message in that session.")
    rows: list[JsonValue] = [
        {"type": "image", "mime_type": image.mime_type, "bytes": len(image.data) * 3 // 4} for image in found.images
    ]
    blocks: list[Block] = [ImageBlock(image.data, image.mime_type) for image in found.images]
    words = f"{len(rows)} attachments."
    return told({"message_id": found.id, "count": len(rows), "attachments": rows}, words, blocks)


async def channels_list(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """Where messages can go."""
    found = await sessions(offer, "", 200, str(given.get("platform") or "hermes"))
    rows: list[JsonValue] = [
        {"target": f"hermes:{record.id}", "name": record.title or record.cwd, "platform": "hermes"} for record in found
    ]
    lines = [f"hermes:{record.id}: {record.title or record.cwd}" for record in found]
    return told({"count": len(rows), "channels": rows}, "\n".join(lines) or "There is no session.")


async def agent_diff(offer: HermesOffer, given: Given, asker: Asker) -> CallResult:
    """What a session or a run changed."""
    session_id, _, prompt = str(given.get("run_id") or given.get("session_id") or "").partition(".")
    if not session_id:
        raise UserError("Say which: session_id or run_id.")
    record, entries = await past.kept(offer.store, session_id)
    events = [event for _, event in past.in_order(entries)]
    text, files = past.diff(past.changes(past.turn(events, prompt) if prompt else events), record.cwd)
    structured: dict[str, JsonValue] = {
        "session_id": session_id,
        "files": [*files],
        "diff": short(text),
        "cut": len(text) > MOST,
    }
    return told(structured, text or "Nothing was changed.", [link(session_id, "/diff")])


def link(session_id: str, more: str = "") -> LinkBlock:
    """A resource of a session, for the whole of what a result may have cut."""
    return LinkBlock(f"hermes://session/{session_id}{more}", "diff" if more else "transcript")


def limit(given: Given) -> int:
    """How many are wanted."""
    return cast("int", given.get("limit") or 50)
