"""Servers at an address: streams that break, and certificates."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hermes_acp.mcp_client.answering import Answering
from hermes_acp.mcp_client.config import ServerConfig, Tls
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.reach import reaching
from hermes_acp.mcp_client.server import Server
from support.mcp.servers import QUICK, WAIT, words
from support.mcp.web import Web


@asynccontextmanager
async def using(web: Web, tmp_path: Path, tls: Tls | None = None) -> AsyncGenerator[Server]:
    config = ServerConfig("web", "user", "http", url=web.url, tls=tls or Tls())
    server = Server(config, reaching(config, str(tmp_path), {}, str(tmp_path)), Answering(config), QUICK)
    try:
        async with asyncio.timeout(WAIT):
            yield server
    finally:
        await server.close()


async def test_a_stream_that_breaks_is_taken_up_where_it_broke_and_the_call_is_made_once(tmp_path: Path) -> None:
    web = Web(break_offs=1)
    async with web.serving(), using(web, tmp_path) as server:
        assert words(await server.call("change", {})) == "taken up"
        assert (web.calls, web.taken_up) == (1, ["1"])


async def test_a_server_that_is_away_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    web = Web(break_offs=1, away=1)
    async with web.serving(), using(web, tmp_path) as server:
        assert words(await server.call("change", {})) == "taken up"
        assert (web.calls, web.away, web.taken_up) == (1, 0, ["1"])


async def test_an_answer_that_cannot_be_taken_up_is_lost_and_the_server_is_not(tmp_path: Path) -> None:
    web = Web(break_offs=1, resumable=False)
    async with web.serving(), using(web, tmp_path) as server:
        with pytest.raises(ServerFault, match="broke while the answer was waited for") as failure:
            await server.call("change", {})
        assert failure.value.lost
        assert words(await server.call("change", {})) == "at once"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``server.pem`` and ``client.pem``, their keys in ``server.key`` and ``client.key``; each its own authority."""
    folder = tmp_path_factory.mktemp("papers")
    for name in ("server", "client"):
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        paper = made.sign(key, hashes.SHA256())
        (folder / f"{name}.pem").write_bytes(paper.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return folder


def proving(papers: Path) -> ssl.SSLContext:
    """A server that proves who it is, and wants the same of its clients."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(papers / "client.pem"))
    context.load_cert_chain(papers / "server.pem", papers / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


async def test_certificates_are_checked_and_shown_as_the_settings_say(papers: Path, tmp_path: Path) -> None:
    web, context = Web(), await asyncio.to_thread(proving, papers)
    authority, ours = str(papers / "server.pem"), (str(papers / "client.pem"), str(papers / "client.key"))
    async with web.serving(context):
        for tls in (Tls(authorities=authority, certificate=ours), Tls(verify=False, certificate=ours)):
            async with using(web, tmp_path, tls) as server:
                assert words(await server.call("look", {})) == "at once"
        async with using(web, tmp_path, Tls(certificate=ours)) as server:
            with pytest.raises(ServerFault, match="CERTIFICATE_VERIFY_FAILED"):
                await server.connection()


async def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    web = Web()
    async with web.serving(), using(web, tmp_path, Tls(certificate=("nowhere.pem",))) as server:
        with pytest.raises(ServerFault, match=r"certificates cannot be used \(nowhere\.pem\)"):
            await server.connection()
