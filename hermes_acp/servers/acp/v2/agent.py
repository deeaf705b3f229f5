"""What version 2 lets an editor ask otherwise: a prompt is answered when it has its place, a resume may replay.

Everything else is ``AcpAgent``. Turns run beside the requests that started them and end with their session.
Source: https://agentclientprotocol.com/protocol/v2/prompt-lifecycle and session-setup
"""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from hermes_acp.errors import SessionNotFound
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.v2.dialect import Version2
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, REQUEST_CANCELLED, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.turns import TurnResult
    from hermes_acp.servers.acp.client import EditorClient
    from hermes_acp.servers.acp.dialect import Dialect, Handler
    from hermes_acp.servers.acp.v2.client import PromptingClient
    from hermes_acp_protocol.acp.types_v1 import CloseSessionRequest, PromptRequest
    from hermes_acp_protocol.acp.types_v2 import CancelTerminalRequest, CancelToolCallRequest, ResumeSessionRequest
    from hermes_acp_protocol.inflight import Answer


class AcpAgent2(AcpAgent):
    """Serves one editor that speaks version 2."""

    dialect: ClassVar[Dialect] = Version2()

    def handlers(self) -> dict[str, Handler]:
        """See ``AcpAgent``, and what only this version has."""
        more: dict[str, Handler] = {"tool_call/cancel": self.cancel_one, "terminal/cancel": self.cancel_one}
        return {**super().handlers(), **more}

    def client_class(self) -> type[EditorClient]:
        """One that knows when a prompt has its place."""
        from hermes_acp.servers.acp.v2.client import PromptingClient

        return PromptingClient

    async def prompt(self, params: PromptRequest) -> JsonValue:
        """``session/prompt``: answered once the message has its place; the turn says the rest by itself.

        RpcError -32800 when it was cancelled while it waited behind another turn.
        """
        self._accounts.require()
        session = await self._sessions.live(params["sessionId"])
        from hermes_acp.servers.acp.content import read_prompt

        prompt = read_prompt(params.get("prompt"))
        client = cast("PromptingClient", session.client)
        placed = client.placing(prompt.id)
        turn = asyncio.create_task(session.prompt(prompt))
        self._turns.add(turn)
        turn.add_done_callback(self._ended)
        try:
            await asyncio.wait([placed, turn], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            if not placed.done():
                turn.cancel()
                await asyncio.wait([turn])
        if not placed.done():
            placed.cancel()
            if turn.result().stop == "cancelled":  # raises what else kept it from its place
                raise RpcError(REQUEST_CANCELLED, "Cancelled before its turn came.")
            await client.echo(session.id, prompt)
        return {"messageId": prompt.id}

    async def resume(self, params: ResumeSessionRequest) -> Answer:  # pyright: ignore[reportIncompatibleMethodOverride]  the two versions' params differ
        """``session/resume``: the past if it is wanted, the state in any case, then the answer."""
        wanted = params.get("replayFrom")
        if wanted is not None and wanted["type"] != "start":
            raise RpcError(INVALID_PARAMS, "Only a replay from the start is supported.", {"path": "replayFrom.type"})
        opened = await self._open(params)  # pyright: ignore[reportArgumentType]  the fields it reads are the same
        from hermes_acp.agent.history import replayed

        client = cast("PromptingClient", opened.session.client)
        if wanted is not None:
            await client.replay(opened.session.id, replayed(opened.events))
        await client.say_state(opened.session.id)
        return self._opened(opened, params)  # pyright: ignore[reportArgumentType]  as above

    async def close(self, params: CloseSessionRequest) -> JsonValue:
        """``session/close``: what is not open is closed."""
        try:
            return await super().close(params)
        except SessionNotFound:
            return {}

    async def cancel_one(self, params: CancelToolCallRequest | CancelTerminalRequest) -> JsonValue:
        """``tool_call/cancel``, ``terminal/cancel``: none of ours says that it can be cancelled alone."""
        await self._sessions.live(params["sessionId"])
        raise RpcError(INVALID_PARAMS, "This cannot be cancelled alone; cancel the session's turn.")

    @cached_property
    def _turns(self) -> set[asyncio.Task[TurnResult]]:
        """Those that run; somebody must hold them."""
        return set()

    def _ended(self, turn: asyncio.Task[TurnResult]) -> None:
        self._turns.discard(turn)
        if not turn.cancelled():
            turn.exception()  # looked at: it has been told as the session's state
