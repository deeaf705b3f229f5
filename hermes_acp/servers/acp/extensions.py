"""What we offer beyond the protocol: methods under ``_hermes/``, named in ``agentCapabilities._meta.hermes.methods``.

Each reads its params, asks the core and shapes the answer; docs/acp.md is their reference.
Source: https://agentclientprotocol.com/protocol/v1/extensibility
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast, get_args

from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.sessions import Sessions
    from hermes_acp.approval.decision import Scope
    from hermes_acp.approval.rules import Effect
    from hermes_acp.servers.acp.dialect import Handler


class Extensions:
    """The methods of ours."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "_session/steering": self.steer,
            "_hermes/complete": self.complete,
            "_hermes/session/messages": self.messages,
            "_hermes/session/rewind": self.rewind,
            "_hermes/session/export": self.export,
            "_hermes/permissions/list": self.permissions,
            "_hermes/permissions/revoke": self.revoke,
        }

    async def steer(self, params: JsonObject) -> JsonValue:
        """``_session/steering``: words for the running turn."""
        from hermes_acp.servers.acp.steering import steer

        return await steer(self._sessions, params)

    async def complete(self, params: JsonObject) -> JsonValue:
        """``_hermes/complete``: proposals behind an ``@``."""
        from hermes_acp.servers.acp.completing import complete

        return await complete(self._sessions, params)

    async def messages(self, params: JsonObject) -> JsonValue:
        """``_hermes/session/messages``: what the person said so far, for a choice of where to go back to."""
        from hermes_acp.agent.past import turns

        session = await self._sessions.live(text(params, "sessionId"))
        said: list[JsonValue] = [
            {"messageId": turn.message.id, "text": turn.shown} for turn in turns(await session.events())
        ]
        return {"messages": said}

    async def rewind(self, params: JsonObject) -> JsonValue:
        """``_hermes/session/rewind``: go on from before the turn of a message."""
        from hermes_acp.agent.past import rewind

        session = await self._sessions.live(text(params, "sessionId"))
        gone = await rewind(session, text(params, "messageId"))
        return {"messageId": gone.message.id, "text": gone.shown}

    async def export(self, params: JsonObject) -> JsonValue:
        """``_hermes/session/export``: the whole session as one text; it need not be open."""
        from hermes_acp.export.formats import FORMATS, export

        wanted = params.get("format", "markdown")
        if wanted not in FORMATS:
            raise RpcError(INVALID_PARAMS, f"format is one of {', '.join(FORMATS)}.", {"path": "format"})
        record, entries = await self._sessions.saved(text(params, "sessionId"))
        made = await asyncio.to_thread(export, str(wanted), record, entries)
        return {"fileName": made.file_name, "mimeType": made.mime_type, "content": made.text}

    async def permissions(self, params: JsonObject) -> JsonValue:
        """``_hermes/permissions/list``: the rules a session stands under."""
        from hermes_acp.agent.rules import rules_of

        rules, problems = await rules_of(await self._sessions.live(text(params, "sessionId")))
        shown: list[JsonValue] = [
            {"rule": str(one.rule), "effect": one.rule.effect, "scope": one.scope} for one in rules
        ]
        return {"rules": shown, "problems": list(problems)}

    async def revoke(self, params: JsonObject) -> JsonValue:
        """``_hermes/permissions/revoke``: take one of them back, at once and for all open sessions."""
        from hermes_acp.agent.rules import Standing, revoke
        from hermes_acp.approval.decision import Scope
        from hermes_acp.approval.rules import Effect, RuleError, parse_rule

        session = await self._sessions.live(text(params, "sessionId"))
        effect, scope = params.get("effect", "allow"), params.get("scope")
        if effect not in get_args(Effect) or scope not in get_args(Scope):
            raise RpcError(INVALID_PARAMS, "effect and scope are those of a listed rule.", {"path": "scope"})
        try:
            rule = parse_rule(text(params, "rule"), cast("Effect", effect))
            gone = await revoke(session, Standing(rule, cast("Scope", scope)), self._sessions.open_sessions())
        except RuleError as error:
            raise RpcError(INVALID_PARAMS, str(error), {"path": "rule"}) from None
        return {"revoked": gone}


def text(params: JsonObject, name: str) -> str:
    """A string that must be there. RpcError otherwise."""
    value = params.get(name)
    if not isinstance(value, str):
        raise RpcError(INVALID_PARAMS, f"{name} must be a string.", {"path": name})
    return value
