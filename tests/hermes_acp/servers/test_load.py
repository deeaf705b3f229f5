"""Many sessions in one process: what each costs, and that one client which does not read holds up nobody else."""

from __future__ import annotations

import asyncio
import gc
import json
import time
import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hermes_acp.models.message import AssistantMessage, Text, Usage
from hermes_acp.models.model import Delta, Finished, Request, TextDelta
from hermes_acp.servers.acp.agent import AcpAgent
from hermes_acp.servers.acp.handshake import Editor
from hermes_acp_protocol.direct import DirectLink, joined
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.peer import Peer
from support.agent import Workplace
from support.e2e import Json
from support.storm import nothing_to_do

AT_ONCE = 64
CHUNKS = 20
FLOOD = 2_000
"""Chunks that are more than a connection keeps for a client that does not read."""
WAIT = 20.0
"""Seconds that anything here may take on a busy machine."""
ADDED_SECONDS = 0.2
"""What all the turns may take of the processor, so that none waits longer for the others."""
SESSION_BYTES = 0.15 * 2**20


@dataclass
class Talks:
    """A model that says the same number of chunks each time, of the size that the prompt names."""

    name: str = "test:model"
    window: int | None = None
    streaming: asyncio.Event = field(default_factory=asyncio.Event)
    said: list[int] = field(default_factory=list[int])
    """Chunks taken of each reply."""

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        prompt = request.messages[-1]
        size, count = (int(word) for word in prompt.parts[0].text.split())  # type: ignore[union-attr]
        self.streaming.set()
        self.said.append(0)
        reply = len(self.said) - 1
        for _ in range(count):
            yield TextDelta("x" * size)
            self.said[reply] += 1
        yield Finished(AssistantMessage("m", (Text("x"),), self.name, "end_turn"), Usage(1, 1))


@dataclass
class Line:
    """A client's end of a connection."""

    link: DirectLink
    _asked: int = 0

    async def ask(self, method: str, params: JsonObject) -> int:
        self._asked += 1
        message = {"jsonrpc": "2.0", "id": self._asked, "method": method, "params": params}
        await self.link.send(json.dumps(message).encode() + b"\n")
        return self._asked

    async def prompt(self, session: str, size: int, count: int = CHUNKS) -> int:
        text: JsonObject = {"type": "text", "text": f"{size} {count}"}
        return await self.ask("session/prompt", {"sessionId": session, "prompt": [text]})

    async def until_answered(self, *numbers: int) -> list[Json]:
        """Read until these requests have their answers; returns everything read."""
        missing, heard = set(numbers), list[Json]()
        while missing:
            for line in await self.link.receive():
                assert isinstance(line, bytes)
                heard.append(json.loads(line))
                if "method" not in heard[-1]:
                    missing.discard(heard[-1]["id"])
        return heard

    async def new(self, cwd: Path) -> str:
        heard = await self.until_answered(await self.ask("session/new", {"cwd": str(cwd), "mcpServers": []}))
        return heard[-1]["result"]["sessionId"]


@asynccontextmanager
async def served(place: Workplace) -> AsyncGenerator[Line]:
    """A connection of its own to the sessions of one process."""
    ours, theirs = joined()
    agent = AcpAgent(place.sessions, Editor({}), nothing_to_do, nothing_to_do)
    peer = Peer(ours, agent.requests(), agent.notifications())
    agent.attach(peer)
    serving = asyncio.create_task(peer.serve())
    try:
        async with asyncio.timeout(WAIT):
            yield Line(theirs)
    finally:
        await theirs.close()
        await ours.close()
        await serving


async def test_sixty_four_sessions_prompt_at_once_for_little(home: Path, tmp_path: Path) -> None:
    place = Workplace(Talks(), home, tmp_path)
    async with served(place) as client:
        sessions = [await client.new(tmp_path) for _ in range(AT_ONCE)]
        await client.until_answered(*[await client.prompt(session, 5) for session in sessions])
        began = time.process_time()
        heard = await client.until_answered(*[await client.prompt(session, 5) for session in sessions])
        spent = time.process_time() - began
    await place.sessions.close_all()

    chunks = [m["params"]["sessionId"] for m in heard if "agent_message_chunk" in str(m.get("params"))]
    assert {session: chunks.count(session) for session in sessions} == dict.fromkeys(sessions, CHUNKS)
    assert spent <= ADDED_SECONDS * 2, "the client of this test costs as much again"


async def test_a_further_session_costs_little_memory(home: Path, tmp_path: Path) -> None:
    place = Workplace(Talks(), home, tmp_path)

    async def open_and_prompt(client: Line, count: int) -> int:
        for _ in range(count):
            await client.until_answered(await client.prompt(await client.new(tmp_path), 5))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    async with served(place) as client:
        await open_and_prompt(client, 5)
        tracemalloc.start()
        try:
            first = await open_and_prompt(client, 5)
            last = await open_and_prompt(client, 40)
        finally:
            tracemalloc.stop()
    await place.sessions.close_all()

    assert (last - first) / 40 <= SESSION_BYTES


async def test_a_client_that_stops_reading_stalls_only_itself(home: Path, tmp_path: Path) -> None:
    model = Talks()
    place = Workplace(model, home, tmp_path)
    async with served(place) as deaf, served(place) as other:
        session = await deaf.new(tmp_path)
        flooding = await deaf.prompt(session, 10_000, FLOOD)
        await model.streaming.wait()

        theirs = await other.new(tmp_path)
        for _ in range(3):
            heard = await other.until_answered(await other.prompt(theirs, 5))
            assert heard[-1]["result"]["stopReason"] == "end_turn"
        assert max(model.said) < FLOOD, "the flood is not held up"

        heard = await deaf.until_answered(flooding)
        said = [m for m in heard if m.get("params", {}).get("update", {}).get("sessionUpdate") == "agent_message_chunk"]
        assert len(said) == FLOOD
    await place.sessions.close_all()
