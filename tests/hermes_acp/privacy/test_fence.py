"""Fences around words of strangers, and what stands in them."""

from __future__ import annotations

import pytest

from hermes_acp.privacy.fence import inside, untrusted


@pytest.mark.parametrize(
    "text", ["one", "", "two\nlines", "```\nfenced\n```", "````", "Untrusted content from me\n```\n"]
)
def test_what_is_fenced_can_be_had_back(text: str) -> None:
    assert inside(untrusted(text, "the MCP server `x`")) == text


@pytest.mark.parametrize("text", ["plain", "Untrusted content from here\nand no fence", "```\ncode\n```", ""])
def test_what_is_not_fenced_stays_as_it_is(text: str) -> None:
    assert inside(text) == text
