"""Connections to servers that really do these things."""

from __future__ import annotations

import asyncio
import gzip
import socket
from pathlib import Path

import pytest

from hermes_acp.errors import ModelError
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.http import Answer, Http, Limits
from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connections import Connections
from support.tls import server_and_client
from support.wires import OK, answering, exchange, got, listening, no_tls, pass_on, request


async def test_what_a_server_says_before_its_answer_is_passed_over(http: Http) -> None:
    serve, _ = answering(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + OK)
    async with listening(serve) as port:
        assert await got(http, f"http://127.0.0.1:{port}/v1") == Answer(200, {"content-length": "2"}, b"ok")


async def test_an_answer_that_ends_with_the_connection_is_whole_and_the_next_request_has_a_new_one(http: Http) -> None:
    heads: list[str] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, _ = await request(reader)
        heads.append(head)
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nold")

    async with listening(once) as port:
        first, second = [(await got(http, f"http://127.0.0.1:{port}/")).content for _ in range(2)]

    assert (first, second, len(heads)) == (b"old", b"old", 2)


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK)

    connections = Connections(5.0, no_tls)
    async with listening(serve) as port:
        used = [await exchange(connections, Address("http", "127.0.0.1", port)) for _ in range(2)]
    await connections.close()

    assert used[0] is not used[1]


async def test_a_connection_that_stays_open_is_used_again_and_ended_at_the_end() -> None:
    serve, heads = answering(OK, OK, OK)
    connections = Connections(5.0, no_tls)
    async with listening(serve) as port:
        address = Address("http", "127.0.0.1", port)
        used = [await exchange(connections, address, end=False) for _ in range(2)]
        await connections.close()

    assert used[0] is used[1]
    assert (len(heads), used[0].open) == (2, False)


async def test_an_answer_that_comes_before_all_of_the_request_was_read_is_heard(http: Http) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig")
        await writer.drain()
        await reader.read(1024)

    async with listening(serve) as port:
        answer = await got(http, f"http://127.0.0.1:{port}/", b"x" * 200_000)

    assert (answer.status, answer.content) == (413, b"big")


@pytest.mark.parametrize("packing", ["gzip", "br"])
async def test_what_was_packed_unasked_is_unpacked_or_named(packing: str, http: Http) -> None:
    packed = gzip.compress(b"words" * 1000)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {packing}\r\ncontent-length: {len(packed)}\r\n\r\n".encode()
    serve, heads = answering(head + packed)
    async with listening(serve) as port:
        if packing == "gzip":
            assert (await got(http, f"http://127.0.0.1:{port}/")).content == b"words" * 1000
        else:
            with pytest.raises(ModelError, match="packed as br"):
                await got(http, f"http://127.0.0.1:{port}/")

    assert "accept-encoding: identity" in heads[0]


async def test_a_server_that_says_nothing_is_left_when_the_time_is_over() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    http = Http(Limits(silence=0.05))
    async with listening(silent) as port:
        endpoint = Endpoint("custom", "Custom", f"http://127.0.0.1.nip.invalid:{port}")
        with pytest.raises(ModelError, match="went silent"):
            await http.fetch(endpoint, "GET", f"http://127.0.0.1:{port}/", {}, seconds=0.1)
    await http.aclose()


async def test_tls_is_spoken_and_a_stranger_is_not_believed(tmp_path: Path) -> None:
    server, client = server_and_client(tmp_path)
    serve, _ = answering(OK, OK)
    async with listening(serve, server) as port:
        knowing, strange = Http(tls=client), Http()
        assert (await got(knowing, f"https://localhost:{port}/")).content == b"ok"
        with pytest.raises(ModelError, match="certificate verify failed"):
            await got(strange, f"https://localhost:{port}/")
        await knowing.aclose()
        await strange.aclose()


async def test_a_proxy_is_told_the_whole_url_and_who_asks(monkeypatch: pytest.MonkeyPatch, http: Http) -> None:
    serve, heads = answering(OK)
    async with listening(serve) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:p%40ss@127.0.0.1:{port}")
        await got(http, "http://models.example/v1/x?a=b")

    assert heads[0].splitlines()[0] == "GET http://models.example/v1/x?a=b HTTP/1.1"
    assert "host: models.example" in heads[0]
    assert "proxy-authorization: Basic bWU6cEBzcw==" in heads[0]


async def test_a_proxy_tunnels_tls_and_learns_nothing_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    server, client = server_and_client(tmp_path)
    serve, inside = answering(OK, OK)
    outside: list[str] = []

    async with listening(serve, server) as port:

        async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            outside.append((await request(reader))[0])
            there, here = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(pass_on(reader, here))
                    both.create_task(pass_on(there, writer))
            finally:
                here.close()

        async with listening(tunnel) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy}")
            http = Http(tls=client)
            answers = [(await got(http, "https://models.example/secret")).content for _ in range(2)]
            await http.aclose()

    assert answers == [b"ok", b"ok"]
    assert [head.splitlines()[0] for head in outside] == ["CONNECT models.example:443 HTTP/1.1"]
    assert "secret" not in outside[0]
    assert [head.splitlines()[0] for head in inside] == ["GET /secret HTTP/1.1"] * 2


async def test_a_proxy_that_is_not_there_is_named_as_the_cause(monkeypatch: pytest.MonkeyPatch, http: Http) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{held.getsockname()[1]}")
        with pytest.raises(
            ModelError, match=r"The proxy refused the way to models\.example.+Connect call failed.+HTTPS_PROXY"
        ):
            await got(http, "https://models.example/v1")


async def test_a_proxy_of_another_kind_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, http: Http) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    with pytest.raises(ModelError, match="of the kind socks5; only http and https are spoken"):
        await got(http, "http://models.example/v1")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://models.example/v1", "begin with http"),
        ("models.example/v1", "begin with http"),
        ("http:///v1", "name a host"),
        ("http://models.example:port/v1", "Port could not be cast"),
    ],
)
async def test_a_url_that_is_none_is_said_so(url: str, why: str, http: Http) -> None:
    with pytest.raises(ModelError, match=why) as caught:
        await got(http, url)
    assert caught.value.kind == "bad_request"
