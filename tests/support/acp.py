"""An editor that is joined to our ACP face in memory, and checks every message it gets against the schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import cast

from hermes_acp.agent.sessions import Sessions
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp_protocol.direct import joined
from hermes_acp_protocol.framing import LongLine
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue
from hermes_acp_protocol.link import Link
from hermes_acp_protocol.peer import Peer
from support.acp_schema import SchemaCheck

Answering = Callable[[JsonObject], Awaitable[JsonValue]]
BARE: JsonObject = {"protocolVersion": 1}


def offering(**capabilities: JsonValue) -> JsonObject:
    """The params of ``initialize`` of an editor with these capabilities."""
    return {"protocolVersion": 1, "clientCapabilities": dict(capabilities)}


@dataclass
class JoinedEditor:
    """The editor's side."""

    peer: Peer = field(init=False)
    updates: list[JsonObject] = field(default_factory=list[JsonObject])
    requests: list[tuple[str, JsonObject]] = field(default_factory=list[tuple[str, JsonObject]])
    told: list[tuple[str, JsonObject]] = field(default_factory=list[tuple[str, JsonObject]])
    """Notifications that are no update of a session."""
    answers: dict[str, Answering] = field(default_factory=dict[str, Answering])
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self, method: str, **params: JsonValue) -> JsonObject:
        answer = await self.peer.call(method, params)
        return cast("JsonObject", answer)

    async def new(self, cwd: object) -> str:
        answer = await self.call("session/new", cwd=str(cwd), mcpServers=[])
        return str(answer["sessionId"])

    async def prompt(self, session_id: str, text: str) -> JsonObject:
        return await self.call("session/prompt", sessionId=session_id, prompt=[{"type": "text", "text": text}])

    async def heard(self, params: JsonObject) -> None:
        self.updates.append(cast("JsonObject", params["update"]))
        self._more.set()

    async def hear(self, method: str, params: JsonObject) -> None:
        self.told.append((method, params))
        self._more.set()

    async def asked(self, method: str, params: JsonObject) -> JsonValue:
        self.requests.append((method, params))
        self._more.set()
        return await self.answers[method](params)

    async def until(self, seen: Callable[[JoinedEditor], object]) -> None:
        """Wait until something is true of what was heard."""
        while not seen(self):
            self._more.clear()
            await self._more.wait()

    def kinds(self) -> list[object]:
        return [update["sessionUpdate"] for update in self.updates]

    def of(self, kind: str) -> list[JsonObject]:
        return [update for update in self.updates if update["sessionUpdate"] == kind]

    def calls(self, call_id: str) -> list[JsonObject]:
        return [update for update in self.updates if update.get("toolCallId") == call_id]


CLIENT_METHODS = (
    "session/request_permission",
    "fs/read_text_file",
    "fs/write_text_file",
    "elicitation/create",
    "mcp/message",
)
CLIENT_NOTICES = ("elicitation/complete", "auth/status_update")


class CheckedLink:
    """Our end of a link: what we send is checked against the schema, given what the editor asked."""

    def __init__(self, link: Link, check: SchemaCheck) -> None:
        self._link = link
        self._check = check

    async def receive(self) -> Sequence[bytes | LongLine]:
        lines = await self._link.receive()
        for line in lines:
            with suppress(AssertionError):  # what an editor may not say is said by tests too
                self._check.incoming(json.loads(cast("bytes", line)))
        return lines

    async def send(self, line: bytes) -> None:
        self._check.outgoing(json.loads(line))
        await self._link.send(line)

    async def close(self) -> None:
        await self._link.close()


@asynccontextmanager
async def joined_editor(sessions: Sessions, hello: JsonObject | None = None) -> AsyncGenerator[JoinedEditor]:
    """An editor and our face, joined; when it ends, both sides have ended."""
    ours, theirs = joined()
    editor = JoinedEditor()
    agent = AcpAgent(sessions, Editor(hello or BARE), nothing_to_do, nothing_to_do)
    agent_peer = Peer(CheckedLink(ours, SchemaCheck()), agent.requests(), agent.notifications())
    agent.attach(agent_peer)

    def asking(method: str) -> Answering:
        return lambda params: editor.asked(method, params)

    def hearing(method: str) -> Callable[[JsonObject], Awaitable[None]]:
        return lambda params: editor.hear(method, params)

    notices = {"session/update": editor.heard, **{m: hearing(m) for m in CLIENT_NOTICES}}
    editor.peer = Peer(theirs, {m: asking(m) for m in CLIENT_METHODS}, notices)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(agent_peer.serve())
        group.create_task(editor.peer.serve())
        yield editor
        await theirs.close()
        await ours.close()
    await sessions.close_all()


async def nothing_to_do() -> None:
    """The model needs no key and nothing is to be loaded."""


def picks(kind: str) -> Answering:
    """A person who always presses the first button of that kind."""

    async def answer(params: JsonObject) -> JsonValue:
        options = cast("list[Mapping[str, JsonValue]]", params["options"])
        chosen = next(option["optionId"] for option in options if option["kind"] == kind)
        return {"outcome": {"outcome": "selected", "optionId": chosen}}

    return answer
