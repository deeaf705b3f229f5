"""What an editor may ask of us: each handler gets params that were read, asks the core, shapes the answer.

Written in the words of wire version 1; ``dialect`` says how a version reads and spells them. Decides nothing. Errors
of the core become JSON-RPC errors in ``faults``; order on the wire is the peer's. An editor waits for this file before
``session/new``; what only turns need is imported where a turn begins.
Source: https://agentclientprotocol.com/protocol/v1/overview
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from hermes_acp.agent.sessions import Opened, Sessions, Wish
from hermes_acp.errors import SessionNotFound
from hermes_acp.servers.acp.dialect import Dialect, Handler, Version1
from hermes_acp.servers.acp.faults import translated
from hermes_acp.servers.acp.options import config_options, opening, to_mode
from hermes_acp.servers.acp.wishes import read_wish
from hermes_acp_protocol.inflight import Answer
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, INVALID_REQUEST, JsonObject, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.client import Client
    from hermes_acp.agent.services import Defaults
    from hermes_acp.agent.session import Session
    from hermes_acp.servers.acp.client import EditorClient
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.acp.types_v1 import (
        AuthenticateRequest,
        CloseSessionRequest,
        DeleteSessionRequest,
        ListSessionsRequest,
        LoadSessionRequest,
        NewSessionRequest,
        PromptRequest,
        ResumeSessionRequest,
        SetSessionConfigOptionRequest,
        SetSessionModeRequest,
    )
    from hermes_acp_protocol.inflight import RequestHandler
    from hermes_acp_protocol.peer import Peer

NO_MCP = "The MCP servers that this editor passed are not used: this version of Hermes has no MCP client yet."


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
        self._check_key = check_key
        self._peer: Peer | None = None

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
            "_hermes/complete": self.complete,
        }

    def notifications(self) -> Mapping[str, Callable[[JsonObject], Awaitable[None]]]:
        """Method → handler."""
        return {"session/cancel": self.cancel}

    async def initialize(self, params: JsonObject) -> JsonValue:
        """Only once a connection; the first was answered before this object existed."""
        raise RpcError(INVALID_REQUEST, "initialize was answered already.", {"reason": "already_initialized"})

    async def authenticate(self, params: AuthenticateRequest) -> JsonValue:
        """Look whether the key is there now."""
        method = params["methodId"]
        if method != "key":
            raise RpcError(INVALID_PARAMS, f"There is no agent sign-in {method!r}.", {"path": "methodId"})
        await self._check_key()
        return {}

    async def new(self, params: NewSessionRequest) -> Answer:
        """``session/new``: answered first, then the commands."""
        wish = await read_wish(params)
        fresh = await self._sessions.new(wish, self._client_of(wish))
        answer = opening(fresh.defaults.mode, fresh.defaults.model)
        return Answer({"sessionId": fresh.id, **answer}, lambda: self._after_opening(fresh.id, params))

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

    async def list(self, params: ListSessionsRequest) -> JsonValue:
        """``session/list``: newest first, a page at a time."""
        from hermes_acp.servers.acp import answers

        try:
            page = await self._sessions.list(cwd=params.get("cwd"), cursor=params.get("cursor"))
        except ValueError:
            raise RpcError(INVALID_PARAMS, "That cursor is not one of ours.", {"path": "cursor"}) from None
        listed: JsonObject = {"sessions": [answers.info(record) for record in page.records]}
        return {**listed, "nextCursor": page.next_cursor} if page.next_cursor else listed

    async def prompt(self, params: PromptRequest) -> JsonValue:
        """``session/prompt``: one turn; answered when it is over and every update has been sent."""
        session = await self._sessions.live(params["sessionId"])
        from hermes_acp.servers.acp.answers import usage_object
        from hermes_acp.servers.acp.content import read_prompt

        result = await session.prompt(read_prompt(params.get("prompt")))
        answer: JsonObject = {"stopReason": result.stop}
        usage = usage_object(result.usage)
        return {**answer, "usage": usage} if usage else answer

    async def cancel(self, params: JsonObject) -> None:
        """``session/cancel``: end what runs; nothing happens when nothing does."""
        session_id = params.get("sessionId")
        if isinstance(session_id, str):
            await self._sessions.cancel(session_id)

    async def set_mode(self, params: SetSessionModeRequest) -> JsonValue:
        """``session/set_mode``."""
        await self._set_mode(await self._sessions.live(params["sessionId"]), params["modeId"], "modeId")
        return {}

    async def set_config_option(self, params: SetSessionConfigOptionRequest) -> JsonValue:
        """``session/set_config_option``: answers with the whole list."""
        session = await self._sessions.live(params["sessionId"])
        value = params["value"]
        match params["configId"]:
            case "mode":
                await self._set_mode(session, value, "value")
            case "model" if isinstance(value, str):
                await session.set_model(value)
            case other:
                raise RpcError(INVALID_PARAMS, f"There is no option {other!r} of that type.", {"path": "configId"})
        return {"configOptions": config_options(session.mode, session.model)}

    async def close(self, params: CloseSessionRequest) -> JsonValue:
        """``session/close``: cancel and free; the log stays."""
        session_id = params["sessionId"]
        if not await self._sessions.close(session_id):
            raise SessionNotFound(session_id)
        return {}

    async def delete(self, params: DeleteSessionRequest) -> JsonValue:
        """``session/delete``: close and forget; an unknown one is already forgotten."""
        await self._sessions.delete(params["sessionId"])
        return {}

    async def complete(self, params: JsonObject) -> JsonValue:
        """``_hermes/complete``: proposals behind an ``@``."""
        from hermes_acp.servers.acp.completing import complete

        return await complete(self._sessions, params)

    def client_class(self) -> type[EditorClient]:
        """What stands for the editor in a session."""
        from hermes_acp.servers.acp.client import EditorClient

        return EditorClient

    def _client_of(self, wish: Wish) -> Callable[[Defaults], Client]:
        def make(settings: Defaults) -> Client:
            if self._peer is None:
                raise RuntimeError("the agent has no connection yet")
            drawing, roots = self.dialect.drawing(self._editor), (wish.cwd, *wish.roots)
            return self.client_class()(self._peer, self._editor, drawing, roots, settings.mode, settings.model)

        return make

    async def _open(self, params: LoadSessionRequest | ResumeSessionRequest) -> Opened:
        wish = await read_wish(params)
        return await self._sessions.open(params["sessionId"], wish, self._client_of(wish))

    def _opened(self, opened: Opened, params: LoadSessionRequest | ResumeSessionRequest) -> Answer:
        session = opened.session
        answer = opening(session.mode, session.model)
        return Answer(answer, lambda: self._after_opening(session.id, params))

    async def _after_opening(
        self, session_id: str, params: NewSessionRequest | LoadSessionRequest | ResumeSessionRequest
    ) -> None:
        """What must follow the answer: Zed drops, and JetBrains fails on, updates of a session not yet answered."""
        await self._warm()
        session = await self._sessions.live(session_id)
        from hermes_acp.agent.events import CommandsChanged, Notice

        await session.client.hear(session_id, CommandsChanged(session.services.load_commands().listing(session)))
        if params.get("mcpServers"):
            await session.client.hear(session_id, Notice("warning", "MCP", NO_MCP))

    async def _set_mode(self, session: Session, value: object, path: str) -> None:
        mode = to_mode(value)
        if mode is None:
            raise RpcError(INVALID_PARAMS, f"There is no mode {value!r}.", {"path": path})
        await session.set_mode(mode)
