"""What goes wrong on the way, done by servers that really do it, and that no socket is left of it."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hermes_acp.errors import ModelError
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.http import Answer, Http, Limits
from hermes_acp.models.net.address import Address
from hermes_acp.models.net.connecting import connect
from hermes_acp.models.net.connection import Connection
from hermes_acp.models.net.connections import MOST_KEPT, Connections
from hermes_acp.models.net.proxies import Proxy
from hermes_acp.models.net.trouble import ProxyRefused, Unreachable
from support.tls import server_and_client
from support.wires import OK, answering, exchange, got, listening, no_tls, pass_on, request

EVENT = b"data: x\n\n"
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def at(port: int, key: str = "sk-secret") -> Endpoint:
    return Endpoint("custom", "Custom", f"http://127.0.0.1:{port}", key, ("CUSTOM_KEY",))


async def streamed(http: Http, endpoint: Endpoint, body: bytes = b"{}") -> list[str]:
    return [event async for batch in http.stream_sse(endpoint, "/x", body, "m") for event in batch]


@pytest.fixture(autouse=True)
def no_socket_is_left() -> Iterator[None]:
    """A transport that nobody closed says so when it is collected, and warnings are errors."""
    yield
    gc.collect()


@pytest.mark.parametrize("key", ["sk-secret\nx", "sk-secret\u2026", "sk\x00secret"])
async def test_a_key_no_header_can_carry_is_named_and_not_shown(key: str, http: Http) -> None:
    with pytest.raises(ModelError, match=r"The key for Custom holds a character .* Set a working CUSTOM_KEY") as caught:
        await streamed(http, at(9, key))

    assert caught.value.kind == "auth"
    assert "secret" not in repr((caught.value, caught.value.detail, caught.value.__cause__, caught.value.__context__))


async def test_a_key_is_sent_without_the_line_end_it_was_pasted_with(http: Http) -> None:
    serve, heads = answering(STREAM + b"0\r\n\r\n")
    async with listening(serve) as port:
        await streamed(http, at(port, "sk-secret\r\n"))

    assert "authorization: Bearer sk-secret\r\n" in heads[0]


async def test_an_empty_post_says_how_long_it_is(http: Http) -> None:
    serve, heads = answering(OK)
    async with listening(serve) as port:
        url = f"http://127.0.0.1:{port}/"
        await http.fetch(at(port), "POST", url, {}, seconds=5)

    assert "content-length: 0\r\n" in heads[0]


async def test_chunks_with_extensions_and_trailers_are_read_and_the_connection_stays(http: Http) -> None:
    content = b"5;x=y\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n"
    serve, heads = answering(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + content, OK)
    ports: list[object] = []

    async def noting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ports.append(writer.get_extra_info("peername"))
        await serve(reader, writer)

    async with listening(noting) as port:
        answers = [(await got(http, f"http://127.0.0.1:{port}/")).content for _ in range(2)]
        await http.aclose()

    assert (answers, len(heads), len(ports)) == ([b"hello", b"ok"], 2, 1)


async def test_an_error_that_was_read_to_its_end_leaves_the_connection_of_use() -> None:
    refusal = b"HTTP/1.1 429 Slow\r\ncontent-length: 2\r\n\r\nno"
    serve, _ = answering(refusal, STREAM + chunk(EVENT) + b"0\r\n\r\n")
    ports: list[object] = []

    async def noting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ports.append(writer.get_extra_info("peername"))
        await serve(reader, writer)

    http = Http()
    async with listening(noting) as port:
        with pytest.raises(ModelError, match="limits the rate"):
            await streamed(http, at(port))
        assert await streamed(http, at(port)) == ["x"]
        await http.aclose()

    assert len(ports) == 1


@pytest.mark.parametrize("more", [b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n", b"x"])
async def test_what_a_server_says_unasked_is_nobodys_answer(more: bytes, http: Http) -> None:
    said = asyncio.Event()
    served: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        served.append(OK)
        writer.write(OK)
        if len(served) == 1:
            await asyncio.sleep(0.02)  # the answer has been read by then: this comes on an idle connection
            writer.write(more)
            await writer.drain()
            said.set()
        await reader.read()

    async with listening(serve) as port:
        url = f"http://127.0.0.1:{port}/"
        first = await got(http, url)
        await said.wait()
        await asyncio.sleep(0.02)
        assert (first.status, (await got(http, url)).status, len(served)) == (200, 200, 2)
        await http.aclose()


async def test_bytes_behind_an_answer_make_no_second_one(http: Http) -> None:
    serve, heads = answering(OK + b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil", OK)
    async with listening(serve) as port:
        answers = [(await got(http, f"http://127.0.0.1:{port}/")).content for _ in range(2)]
        await http.aclose()

    assert (answers, len(heads)) == ([b"ok", b"ok"], 2)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", "received 5 bytes, expected 9"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "broke: illegal chunk header"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000 + b"\r\n\r\n", "Receive buffer too long"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "illegal status line"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxy", "conflicting Content-Length"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\njunk", "packing is damaged"),
        (b"", "without an answer"),
    ],
)
async def test_an_answer_that_is_none_is_said_so(answer: bytes, why: str, http: Http) -> None:
    serve, _ = answering(answer)
    async with listening(serve) as port:
        with pytest.raises(ModelError, match=why):
            await got(http, f"http://127.0.0.1:{port}/")


async def test_a_packed_answer_of_several_parts_is_unpacked_whole(http: Http) -> None:
    packed = gzip.compress(b"first ") + gzip.compress(b"x" * 3_000_000) + gzip.compress(b" last")
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n".encode()
    serve, _ = answering(head + packed)
    async with listening(serve) as port:
        answer = await got(http, f"http://127.0.0.1:{port}/")

    assert answer.content == b"first " + b"x" * 3_000_000 + b" last"


async def test_a_refusal_is_heard_also_when_the_connection_breaks_while_a_long_request_is_written(http: Http) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig")
        await writer.drain()
        writer.transport.abort()  # with much unread, so the other side is told of a reset

    async with listening(serve) as port:
        answer = await got(http, f"http://127.0.0.1:{port}/", b"x" * 30_000_000)

    assert (answer.status, answer.content) == (413, b"big")


async def test_a_server_that_reads_slowly_is_waited_for_as_long_as_it_reads() -> None:
    """All takes longer than the silence that is borne, no part does."""
    body = b"x" * 30_000_000

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        left = len(body)
        while left:
            left -= len(await reader.read(500_000))
            await asyncio.sleep(0.005)
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")  # much has been taken, but is still on its way
        writer.write(STREAM + chunk(EVENT) + b"0\r\n\r\n")

    http = Http(Limits(silence=0.6, local_silence=0.6))
    async with listening(slowly) as port:
        before = time.perf_counter()
        assert await streamed(http, at(port), body) == ["x"]
        assert time.perf_counter() - before > 0.6
    await http.aclose()


async def test_a_server_that_reads_nothing_is_left() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await over.wait()

    over = asyncio.Event()
    http = Http(Limits(silence=0.1, local_silence=0.1))
    async with listening(deaf) as port:
        with pytest.raises(ModelError, match="went silent"):
            await streamed(http, at(port), b"x" * 30_000_000)
        over.set()
    await http.aclose()


async def test_a_lively_answer_ends_when_its_time_is_over() -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(STREAM)
        while not writer.is_closing():
            writer.write(chunk(EVENT))
            await writer.drain()
            await asyncio.sleep(0.005)

    http = Http(Limits(total=0.15))
    async with listening(endless) as port:
        with pytest.raises(ModelError, match="went silent") as caught:
            await streamed(http, at(port))
    await http.aclose()

    assert caught.value.kind == "timeout"


async def test_an_error_whose_words_do_not_end_is_told() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(b'HTTP/1.1 500 Oops\r\ncontent-length: 900\r\n\r\n{"error": {"message": "out')
        await reader.read()

    http = Http(Limits(silence=0.1, local_silence=0.1))
    async with listening(half) as port:
        with pytest.raises(ModelError, match=r"failed \(status 500\)"):
            await streamed(http, at(port))
    await http.aclose()


async def test_a_reader_that_pauses_makes_the_server_wait_and_misses_nothing(http: Http) -> None:
    count, written = 400, list[int]()
    event = b"data: " + b"y" * 99_990 + b"\n\n"

    async def fast(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(STREAM)
        for number in range(count):
            writer.write(chunk(event))
            await writer.drain()
            written.append(number)
        writer.write(b"0\r\n\r\n")

    async with listening(fast) as port:
        batches = http.stream_sse(at(port), "/x", b"{}", "m")
        read = len(await anext(batches))
        await asyncio.sleep(0.2)
        while_paused = len(written)
        async for batch in batches:
            read += len(batch)

    assert while_paused < count
    assert (read, len(written)) == (count, count)


async def test_many_at_once_are_all_answered_and_as_many_stay_as_may() -> None:
    together = asyncio.Barrier(64)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        await together.wait()
        writer.write(OK)
        ended.append((await reader.read()) == b"")

    ended: list[bool] = []
    connections = Connections(5.0, no_tls)
    async with listening(serve) as port:
        address = Address("http", "127.0.0.1", port)
        async with asyncio.TaskGroup() as all_of_them:
            used = [all_of_them.create_task(exchange(connections, address, end=False)) for _ in range(64)]
        stay = sum(task.result().open for task in used)
        await connections.close()

    assert stay == MOST_KEPT


def test_what_was_kept_in_one_event_loop_is_not_used_in_the_next() -> None:
    """As of a program that runs one after the other; it left the first without closing."""
    connections = Connections(5.0, no_tls)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = Address("http", "127.0.0.1", server.getsockname()[1])

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.recv(65536)
                client.sendall(OK)

        async def once() -> Connection:
            async with asyncio.timeout(10):
                _, connection = await asyncio.gather(
                    asyncio.to_thread(serve), exchange(connections, address, end=False)
                )
            return connection

        assert asyncio.run(once()) is not asyncio.run(once())


@pytest.mark.parametrize("rounds", range(12))
async def test_whoever_stops_waiting_leaves_no_socket(rounds: int, tmp_path: Path) -> None:
    """Given up after so many rounds of the loop: while connecting, in the handshake, while sending and reading."""
    server, client = server_and_client(tmp_path)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(OK)

    http = Http(tls=client)
    async with listening(serve, server) as port:
        asking = asyncio.create_task(got(http, f"https://localhost:{port}/"))
        for _ in range(rounds):
            await asyncio.sleep(0.0015)
        asking.cancel()
        await asyncio.wait([asking])
        assert asking.cancelled() or asking.result() == Answer(200, {"content-length": "2"}, b"ok")
        await http.aclose()


async def tunnelling(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A proxy that leads to one port, whatever it is asked for."""
    await request(reader)
    there, here = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    try:
        async with asyncio.TaskGroup() as both:
            both.create_task(pass_on(reader, here))
            both.create_task(pass_on(there, writer))
    finally:
        here.close()


