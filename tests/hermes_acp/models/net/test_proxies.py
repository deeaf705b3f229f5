"""Which servers are asked through a proxy."""

from __future__ import annotations

import pytest

from hermes_acp.models.net.address import Address, parse
from hermes_acp.models.net.proxies import Proxy, proxy_for

PROXY = Proxy(Address("http", "proxy.example", 3128))


@pytest.fixture(autouse=True)
def proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")


@pytest.mark.parametrize(
    "url",
    ["http://localhost:11434/v1", "http://127.0.0.1", "http://127.8.9.1", "http://[::1]:8000", "http://llm.localhost"],
)
def test_this_machine_is_asked_directly(url: str) -> None:
    assert proxy_for(parse(url).address) is None


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("*", "https://a.example"),
        ("a.example", "https://a.example"),
        ("a.example", "https://b.a.example"),
        (".a.example", "https://b.a.example"),
        ("x, *.a.example ,y", "https://b.a.example"),
        ("A.Example", "https://a.example"),
        ("a.example:8443", "https://a.example:8443"),
        ("10.0.0.0/8", "http://10.1.2.3:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
        ("fd00::/8", "http://[fd00::1]:8000"),
        ("[fd00::1]:8000", "http://[fd00::1]:8000"),
        ("fe80::1", "http://[fe80::1%25eth0]:8000"),
    ],
)
def test_what_no_proxy_names_is_asked_directly(no_proxy: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(parse(url).address) is None


@pytest.mark.parametrize(
    ("no_proxy", "url"),
    [
        ("", "https://a.example"),
        (",", "https://a.example"),
        ("example.a", "https://a.example"),
        ("a.example", "https://ba.example"),
        ("a.example:8443", "https://a.example"),
        ("10.0.0.0/8", "http://11.1.2.3:8000"),
        ("10.0.0.0/8", "http://10.example"),
    ],
)
def test_everything_else_is_asked_through_it(no_proxy: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert proxy_for(parse(url).address) == PROXY
