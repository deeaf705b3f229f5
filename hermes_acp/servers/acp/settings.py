"""What an editor may set of a session: ``session/set_mode`` and ``session/set_config_option``.

Modes and options are two spellings of one thing, kept in step. The models that can be chosen are found out after the
session was answered, since finding out may need the network, and arrive as ``config_option_update``.
Source: https://agentclientprotocol.com/protocol/v1/session-config-options
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.servers.acp.options import config_options, to_mode
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonValue, RpcError

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.sessions import Sessions
    from hermes_acp.models.lists import Group
    from hermes_acp.servers.acp.dialect import Handler
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.acp.types_v1 import SetSessionConfigOptionRequest, SetSessionModeRequest


class Settings:
    """The settings of all sessions of one editor."""

    def __init__(self, sessions: Sessions, editor: Editor) -> None:
        self._sessions = sessions
        self._editor = editor
        self.groups: tuple[Group, ...] = ()
        """The models that can be chosen, as far as they were found out."""

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {"session/set_mode": self.set_mode, "session/set_config_option": self.set_config_option}

    async def set_mode(self, params: SetSessionModeRequest) -> JsonValue:
        """``session/set_mode``."""
        await self._set_mode(await self._sessions.live(params["sessionId"]), params["modeId"], "modeId")
        return {}

    async def set_config_option(self, params: SetSessionConfigOptionRequest) -> JsonValue:
        """``session/set_config_option``: answers with the whole list, since one change may change others."""
        session = await self._sessions.live(params["sessionId"])
        name, value = params["configId"], params["value"]
        if name == "mode":
            await self._set_mode(session, value, "value")
        elif name == "model":
            if not isinstance(value, str):
                raise RpcError(INVALID_PARAMS, "A model is named by a string.", {"path": "value"})
            await session.set_model(value)
        else:
            await session.set_option(name, value)
        return {"configOptions": config_options(session.chosen(), self._editor, self.groups)}

    async def find_models(self, session: Session) -> None:
        """Tell the editor the models that can be chosen: those known here at once, then those that were asked for."""
        from hermes_acp.agent.events import ModelsListed

        market = session.services.market()
        for find in (market.usable, market.refreshed):
            self.groups = await find()
            await session.client.hear(session.id, ModelsListed(self.groups))

    async def _set_mode(self, session: Session, value: object, path: str) -> None:
        mode = to_mode(value)
        if mode is None:
            raise RpcError(INVALID_PARAMS, f"There is no mode {value!r}.", {"path": path})
        await session.set_mode(mode)
