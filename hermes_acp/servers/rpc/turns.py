"""Turns for a script: prompt, cancel, steer, and what it all cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.report import cost_told, usage_told
from hermes_acp.agent.sessions import Sessions
from hermes_acp.agent.turns import Prompt
from hermes_acp.errors import HermesError
from hermes_acp.models.halves import whole
from hermes_acp.models.message import Image, Text
from hermes_acp.servers.rpc.faults import fault
from hermes_acp.servers.rpc.params import wrong
from hermes_acp.servers.rpc.script import Script
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue, RpcError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.agent.report import Report
    from hermes_acp.agent.session import Session
    from hermes_acp.servers.rpc.dispatching import Handler


class TurnMethods:
    """The methods of turns."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "session.prompt": self.prompt,
            "session.cancel": self.cancel,
            "session.steer": self.steer,
            "session.usage": self.usage,
        }

    async def prompt(self, params: JsonObject) -> JsonValue:
        """Run a turn. RpcError that tells what had been done, when it failed."""
        session = await self._live(params)
        prompt, script = read_prompt(params), cast("Script", session.client)
        script.expect(prompt.id)
        try:
            result = await session.prompt(prompt)
        except HermesError as error:
            failed = fault(error)
            turn = turn_told(prompt.id, script.report(prompt.id), session)
            raise RpcError(failed.code, failed.message, {**cast("JsonObject", failed.data), "turn": turn}) from error
        return {**turn_told(prompt.id, script.report(prompt.id), session), "stop": result.stop}

    async def cancel(self, params: JsonObject) -> JsonValue:
        """End what runs; nothing happens when nothing does."""
        await self._sessions.cancel(cast("str", params["session_id"]))
        return {}

    async def steer(self, params: JsonObject) -> JsonValue:
        """Words for the running turn."""
        session = await self._live(params)
        return {"taken": await session.steer(read_prompt(params))}

    async def usage(self, params: JsonObject) -> JsonValue:
        """What a session cost."""
        meter = (await self._live(params)).meter
        context = meter.context[0] if meter.context else None
        usage = cast("JsonObject", usage_told(meter.session))
        cost = cost_told(meter.session)
        return {"usage": usage, "cost": cost, "total_cost": meter.dollars, "context_tokens": context}

    async def _live(self, params: JsonObject) -> Session:
        return await self._sessions.live(cast("str", params["session_id"]))


def read_prompt(params: JsonObject) -> Prompt:
    """What a script sends to start a turn. RpcError for a prompt of nothing."""
    text = whole(cast("str", params["text"]))
    if not text.strip():
        raise wrong("text", "the prompt is empty")
    images = cast("Sequence[Mapping[str, str]]", params.get("images", ()))
    return Prompt((Text(text), *(Image(image["data"], image["mime_type"]) for image in images)), text)


def turn_told(message_id: str, report: Report, session: Session) -> JsonObject:
    """``Turn``."""
    told = report.told(session.meter.prices.get)
    del told["error"]
    return {"message_id": message_id, **told}