async def test_tls_goes_also_through_a_proxy_that_speaks_tls(tmp_path: Path) -> None:
    server, client = server_and_client(tmp_path)
    serve, _ = answering(OK)

    async def tls() -> ssl.SSLContext:
        return client

    async with listening(serve, server) as port:

        async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await tunnelling(port, reader, writer)

        async with listening(tunnel, server) as proxy:
            connections = Connections(5.0, tls)
            way = Address("https", "models.example", 443), Proxy(Address("https", "localhost", proxy))
            async with connections.lent(*way) as connection:
                await connection.ask("GET", "/", [("host", "models.example")], b"")
                assert (await connection.head()).status == 200
                assert [piece async for piece in connection.body()] == [b"ok"]
            await connections.close()


async def test_a_stranger_behind_a_proxy_is_not_believed(tmp_path: Path) -> None:
    server, _ = server_and_client(tmp_path)
    serve, _ = answering(OK)
    async with listening(serve, server) as port:

        async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await tunnelling(port, reader, writer)

        async with listening(tunnel) as proxy:
            with pytest.raises(Unreachable, match="certificate verify failed"):
                way = Address("https", "models.example", 443), Proxy(Address("http", "127.0.0.1", proxy))
                await connect(*way, await asyncio.to_thread(ssl.create_default_context))


