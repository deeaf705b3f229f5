"""Signing in, with an issuer of the official SDK and a browser that follows every redirect."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hermes_acp.mcp_client.answering import Answering
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.faults import NeedsSignIn, ServerFault
from hermes_acp.mcp_client.http import load, opened
from hermes_acp.mcp_client.login import Paste, read_return, signing_in
from hermes_acp.mcp_client.reach import reaching
from hermes_acp.mcp_client.server import Server
from hermes_acp.mcp_client.tokens import TokenFile
from support.mcp.servers import QUICK, WAIT, until, words

PROGRAM = str(Path(__file__).parents[2] / "support" / "mcp" / "signing.py")


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def protected(seconds: int) -> Generator[ServerConfig]:
    port = free_port()
    with subprocess.Popen([sys.executable, PROGRAM, str(port), str(seconds)], stderr=subprocess.DEVNULL) as program:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with closing(socket.socket()) as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        try:
            yield ServerConfig("far", "user", "http", url=f"http://127.0.0.1:{port}/mcp")
        finally:
            program.kill()


@pytest.fixture(scope="module")
def far() -> Iterator[ServerConfig]:
    """A server whose tokens hold for an hour."""
    with protected(3600) as config:
        yield config


@asynccontextmanager
async def using(config: ServerConfig, home: Path) -> AsyncGenerator[Server]:
    server = Server(config, reaching(config, str(home), {}, str(home)), Answering(config), QUICK)
    try:
        async with asyncio.timeout(WAIT * 2):
            yield server
    finally:
        await server.close()


async def sign_in(config: ServerConfig, home: Path, *, browser: bool = True) -> str:
    """As ``hermes mcp login`` does it; returns how the server stands then."""
    await asyncio.to_thread(load)
    address = asyncio.get_running_loop().create_future()

    async def show(url: str) -> None:
        address.set_result(url)
        if browser:
            await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read())

    async def paste() -> str:
        return await asyncio.to_thread(redirected, await address)

    pasting: Paste | None = None if browser else paste
    async with signing_in(config, str(home), show, pasting) as auth:
        server = Server(config, lambda: opened(config, str(home), auth), Answering(config), QUICK)
        try:
            async with asyncio.timeout(WAIT * 2):
                await server.connection()
                return server.status.state
        finally:
            await server.close()


def facts(path: str) -> tuple[int, Any]:
    """The permissions of a file, and what it holds."""
    file = Path(path)
    return stat.S_IMODE(file.stat().st_mode), json.loads(file.read_text())


def redirected(url: str) -> str:
    """Where a browser would have been sent."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def http_error_302(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(url, timeout=10)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("no redirect")


async def test_a_server_that_wants_a_sign_in_says_so_and_opens_no_browser(
    far: ServerConfig, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with using(far, tmp_path) as server:
        with pytest.raises(ServerFault, match="hermes mcp login far"):
            await server.connection()
        await until(server, "sign_in")
    assert [record for record in caplog.records if record.exc_info] == []  # the person was told in a sentence


@pytest.mark.parametrize("browser", [True, False], ids=["by the browser", "by pasting"])
async def test_a_sign_in_reaches_a_session_that_waits_for_it(far: ServerConfig, tmp_path: Path, browser: bool) -> None:
    async with using(far, tmp_path) as server:
        server.need()
        await until(server, "sign_in")
        assert await sign_in(far, tmp_path, browser=browser) == "ready"
        assert words(await server.call("renewals", {})) == "0"
    mode, kept = await asyncio.to_thread(facts, TokenFile(str(tmp_path), far).path)
    assert mode == 0o600
    assert kept["client"]["issuer"] == far.url.removesuffix("mcp")


@pytest.mark.parametrize("left", [30, -30], ids=["before they expire", "after a pause"])
async def test_tokens_are_renewed_silently(far: ServerConfig, tmp_path: Path, left: float) -> None:
    await sign_in(far, tmp_path)
    file = TokenFile(str(tmp_path), far)
    known = await asyncio.to_thread(file.read)
    await asyncio.to_thread(file.write, replace(known, expires_at=time.time() + left))
    async with using(far, tmp_path) as server:
        first = int(words(await server.call("renewals", {})))
    renewed = await asyncio.to_thread(file.read)
    assert renewed.tokens["access_token"] != known.tokens["access_token"]
    assert renewed.expires_at is not None and renewed.expires_at > time.time() + 3000
    async with using(far, tmp_path) as server:
        assert int(words(await server.call("renewals", {}))) == first  # and not again


async def test_only_one_of_many_renews(far: ServerConfig, tmp_path: Path) -> None:
    """The issuer takes a refresh token once, so a second use would end the sign-in of all."""
    await sign_in(far, tmp_path)
    file = TokenFile(str(tmp_path), far)
    known = await asyncio.to_thread(file.read)
    async with using(far, tmp_path) as server:
        before = int(words(await server.call("renewals", {})))
    await asyncio.to_thread(file.write, replace(known, expires_at=time.time() - 1))
    async with using(far, tmp_path) as one, using(far, tmp_path) as two, using(far, tmp_path) as three:
        counts = await asyncio.gather(*(each.call("renewals", {}) for each in (one, two, three)))
    assert [words(count) for count in counts] == [str(before + 1)] * 3


async def test_a_sign_in_that_is_no_longer_good_asks_for_another(far: ServerConfig, tmp_path: Path) -> None:
    await sign_in(far, tmp_path)
    file = TokenFile(str(tmp_path), far)
    known = await asyncio.to_thread(file.read)
    bad = {**known.tokens, "access_token": "x", "refresh_token": "y"}
    await asyncio.to_thread(file.write, replace(known, tokens=bad, expires_at=0))
    async with using(far, tmp_path) as server:
        with pytest.raises(ServerFault, match="hermes mcp login far"):
            await server.connection()


def test_an_address_that_holds_no_code_says_why() -> None:
    assert read_return("http://127.0.0.1/callback?code=c&state=s&iss=i").code == "c"
    with pytest.raises(ServerFault, match=re.escape("did not come about: access_denied.")):
        read_return("/callback?error=access_denied")
    assert issubclass(NeedsSignIn, ServerFault)
