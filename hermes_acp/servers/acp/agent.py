"""What an editor may ask of us: each handler gets params that were read, asks the core, shapes the answer.

Written in the words of wire version 1; ``dialect`` says how a version reads and spells them. Decides nothing. Errors
of the core become JSON-RPC errors in ``faults``; order on the wire is the peer's. An editor waits for this file before
``session/new``; what only turns need is imported where a turn begins.
Source: https://agentclientprotocol.com/protocol/v1/overview
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from hermes_acp.agent.sessions import Opened, Sessions
from hermes_acp.errors import SessionNotFound
from hermes_acp.servers.acp.accounts import Accounts
from hermes_acp.servers.acp.dialect import Dialect, Handler, Version1
from hermes_acp.servers.acp.extensions import Extensions
from hermes_acp.servers.acp.faults import translated
from hermes_acp.servers.acp.mcp import EditorServers
from hermes_acp.servers.acp.options import opening
from hermes_acp.servers.acp.settings import Settings
from hermes_acp.servers.acp.shelf import Shelf
from hermes_acp.servers.acp.wishes import read_wish
from hermes_acp_protocol.inflight import Answer
from hermes_acp_protocol.jsonrpc import INVALID_REQUEST, JsonObject, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.beginning import Fresh, Wish
    from hermes_acp.agent.client import Client
    from hermes_acp.agent.services import Defaults
    from hermes_acp.servers.acp.client import EditorClient
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.acp.types_v1 import (
        CloseSessionRequest,
        ForkSessionRequest,
        LoadSessionRequest,
        NewSessionRequest,
        PromptRequest,
        ResumeSessionRequest,
    )
    from hermes_acp_protocol.inflight import RequestHandler
    from hermes_acp_protocol.link import Link
    from hermes_acp_protocol.peer import Peer


class AcpAgent:
    """Serves one editor."""

    dialect: ClassVar[Dialect] = Version1()

    def __init__(
        self,
        sessions: Sessions,
        editor: Editor,
        check_key: Callable[[], Awaitable[None]],
        warm: Callable[[], Awaitable[None]],
    ) -> None:
        """``check_key`` raises AuthRequired while the chosen model has no usable key.

        ``warm`` loads what a first prompt needs; it is called once a session has been answered.
        """
        self._sessions = sessions
        self._warm = warm
        self._editor = editor
        self._peer: Peer | None = None
        self._settings = Settings(sessions, editor)
        self._accounts = Accounts(sessions.services, check_key, self._tell)
        self._shelf = Shelf(sessions)
        self._extensions = Extensions(sessions)
        self._servers = EditorServers()

    def attach(self, peer: Peer) -> None:
        """Use this connection to reach the editor."""
        self._peer = peer

    def requests(self) -> Mapping[str, RequestHandler]:
        """Method on the wire → handler."""
        return self.dialect.requests({method: translated(handler) for method, handler in self.handlers().items()})

    def handlers(self) -> dict[str, Handler]:
        """Method, as version 1 calls it → handler."""
        return {
            "initialize": self.initialize,
            "session/new": self.new,
            "session/load": self.load,
            "session/resume": self.resume,
            "session/fork": self.fork,
            "session/prompt": self.prompt,
            "session/close": self.close,
            **self._settings.handlers(),
            **self._accounts.handlers(),
            **self._shelf.handlers(),
            **self._extensions.handlers(),
            **self._servers.handlers(),
        }

    def notifications(self) -> Mapping[str, Callable[[JsonObject], Awaitable[None]]]:
        """Method → handler."""
        return {"session/cancel": self.cancel, "mcp/message": self._servers.heard}

    async def initialize(self, params: JsonObject) -> JsonValue:
        """Only once a connection; the first was answered before this object existed."""
        raise RpcError(INVALID_REQUEST, "initialize was answered already.", {"reason": "already_initialized"})

    async def new(self, params: NewSessionRequest) -> Answer:
        """``session/new``: answered first, then the commands."""
        self._accounts.require()
        wish = await read_wish(params)
        fresh = await self._sessions.new(wish, self._client_of(wish))
        answer = opening(fresh.defaults, self._editor, self._settings.groups)
        return Answer({"sessionId": fresh.id, **answer}, lambda: self.after_opening(fresh.id, params))

    def take(self, fresh: Fresh) -> None:
        """Lead a session that was answered before this object existed; what follows the answer is still to be done."""
        self._sessions.take(fresh, self._client_of(fresh.wish))

    async def load(self, params: LoadSessionRequest) -> Answer:
        """``session/load``: the whole past first, then the answer."""
        opened = await self._open(params)
        from hermes_acp.agent.history import replayed
        from hermes_acp.servers.acp.client import EditorClient

        if isinstance(opened.session.client, EditorClient):
            await opened.session.client.replay(opened.session.id, replayed(opened.events))
        return self._opened(opened, params)

    async def resume(self, params: ResumeSessionRequest) -> Answer:
        """``session/resume``: as load, without the past."""
        return self._opened(await self._open(params), params)

    async def fork(self, params: ForkSessionRequest) -> Answer:
        """``session/fork``: a copy with an id of its own, as it was when last no turn ran; nothing is replayed."""
        self._accounts.require()
        wish = await read_wish(params)
        opened = await self._sessions.fork(params["sessionId"], wish, self._client_of(wish))
        return self._opened(opened, params, {"sessionId": opened.session.id})

    async def prompt(self, params: PromptRequest) -> JsonValue:
        """``session/prompt``: one turn; answered when it is over and every update has been sent."""
        self._accounts.require()
        session = await self._sessions.live(params["sessionId"])
        from hermes_acp.servers.acp.answers import usage_object
        from hermes_acp.servers.acp.content import read_prompt

        prompt = read_prompt(params.get("prompt"))
        result = await session.prompt(prompt)
        answer: JsonObject = {"stopReason": result.stop, "_meta": {"hermes": {"messageId": prompt.id}}}
        usage = usage_object(result.usage)
        return {**answer, "usage": usage} if usage else answer

    async def cancel(self, params: JsonObject) -> None:
        """``session/cancel``: end what runs; nothing happens when nothing does."""
        session_id = params.get("sessionId")
        if isinstance(session_id, str):
            await self._sessions.cancel(session_id)

    async def close(self, params: CloseSessionRequest) -> JsonValue:
        """``session/close``: cancel and free; the log stays."""
        session_id = params["sessionId"]
        if not await self._sessions.close(session_id):
            raise SessionNotFound(session_id)
        return {}

    def client_class(self) -> type[EditorClient]:
        """What stands for the editor in a session."""
        from hermes_acp.servers.acp.client import EditorClient

        return EditorClient

    def _client_of(self, wish: Wish) -> Callable[[Defaults], Client]:
        def make(settings: Defaults) -> Client:
            if (peer := self._peer) is None:
                raise RuntimeError("the agent has no connection yet")

            def link(server_id: str) -> Link:
                return self._servers.link(peer, server_id)

            drawing, roots = self.dialect.drawing(self._editor), (wish.cwd, *wish.roots)
            groups = self._settings.groups
            return self.client_class()(peer, self._editor, drawing, roots, settings, groups, link)

        return make

    async def _open(self, params: LoadSessionRequest | ResumeSessionRequest) -> Opened:
        self._accounts.require()
        wish = await read_wish(params)
        return await self._sessions.open(params["sessionId"], wish, self._client_of(wish))

    def _opened(
        self,
        opened: Opened,
        params: LoadSessionRequest | ResumeSessionRequest | ForkSessionRequest,
        more: JsonObject | None = None,
    ) -> Answer:
        session = opened.session
        answer = opening(session.chosen(), self._editor, self._settings.groups)
        return Answer({**(more or {}), **answer}, lambda: self.after_opening(session.id, params))

    async def after_opening(
        self,
        session_id: str,
        params: NewSessionRequest | LoadSessionRequest | ResumeSessionRequest | ForkSessionRequest,
    ) -> None:
        """What must follow the answer: Zed drops, and JetBrains fails on, updates of a session not yet answered."""
        await self._warm()
        try:
            session = await self._sessions.live(session_id)
        except SessionNotFound:
            return  # closed again by now
        from hermes_acp.agent.events import CommandsChanged

        await session.shelf.fresh()  # skills are commands too
        await session.client.hear(session_id, CommandsChanged(session.services.load_commands().listing(session)))
        session.aside(self._settings.find_models(session))

    async def _tell(self, method: str, params: JsonObject) -> None:
        if self._peer is not None:
            await self._peer.notify(method, params)
