"""Ways that are closed: names that do not resolve, servers that speak no TLS, proxies that refuse, ports nobody has."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hermes_acp.errors import ModelError
from hermes_acp.models.http import Http, Limits
from hermes_acp.models.registry import build
from hermes_acp.models.wanted import Wanted
from support.dialects import ASK, DIALECTS, KEY, collect, endpoint_at

CHAT = DIALECTS[0]


@asynccontextmanager
async def saying(answer: bytes) -> AsyncGenerator[int]:
    """A server that says this to whoever comes, and leaves; its port."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(reply, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def failure(url: str, http: Http) -> ModelError:
    async with asyncio.timeout(10):
        with pytest.raises(ModelError) as caught:
            await collect(CHAT.model(endpoint_at(url)._replace(query="token=secret"), http))
    assert KEY not in str(caught.value)
    assert "secret" not in str(caught.value)
    return caught.value


async def test_a_name_that_does_not_resolve_is_named(http: Http) -> None:
    error = await failure("http://nobody.invalid/v1", http)

    assert error.kind == "network"
    assert str(error).startswith("Cannot reach nobody.invalid: ")
    assert "Check the network, the host name and the proxy." in str(error)


async def test_a_server_that_speaks_no_tls_is_told_from_one_that_is_not_there(http: Http) -> None:
    async with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        error = await failure(f"https://127.0.0.1:{port}/v1", http)

    assert error.kind == "network"
    assert f"Cannot reach 127.0.0.1:{port}: " in str(error)
    assert "SSL" in str(error)


async def test_a_proxy_that_wants_a_password_is_named(monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext) -> None:
    refused = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
    async with saying(refused) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        http = Http(tls=tls)
        error = await failure("https://api.example.com/v1", http)
        await http.aclose()

    assert error.kind == "network"
    assert "The proxy refused the way to api.example.com" in str(error)
    assert "407" in str(error)


async def test_a_port_nobody_listens_on_is_said_at_once_and_not_tried_again(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        settings = Wanted(None, "vllm", address, None, {}, "/home/me/.env", home=str(tmp_path))
        http = Http(Limits(connect=2.0))
        model = await asyncio.to_thread(build, "vllm:m", settings, http)
        await asyncio.to_thread(http.warm)
        before = time.perf_counter()
        with pytest.raises(ModelError, match=r"Nothing listens at .+: the server is not running. Start it"):
            await collect(model, ASK)
        took = time.perf_counter() - before
        await http.aclose()

    assert took < 0.5
