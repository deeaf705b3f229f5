"""Servers of ours, reached as the product reaches them."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from hermes_acp.mcp_client.answering import Answering
from hermes_acp.mcp_client.config import Chosen, ServerConfig
from hermes_acp.mcp_client.reach import started
from hermes_acp.mcp_client.server import Server
from hermes_acp.mcp_client.states import Patience, State
from hermes_acp_protocol.mcp.content import TextBlock
from hermes_acp_protocol.mcp.results import CallResult

PROGRAM = str(Path(__file__).with_name("server.py"))
WAIT = 20.0
"""Seconds any wait may take."""
QUICK = Patience(delays=(0.01, 0.02, 0.04), probe=0.2, steady=60, debounce=0.05)


def small(*habits: str, name: str = "small", **more: object) -> ServerConfig:
    """The configuration of a server with these habits."""
    config = ServerConfig(name, "user", "stdio", sys.executable, (PROGRAM, *habits), start_timeout=10, call_timeout=10)
    return replace(config, **more)  # pyright: ignore[reportArgumentType] - checked where it is used


@asynccontextmanager
async def serving(
    config: ServerConfig, cwd: Path, *, patience: Patience = QUICK, asks: bool = False
) -> AsyncGenerator[Server]:
    """A server for as long as the block runs."""
    answering = Answering(config, (str(cwd),), asks)
    server = Server(config, lambda: started(config, str(cwd), os.environ, polite=0.3), answering, patience)
    try:
        yield server
    finally:
        await server.close()


async def until(server: Server, *states: State) -> None:
    """Wait until it is in one of these states."""
    await reached(server, lambda: server.status.state in states)


async def reached(server: Server, met: Callable[[], bool]) -> None:
    """Wait for news of a server until something holds."""
    import asyncio

    news = asyncio.Event()
    stop = server.listen(lambda changed: news.set())
    try:
        async with asyncio.timeout(WAIT):
            while not met():
                news.clear()
                await news.wait()
    finally:
        stop()


def words(result: CallResult) -> str:
    """The text of a result."""
    return "".join(block.text for block in result.content if isinstance(block, TextBlock))


__all__ = ["PROGRAM", "QUICK", "WAIT", "Chosen", "reached", "serving", "small", "until", "words"]
