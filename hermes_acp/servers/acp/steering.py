"""``_session/steering``: words for the turn that is running, read at its next step.

The extension that other agents answer too: ``sessionId``, ``prompt``, and in ``_meta.steering.idleBehavior`` what to
do when no turn would still read them: ``promptRequired`` leaves them to the client, anything else starts a turn.
Advertised in the answer to ``initialize`` as ``_meta.steering.supported``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from hermes_acp.errors import HermesError
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, RpcError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.agent.session import Session
    from hermes_acp.agent.sessions import Sessions
    from hermes_acp.agent.turns import Prompt

log = logging.getLogger(__name__)


async def steer(sessions: Sessions, params: JsonObject) -> JsonObject:
    """Serve one request. SessionNotFound; RpcError for a prompt that is none."""
    from hermes_acp.servers.acp.content import read_prompt

    session_id = params.get("sessionId")
    if not isinstance(session_id, str):
        raise RpcError(INVALID_PARAMS, "sessionId must be a string.", {"path": "sessionId"})
    session = await sessions.live(session_id)
    prompt = read_prompt(params.get("prompt"))
    if await session.steer(prompt):
        return {"outcome": "injected"}
    if wants_to_prompt(params):
        return {"outcome": "promptRequired", "reason": "noRunningTurn"}
    session.aside(alone(session, prompt))
    return {"outcome": "startedNewTurn"}


async def alone(session: Session, prompt: Prompt) -> None:
    """A turn that no request waits for: how it ended is in its events."""
    try:
        await session.prompt(prompt)
    except HermesError as error:
        log.warning("a turn that nobody waited for failed: %s", error)


def wants_to_prompt(params: JsonObject) -> bool:
    """Whether the client sends the words itself when no turn runs."""
    meta = params.get("_meta")
    steering = cast("Mapping[str, object]", meta).get("steering") if isinstance(meta, dict) else None
    return isinstance(steering, dict) and cast("Mapping[str, object]", steering).get("idleBehavior") == "promptRequired"
