"""The fixtures of the conformance suite behind our engine: over our HTTP, or over our stdio behind a bridge.

``python conformance_server.py http`` and ``… bridge`` print the address they serve; ``… stdio`` is what the bridge
starts. The bridge is our HTTP endpoint with a child in the place of the engine: what the suite sees went through the
child's standard input and output.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from pathlib import Path
from typing import Any, cast

import uvicorn

sys.path.insert(0, str(Path(__file__).parents[1]))

from hermes_acp.servers.mcp.asker import Connection, Line
from hermes_acp.servers.mcp.engine import Engine
from hermes_acp.servers.mcp.http.endpoint import PATH, Endpoint, application
from hermes_acp.servers.mcp.http.serving import listening
from hermes_acp.servers.mcp.serving import notifications, requests
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import Id, RpcError
from hermes_acp_protocol.mcp.dialect import SERVER
from hermes_acp_protocol.mcp.meta import SUBSCRIPTION, read_envelope
from hermes_acp_protocol.peer import Peer
from hermes_acp_protocol.stdio import claim_stdio
from hermes_acp_protocol.stdio_link import StdioLink
from support.mcp.fixtures import Fixtures


class Child:
    """A server over stdio, for one legacy connection or for all modern requests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._lines: dict[int, tuple[Line | None, Id, JsonValue]] = {}
        self._work: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the process."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "stdio", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        self._reading = asyncio.create_task(self._read())

    async def call(self, method: str, params: JsonObject, line: Line | None, id: Id) -> JsonObject:
        """Pass a request on."""
        number = next(self._numbers)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        meta = params.get("_meta")
        self._lines[number] = (line, id, meta.get("progressToken") if isinstance(meta, dict) else None)
        try:
            self._write({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            answer = await future
        except asyncio.CancelledError:
            self._write({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": number}})
            raise
        finally:
            del self._waiting[number], self._lines[number]
        if "error" in answer:
            raise RpcError(answer["error"]["code"], answer["error"]["message"], answer["error"].get("data"))
        return answer["result"]

    def notify(self, method: str) -> None:
        """Pass a notification on."""
        self._write({"jsonrpc": "2.0", "method": method})

    async def close(self) -> None:
        """End the process."""
        self._reading.cancel()
        cast("asyncio.StreamWriter", self._process.stdin).close()
        await self._process.wait()

    def _write(self, message: dict[str, Any]) -> None:
        cast("asyncio.StreamWriter", self._process.stdin).write(json.dumps(message).encode() + b"\n")

    async def _read(self) -> None:
        async for line in cast("asyncio.StreamReader", self._process.stdout):
            message = json.loads(line)
            if "method" in message:
                task = asyncio.create_task(self._heard(message))
                self._work.add(task)
                task.add_done_callback(self._work.discard)
            elif (future := self._waiting.get(message["id"])) is not None and not future.done():
                future.set_result(message)

    async def _heard(self, message: dict[str, Any]) -> None:
        method, params = message["method"], message.get("params", {})
        tag = params.get("_meta", {}).get(SUBSCRIPTION)
        token = params.get("progressToken")
        newest = next((line for line, _, _ in reversed(self._lines.values())), None) or self._connection.line
        if tag is not None:
            newest, original, _ = self._lines[tag]
            params["_meta"][SUBSCRIPTION] = original
        elif token is not None:
            newest = next((line for line, _, known in self._lines.values() if known == token), newest)
        if newest is None:
            return
        if "id" not in message:
            await newest.notify(method, params)
            return
        self._write({"jsonrpc": "2.0", "id": message["id"], "result": await newest.call(method, params)})


class Bridge:
    """What the endpoint takes for an engine."""

    def __init__(self) -> None:
        self._children: dict[int, Child] = {}
        self._starting = asyncio.Lock()

    async def answer(
        self, method: str, params: JsonObject, connection: Connection, line: Line | None, id: Id = None
    ) -> JsonObject:
        """Pass a request on to its child."""
        modern = read_envelope(params) is not None or connection.line is None
        child = await self._child(Connection() if modern else connection, 0 if modern else key_of(connection))
        return await child.call(method, params, line, id)

    async def heard(self, method: str, connection: Connection) -> None:
        """Pass a notification on."""
        if child := self._children.get(key_of(connection)):
            child.notify(method)

    async def leave(self, connection: Connection) -> None:
        """The connection is over."""
        if child := self._children.pop(key_of(connection), None):
            await child.close()

    async def _child(self, connection: Connection, key: int) -> Child:
        async with self._starting:
            if key not in self._children:
                self._children[key] = child = Child(connection)
                await child.start()
            return self._children[key]


def key_of(connection: Connection) -> int:
    """What a connection is known by."""
    return id(connection)


async def serve_stdio() -> None:
    """Serve the fixtures on stdin and stdout."""
    connection, engine = Connection(), Engine(Fixtures())
    peer = Peer(StdioLink(claim_stdio()), requests(engine, connection), notifications(engine, connection), SERVER)
    connection.line = peer
    await peer.serve()
    await engine.leave(connection)


async def serve_http(engine: Engine) -> None:
    """Serve an engine over HTTP, without a token: the suite knows none."""
    listener = listening("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}", flush=True)
    config = uvicorn.Config(
        application(Endpoint(engine, None)), log_level="warning", lifespan="off", timeout_graceful_shutdown=1
    )
    await uvicorn.Server(config).serve(sockets=[listener])


def main(way: str) -> None:
    """Serve in one of three ways."""
    if way == "stdio":
        asyncio.run(serve_stdio())
    else:
        engine = Engine(Fixtures()) if way == "http" else cast("Engine", Bridge())
        asyncio.run(serve_http(engine))


if __name__ == "__main__":
    main(sys.argv[1])
