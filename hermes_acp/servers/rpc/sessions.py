"""Sessions for a script: begun, opened, changed, closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.rules import rule_in
from hermes_acp.agent.sessions import Opened, Sessions
from hermes_acp.errors import SessionNotFound
from hermes_acp.servers.rpc.params import read_rules, read_wish, wrong
from hermes_acp.servers.rpc.shapes import opened_told
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

if TYPE_CHECKING:
    from hermes_acp.agent.client import Client
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.sessions import MakeClient
    from hermes_acp.approval.decision import Mode
    from hermes_acp.approval.rules import Rule
    from hermes_acp.servers.rpc.dispatching import Handler


class SessionMethods:
    """The methods that open sessions, and those of an open one but turns."""

    def __init__(self, sessions: Sessions, make_client: Callable[[], Client], rules: Sequence[Rule]) -> None:
        """``rules`` count in every session."""
        self._sessions = sessions
        self._make_client = make_client
        self._rules = rules

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "session.new": self.new,
            "session.load": self.load,
            "session.resume": self.resume,
            "session.fork": self.fork,
            "session.set": self.set,
            "session.messages": self.messages,
            "session.rewind": self.rewind,
            "session.close": self.close,
        }

    async def new(self, params: JsonObject) -> JsonValue:
        """Begin one."""
        rules, wish = read_rules(params), await read_wish(params)
        fresh = await self._sessions.new(wish, lambda settings: self._make_client())
        session = await self._sessions.live(fresh.id)
        return self._ruled(session, rules)

    async def load(self, params: JsonObject) -> JsonValue:
        """Open one, and tell its past."""
        from hermes_acp.agent.history import replayed
        from hermes_acp.agent.plain import told

        rules, opened = await self._open(params, self._sessions.open)
        return {**self._ruled(opened.session, rules), "events": [told(event) for event in replayed(opened.events)]}

    async def resume(self, params: JsonObject) -> JsonValue:
        """Open one."""
        rules, opened = await self._open(params, self._sessions.open)
        return self._ruled(opened.session, rules)

    async def fork(self, params: JsonObject) -> JsonValue:
        """Open a copy of one."""
        rules, opened = await self._open(params, self._sessions.fork)
        return self._ruled(opened.session, rules)

    async def set(self, params: JsonObject) -> JsonValue:
        """Change model, mode, title."""
        from hermes_acp.agent.titles import tidy

        session = await self._live(params)
        title = params.get("title")
        if isinstance(title, str) and not tidy(title):
            raise wrong("title", "needs a word")
        if isinstance(model := params.get("model"), str):
            await session.set_model(model)
        if "mode" in params:
            await session.set_mode(cast("Mode", params["mode"]))
        if isinstance(title, str):
            await session.set_title(tidy(title))
        return {"model": session.model, "mode": session.mode, "title": session.title}

    async def messages(self, params: JsonObject) -> JsonValue:
        """What the person said so far."""
        from hermes_acp.agent.past import turns

        session = await self._live(params)
        said = [{"message_id": turn.message.id, "text": turn.shown} for turn in turns(await session.events())]
        return {"messages": cast("JsonValue", said)}

    async def rewind(self, params: JsonObject) -> JsonValue:
        """Go back to before a message."""
        from hermes_acp.agent.past import rewind

        gone = await rewind(await self._live(params), cast("str", params["message_id"]))
        return {"message_id": gone.message.id, "text": gone.shown}

    async def close(self, params: JsonObject) -> JsonValue:
        """Free one; its log stays."""
        session_id = cast("str", params["session_id"])
        if not await self._sessions.close(session_id):
            raise SessionNotFound(session_id)
        return {}

    async def _open(
        self, params: JsonObject, open_it: Callable[[str, Wish, MakeClient], Awaitable[Opened]]
    ) -> tuple[Sequence[Rule], Opened]:
        rules, wish = read_rules(params), await read_wish(params)
        return rules, await open_it(cast("str", params["session_id"]), wish, lambda settings: self._make_client())

    async def _live(self, params: JsonObject) -> Session:
        return await self._sessions.live(cast("str", params["session_id"]))

    def _ruled(self, session: Session, rules: Sequence[Rule]) -> JsonObject:
        for rule in (*self._rules, *rules):
            rule_in(session, rule)
        return opened_told(session)
