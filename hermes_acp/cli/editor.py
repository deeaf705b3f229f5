"""A very small editor: starts ``hermes acp`` as a child and talks to it over its pipes, as every editor does.

For the tour, the doctor and tests. Everything on the other side is the real program.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.stdio_link import StdioLink

GONE_SECONDS = 5.0
"""How long the child may take to leave after its input ended."""

OnUpdate = Callable[[Mapping[str, object]], None]
OnPermission = Callable[[Mapping[str, object]], Awaitable[str | None]]
"""Gets the request, returns the id of the chosen option; None cancels."""


def own_command() -> tuple[str, ...]:
    """The command that starts this very program again."""
    if sys.argv[0].endswith(("hermes", "hermes-acp", "hermes.exe")) and os.path.isfile(sys.argv[0]):
        return (os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "hermes"),)
    return (sys.executable, "-P", "-m", "hermes_acp")


class SmallEditor:
    """The client side of one connection."""

    def __init__(self, on_update: OnUpdate, on_permission: OnPermission) -> None:
        self._on_update = on_update
        self._on_permission = on_permission
        self.peer: Peer | None = None

    async def call(self, method: str, params: Mapping[str, object]) -> Mapping[str, object]:
        """Ask the agent. RpcError when it answers with an error."""
        if self.peer is None:
            raise RuntimeError("not connected")
        answer = await self.peer.call(method, cast("JsonObject", dict(params)))
        return cast("Mapping[str, object]", answer) if isinstance(answer, dict) else {}

    async def open_session(self, cwd: str) -> str:
        """Say hello and open a session; returns its id."""
        await self.call("initialize", {"protocolVersion": 1, "clientInfo": {"name": "hermes-tour", "version": "1"}})
        answer = await self.call("session/new", {"cwd": cwd, "mcpServers": []})
        return str(answer["sessionId"])

    async def prompt(self, session_id: str, text: str) -> Mapping[str, object]:
        """Run a turn; returns the answer with its stop reason."""
        return await self.call("session/prompt", {"sessionId": session_id, "prompt": [{"type": "text", "text": text}]})

    async def heard(self, params: JsonObject) -> None:
        """Take a ``session/update``."""
        update = params.get("update")
        if isinstance(update, dict):
            self._on_update(update)

    async def asked(self, params: JsonObject) -> JsonValue:
        """Answer a ``session/request_permission``."""
        chosen = await self._on_permission(params)
        return {"outcome": {"outcome": "selected", "optionId": chosen} if chosen else {"outcome": "cancelled"}}


@asynccontextmanager
async def connected(
    editor: SmallEditor, *, command: Sequence[str] | None = None, env: Mapping[str, str] | None = None
) -> AsyncGenerator[SmallEditor]:
    """Start ``hermes acp`` and connect the editor to it; the child is gone when this ends."""
    from_agent, to_editor = os.pipe()
    from_editor, to_agent = os.pipe()
    child = await asyncio.create_subprocess_exec(
        *(command or own_command()), "acp", stdin=from_editor, stdout=to_editor, env=env
    )
    os.close(to_editor)
    os.close(from_editor)
    link = StdioLink(StdioWire(from_agent, to_agent))
    peer = editor.peer = Peer(link, {"session/request_permission": editor.asked}, {"session/update": editor.heard})
    serving = asyncio.create_task(peer.serve())
    try:
        yield editor
    finally:
        await link.close()
        await serving
        try:
            async with asyncio.timeout(GONE_SECONDS):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()
