"""Which families of resources an address may be of, by what of it was typed."""

from __future__ import annotations

import pytest

from hermes_acp.mcp_client.completing import begins


@pytest.mark.parametrize(
    ("family", "typed", "may"),
    [
        ("note://{name}", "note://", True),
        ("note://{name}", "note://tw", True),
        ("note://{name}", "not", False),
        ("note://{name}", "other://tw", False),
        ("note://{name}", "note://two/three", False),
        ("db://{table}/rows/{row}", "db://us", True),
        ("db://{table}/rows/{row}", "db://users/rows/1", True),
        ("db://{table}/rows/{row}", "db://users/columns/1", False),
        ("note://one", "note://one", False),
        ("find://{?words*}", "find://", False),
        ("a.c://{name}", "abc://x", False),
    ],
)
def test_an_address_may_be_of_a_family(family: str, typed: str, may: bool) -> None:
    assert begins(family, typed) is may
