"""URLs taken apart."""

from __future__ import annotations

import pytest

from hermes_acp.models.net.address import Address, Url, parse


@pytest.mark.parametrize(
    ("url", "parts", "name"),
    [
        ("https://a.example", Url(Address("https", "a.example", 443), "/"), "a.example"),
        (
            "http://a.example:8080/v1/x y?q=é",
            Url(Address("http", "a.example", 8080), "/v1/x%20y?q=%C3%A9"),
            "a.example:8080",
        ),
        ("http://[::1]:80/a%2Fb", Url(Address("http", "::1", 80), "/a%2Fb"), "[::1]"),
        ("https://bücher.example/", Url(Address("https", "xn--bcher-kva.example", 443), "/"), "xn--bcher-kva.example"),
        (
            "http://[fe80::1%25eth0]:8000/v1",
            Url(Address("http", "fe80::1%eth0", 8000), "/v1"),
            "[fe80::1]:8000",
        ),
        ("http://my_llm/v1/a|b?x={y}", Url(Address("http", "my_llm", 80), "/v1/a%7Cb?x=%7By%7D"), "my_llm"),
        (
            "https://me:p%40ss@a.example/",
            Url(Address("https", "a.example", 443), "/", "Basic bWU6cEBzcw=="),
            "a.example",
        ),
    ],
)
def test_a_url_has_an_address_a_target_and_maybe_a_name(url: str, parts: Url, name: str) -> None:
    assert (parse(url), parse(url).address.name) == (parts, name)
