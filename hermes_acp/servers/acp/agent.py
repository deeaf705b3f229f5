"""What an editor may ask of us, wire version 1: each handler reads its params, asks the core, shapes the answer.

Decides nothing. Errors of the core become JSON-RPC errors in ``faults``; order on the wire is the peer's.
Source: https://agentclientprotocol.com/protocol/v1/overview
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from hermes_acp.agent.events import CommandsChanged
from hermes_acp.agent.history import replayed
from hermes_acp.agent.session import Session
from hermes_acp.agent.sessions import Opened, Sessions, Wish
from hermes_acp.models.message import Usage
from hermes_acp.servers.acp.client import EditorClient
from hermes_acp.servers.acp.content import absolute_directories, read_prompt
from hermes_acp.servers.acp.faults import told, translated
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp.servers.acp.options import config_options, opening, to_mode
from hermes_acp.store.entries import SessionRecord
from hermes_acp_protocol.inflight import Answer
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, INVALID_REQUEST, JsonObject, JsonValue, RpcError
from hermes_acp_protocol.peer import Peer

Handler = Callable[[JsonObject], Awaitable[JsonValue | Answer]]


class AcpAgent:
    """Serves one editor."""

    def __init__(self, sessions: Sessions, editor: Editor, check_key: Callable[[], Awaitable[None]]) -> None:
        """``check_key`` raises AuthRequired while the chosen model has no usable key."""
        self._sessions = sessions
        self._editor = editor
        self._check_key = check_key
        self._peer: Peer | None = None

    def attach(self, peer: Peer) -> None:
        """Use this connection to reach the editor."""
        self._peer = peer

    def requests(self) -> Mapping[str, Handler]:
        """Method → handler."""
        handlers: dict[str, Handler] = {
            "initialize": self.initialize,
            "authenticate": self.authenticate,
            "session/new": self.new,
            "session/load": self.load,
            "session/resume": self.resume,
            "session/list": self.list,
            "session/prompt": self.prompt,
            "session/set_mode": self.set_mode,
            "session/set_config_option": self.set_config_option,
            "session/close": self.close,
            "session/delete": self.delete,
        }
        return {method: translated(handler) for method, handler in handlers.items()}

    def notifications(self) -> Mapping[str, Callable[[JsonObject], Awaitable[None]]]:
        """Method → handler."""
        return {"session/cancel": self.cancel}

    async def initialize(self, params: JsonObject) -> JsonValue:
        """Only once a connection; the first was answered before this object existed."""
        raise RpcError(INVALID_REQUEST, "initialize was answered already.", {"reason": "already_initialized"})

    async def authenticate(self, params: JsonObject) -> JsonValue:
        """Look whether the key is there now."""
        method = word(params, "methodId")
        if method != "key":
            raise RpcError(INVALID_PARAMS, f"There is no agent sign-in {method!r}.", {"path": "methodId"})
        await self._check_key()
        return {}

    async def new(self, params: JsonObject) -> Answer:
        """``session/new``: answered first, then the commands."""
        wish = await read_wish(params)
        client = self._client(wish)
        session = client.session = await self._sessions.new(wish, client)
        answer: JsonObject = {"sessionId": session.id, **opening(session.mode, session.model)}
        return Answer(answer, lambda: self._after_opening(session, client, params))

    async def load(self, params: JsonObject) -> Answer:
        """``session/load``: the whole past first, then the answer."""
        opened, client = await self._open(params)
        await client.replay(opened.session.id, replayed(opened.events))
        return self._opened(opened, client, params)

    async def resume(self, params: JsonObject) -> Answer:
        """``session/resume``: as load, without the past."""
        opened, client = await self._open(params)
        return self._opened(opened, client, params)

    async def list(self, params: JsonObject) -> JsonValue:
        """``session/list``: newest first, a page at a time."""
        cwd, cursor = params.get("cwd"), params.get("cursor")
        try:
            page = await self._sessions.list(
                cwd=cwd if isinstance(cwd, str) else None, cursor=cursor if isinstance(cursor, str) else None
            )
        except ValueError:
            raise RpcError(INVALID_PARAMS, "That cursor is not one of ours.", {"path": "cursor"}) from None
        listed: JsonObject = {"sessions": [info(record) for record in page.records]}
        return {**listed, "nextCursor": page.next_cursor} if page.next_cursor else listed

    async def prompt(self, params: JsonObject) -> JsonValue:
        """``session/prompt``: one turn; answered when it is over and every update has been sent."""
        session = self._live(params)
        prompt = read_prompt(params.get("prompt"))
        result = await session.prompt(prompt)
        answer: JsonObject = {"stopReason": result.stop}
        usage = usage_object(result.usage)
        return {**answer, "usage": usage} if usage else answer

    async def cancel(self, params: JsonObject) -> None:
        """``session/cancel``: end what runs; nothing happens when nothing does."""
        session_id = params.get("sessionId")
        if isinstance(session_id, str):
            self._sessions.cancel(session_id)

    async def set_mode(self, params: JsonObject) -> JsonValue:
        """``session/set_mode``."""
        await self._set_mode(self._live(params), params.get("modeId"), "modeId")
        return {}

    async def set_config_option(self, params: JsonObject) -> JsonValue:
        """``session/set_config_option``: answers with the whole list."""
        session = self._live(params)
        value = params.get("value")
        match word(params, "configId"):
            case "mode":
                await self._set_mode(session, value, "value")
            case "model" if isinstance(value, str):
                await session.set_model(value)
            case other:
                raise RpcError(INVALID_PARAMS, f"There is no option {other!r} of that type.", {"path": "configId"})
        return {"configOptions": cast("JsonValue", config_options(session.mode, session.model))}

    async def close(self, params: JsonObject) -> JsonValue:
        """``session/close``: cancel and free; the log stays."""
        session_id = word(params, "sessionId")
        self._sessions.live(session_id)
        await self._sessions.close(session_id)
        return {}

    async def delete(self, params: JsonObject) -> JsonValue:
        """``session/delete``: close and forget; an unknown one is already forgotten."""
        await self._sessions.delete(word(params, "sessionId"))
        return {}

    def _client(self, wish: Wish) -> EditorClient:
        if self._peer is None:
            raise RuntimeError("the agent has no connection yet")
        return EditorClient(self._peer, self._editor, (wish.cwd, *wish.roots))

    async def _open(self, params: JsonObject) -> tuple[Opened, EditorClient]:
        wish = await read_wish(params)
        client = self._client(wish)
        opened = await self._sessions.open(word(params, "sessionId"), wish, client)
        client.session = opened.session
        return opened, client

    def _opened(self, opened: Opened, client: EditorClient, params: JsonObject) -> Answer:
        session = opened.session
        answer = cast("JsonObject", opening(session.mode, session.model))
        return Answer(answer, lambda: self._after_opening(session, client, params))

    async def _after_opening(self, session: Session, client: EditorClient, params: JsonObject) -> None:
        await client.hear(session.id, CommandsChanged(session.services.commands.listing()))
        if params.get("mcpServers"):
            await client.hear(session.id, told("MCP servers of the editor are not used yet."))

    def _live(self, params: JsonObject) -> Session:
        return self._sessions.live(word(params, "sessionId"))

    async def _set_mode(self, session: Session, value: object, path: str) -> None:
        mode = to_mode(value)
        if mode is None:
            raise RpcError(INVALID_PARAMS, f"There is no mode {value!r}.", {"path": path})
        await session.set_mode(mode)


async def read_wish(params: JsonObject) -> Wish:
    """How a session is to be opened. RpcError naming the field that is wrong."""
    cwd = word(params, "cwd")
    if not os.path.isabs(cwd):
        raise RpcError(INVALID_PARAMS, f"cwd must be an absolute path, not {cwd!r}.", {"path": "cwd"})
    roots = absolute_directories(params.get("additionalDirectories"), "additionalDirectories")
    there, *resolved = await asyncio.to_thread(look_up, cwd, roots)
    if not there:
        raise RpcError(INVALID_PARAMS, f"cwd is not a directory: {cwd}", {"path": "cwd"})
    return Wish(there, tuple(resolved))


def look_up(cwd: str, roots: Sequence[str]) -> list[str]:
    """The resolved paths, ``cwd`` first; empty for a ``cwd`` that is no directory. Looks at the disk."""
    return [os.path.realpath(cwd) if os.path.isdir(cwd) else "", *map(os.path.realpath, roots)]


def word(params: JsonObject, name: str) -> str:
    """A string that must be there. RpcError otherwise."""
    value = params.get(name)
    if not isinstance(value, str):
        raise RpcError(INVALID_PARAMS, f"{name} must be a string.", {"path": name})
    return value


def info(record: SessionRecord) -> JsonObject:
    """A session as ``session/list`` shows it."""
    return {
        "sessionId": record.id,
        "cwd": record.cwd,
        "additionalDirectories": list(record.roots),
        "title": record.title,
        "updatedAt": datetime.fromtimestamp(record.updated, UTC).isoformat(timespec="milliseconds"),
    }


def usage_object(usage: Usage) -> JsonObject | None:
    """The tokens of a turn; None when the provider did not say."""
    if usage.input is None or usage.output is None:
        return None
    answer: JsonObject = {
        "inputTokens": usage.input,
        "outputTokens": usage.output,
        "totalTokens": usage.input + usage.output,
    }
    further = {
        "cachedReadTokens": usage.cached,
        "cachedWriteTokens": usage.cache_written,
        "thoughtTokens": usage.reasoning,
    }
    return {**answer, **{name: tokens for name, tokens in further.items() if tokens is not None}}