@pytest.mark.parametrize(("said", "why"), [(b"", "ended the connection"), (b"SSH-2.0\r\n\r\n", "does not speak HTTP")])
async def test_a_proxy_that_is_none_is_said_so(said: bytes, why: str) -> None:
    serve, _ = answering(said)
    async with listening(serve) as port:
        with pytest.raises(ProxyRefused, match=why):
            way = Address("https", "models.example", 443), Proxy(Address("http", "127.0.0.1", port))
            await connect(*way, await asyncio.to_thread(ssl.create_default_context))


@pytest.mark.parametrize("ends", [True, False])
async def test_a_handshake_that_comes_to_nothing_is_told_by_its_kind(ends: bool, tls: ssl.SSLContext) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        if not ends:
            await reader.read()

    http = Http(Limits(connect=0.2), tls)
    async with listening(serve) as port:
        with pytest.raises(ModelError, match="ended in the TLS handshake" if ends else "did not accept a connection"):
            await got(http, f"https://127.0.0.1:{port}/")
    await http.aclose()


async def test_time_that_is_over_while_connecting_is_not_the_time_of_connecting(tls: ssl.SSLContext) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    http = Http(Limits(connect=5.0), tls)
    async with listening(silent) as port:
        with pytest.raises(ModelError) as caught:
            await http.fetch(at(port), "GET", f"https://127.0.0.1:{port}/", {}, seconds=0.1)
    await http.aclose()

    assert caught.value.kind == "timeout"


async def test_the_next_number_of_a_name_is_tried() -> None:
    """``localhost`` often has two, and a server listens at one."""
    serve, _ = answering(OK)
    async with listening(serve) as port:
        http = Http()
        assert (await got(http, f"http://localhost:{port}/")).content == b"ok"
        await http.aclose()


async def test_json_that_comes_in_place_of_a_stream_is_one_event(http: Http) -> None:
    content = json.dumps({"a": 1}).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n".encode()
    serve, _ = answering(head + content)
    async with listening(serve) as port:
        assert await streamed(http, at(port)) == ['{"a": 1}']
