"""Web pages: what is fetched, from where, and what is never reached without a word."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.references.address import is_public, parse_address
from hermes_acp.references.kinds import Unavailable, Verdict
from hermes_acp.references.page import readable
from hermes_acp.references.reference import Limits, Link

from .conftest import Bench

Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
HTML = (
    b"<html><head><title>A  page</title><style>x{}</style></head>"
    b"<body><h1>Head</h1><p>One\n two<script>evil()</script></p>"
    b"<ul><li>a<li>b</ul><pre>x\n  y</pre></body></html>"
)


def page(body: bytes = HTML, kind: str = "text/html; charset=utf-8", status: str = "200 OK", *more: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *more]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def serving(pages: dict[str, bytes], seen: list[str] | None = None) -> AsyncGenerator[int]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if seen is not None:
            seen.append(head)
        answer = pages.get(head.split()[1])
        if answer is None:
            await reader.read()  # never answers; ends when the client goes
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def open_bench(bench: Bench) -> Bench:
    bench.answer = lambda action: Verdict(True)
    return bench


async def test_a_page_becomes_its_words(open_bench: Bench) -> None:
    seen: list[str] = []
    async with serving({"/a?b=c": page()}, seen) as port:
        block = await open_bench.block(f"read @url:http://localhost:{port}/a?b=c#part.")
    assert block.title == f"A page, http://localhost:{port}/a?b=c"
    assert block.text == "# Head\n\nOne two\n\n- a\n- b\n\nx\n  y"
    assert f"Host: localhost:{port}" in seen[0]
    assert "cookie" not in seen[0].lower()


async def test_a_private_number_is_asked_about_by_itself(open_bench: Bench) -> None:
    async with serving({"/": page(b"hi", "text/plain")}) as port:
        await open_bench.block(f"@url:http://localhost:{port}/")
    asked = [action.url for action in open_bench.asked]
    assert asked[0] == f"http://localhost:{port}/"
    assert asked[1:] and set(asked[1:]) <= {f"http://127.0.0.1:{port}/", f"http://[::1]:{port}/"}


async def test_nothing_is_sent_to_a_private_number_that_was_refused(bench: Bench) -> None:
    seen: list[str] = []
    async with serving({"/": page()}, seen) as port:
        bench.answer = lambda action: Verdict("localhost" in (action.url or ""), "it is inside a private network")
        block = await bench.block(f"@url:http://localhost:{port}/")
    assert (block.note, seen) == ("it is inside a private network.", [])


async def test_a_redirect_to_another_host_is_asked_about_again(bench: Bench) -> None:
    async with serving({"/": page()}) as inner, serving({}) as other:
        del other
        hop = page(b"", "text/plain", "302 Found", f"Location: http://127.0.0.1:{inner}/")
        async with serving({"/": hop}) as port:
            bench.answer = lambda action: Verdict(f":{inner}" not in (action.url or ""), "not there")
            block = await bench.block(f"@url:http://127.0.0.1:{port}/")
    assert block.note == "not there."
    assert [action.url for action in bench.asked] == [f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{inner}/"]


async def test_redirects_are_followed_but_not_for_ever(open_bench: Bench) -> None:
    hop = page(b"", "text/plain", "301 Moved", "Location: /b")
    loop = page(b"", "text/plain", "302 Found", "Location: /loop")
    async with serving({"/a": hop, "/b": page(b"there", "text/plain"), "/loop": loop}) as port:
        first, second = (
            await open_bench.resolve("", Link(f"http://127.0.0.1:{port}/a"), Link(f"http://127.0.0.1:{port}/loop"))
        ).blocks
    assert (first.text, second.note) == ("there", "it redirects too many times.")


async def test_a_server_that_never_answers_is_left_in_time(open_bench: Bench) -> None:
    open_bench.limits = Limits(url_seconds=0.3)
    async with asyncio.timeout(10), serving({}) as port:
        block = await open_bench.block(f"@url:http://127.0.0.1:{port}/")
    assert block.note == "it did not answer within 0.3 s."


async def test_waiting_for_a_person_costs_the_page_no_time(bench: Bench) -> None:
    bench.limits = Limits(url_seconds=2)

    async def ask(action: object) -> Verdict:
        await asyncio.sleep(0)
        return Verdict(True)

    bench.guard = ask  # type: ignore[method-assign]  # a guard that answers later
    async with serving({"/": page(b"x", "text/plain")}) as port:
        assert (await bench.block(f"@url:http://127.0.0.1:{port}/")).text == "x"


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (page(b"no", "text/plain", "404 Not Found"), "the server answered 404 Not Found."),
        (page(b"\x89PNG", "image/png"), "it is not text but image/png."),
        (page(b"", "text/html"), "there is no text on it."),
        (page(b"xx", "text/plain", "200 OK", "Content-Encoding: br"),
         "it is packed in a way that was not asked for (br)."),
        (page(b"xx", "text/plain", "200 OK", "Content-Encoding: gzip"), "its body is damaged."),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nx",
         "the connection broke while it was read."),
    ],
)  # fmt: skip
async def test_an_answer_that_cannot_be_used_is_a_sentence(open_bench: Bench, answer: bytes, note: str) -> None:
    async with serving({"/": answer}) as port:
        block = await open_bench.block(f"@url:http://127.0.0.1:{port}/")
    assert block.note == note


async def test_a_closed_port_is_a_sentence(open_bench: Bench) -> None:
    async with serving({}) as port:
        pass
    assert (await open_bench.block(f"@url:http://127.0.0.1:{port}/")).note.startswith("its host could not be reached")


async def test_a_small_answer_does_not_become_a_huge_one(open_bench: Bench) -> None:
    open_bench.limits = Limits(url_bytes=10_000)
    body = gzip.compress(b"word " * 4_000_000)
    answer = page(body, "text/plain", "200 OK", "Content-Encoding: gzip")
    async with serving(
        {"/": answer, "/d": page(zlib.compress(b"small"), "text/plain", "200 OK", "Content-Encoding: deflate")}
    ) as port:
        block = await open_bench.block(f"@url:http://127.0.0.1:{port}/")
        assert (await open_bench.block(f"@url:http://127.0.0.1:{port}/d")).text == "small"
    assert (block.state, len(block.text)) == ("cut", 10_000)
    assert block.note == "The page is longer; this is its first 10.0 KB."


@pytest.mark.parametrize(
    "url",
    ["ftp://x.org/", "file:///etc/passwd", "http://a\0.b/", "http://a b/", "http://u:p@x.org/", "http://x.org\\@y.org/",
     "http://x.org:99999/", "http:///x", "http://[::1", "https://exa mple.org", "x.org", "http://a..b/", "http://%31/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(Unavailable):
        parse_address(url)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Docs.Python.org.evil", "https://docs.python.org.evil/"),
        ("http://bücher.example/ü?q=ä#x", "http://xn--bcher-kva.example/%C3%BC?q=%C3%A4"),
        ("http://x.org.:80/a%20b", "http://x.org/a%20b"),
        ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_what_is_asked_about_is_the_plain_form(url: str, plain: str) -> None:
    assert parse_address(url).url() == plain


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.215.14", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False),
        ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d70e", True),
        ("2002:7f00:1::", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_private_numbers_are_known_in_every_form(number: str, public: bool) -> None:
    assert is_public(number) is public


@given(st.text(st.sampled_from("<>/p script!-= \"'&;title\n"), max_size=200))
def test_any_markup_gives_words(markup: str) -> None:
    title, words = readable(markup, "text/html")
    assert "\n" not in title
    assert words == words.strip()
