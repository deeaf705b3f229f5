"""Secrets in text that comes in pieces."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.privacy.secrets import Redactor
from hermes_acp.privacy.stream import LONGEST_HELD, StreamRedactor

KEY = "ghp_" + "aB3" * 12
PASSWORD = "correct-Horse7"
BLOCK = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA7\n" * 300 + "-----END RSA PRIVATE KEY-----\n"
KNOWN = "tropical-Fish9"
TEXT = (
    f"building…\nusing {KEY} for it\nDB_PASSWORD={PASSWORD}\nAuthorization: Bearer {KEY}x1\n{KNOWN} and\t{KNOWN}\n"
    f'"password" : "{PASSWORD}"\nhttps://me:{PASSWORD}@host/x\n....F..s. 50% done\nend {KEY}'
)


def pieces(text: str, cuts: list[int]) -> list[str]:
    """The text cut at these places."""
    places = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[one:two] for one, two in itertools.pairwise(places)]


def streamed(parts: list[str]) -> tuple[str, Redactor]:
    redactor = Redactor([KNOWN])
    stream = StreamRedactor(redactor)
    shown = [stream.feed(part) for part in parts]
    return "".join([*shown, stream.feed("", final=True)]), redactor


@given(st.lists(st.integers(min_value=0, max_value=len(TEXT)), max_size=12))
def test_however_text_is_cut_it_is_masked_like_the_whole(cuts: list[int]) -> None:
    shown, redactor = streamed(pieces(TEXT, cuts))
    assert shown == redactor.redact(TEXT)
    assert KEY not in shown and PASSWORD not in shown and KNOWN not in shown


def test_one_character_at_a_time_is_masked_like_the_whole() -> None:
    shown, redactor = streamed(list(TEXT))
    assert shown == redactor.redact(TEXT)


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 10_000])
def test_no_line_of_a_private_key_is_shown(size: int) -> None:
    text = f"before\n{BLOCK}after\n"
    shown, _ = streamed([text[at : at + size] for at in range(0, len(text), size)])
    assert "MII" not in shown
    pattern = (
        r"before\n-----BEGIN RSA PRIVATE KEY-----\[redacted-privatekey-\w{8}\]-----END RSA PRIVATE KEY-----\nafter\n"
    )
    assert re.fullmatch(pattern, shown)


def test_a_private_key_that_never_ends_is_never_shown() -> None:
    shown, _ = streamed([BLOCK[:2000], "more\n" * 50_000])
    assert "MII" not in shown and "more" not in shown


def test_text_that_can_be_no_secret_is_shown_at_once() -> None:
    stream = StreamRedactor(Redactor())
    assert stream.feed("line one\nline two is ") == "line one\nline two is "
    assert stream.feed("going on") == "going "
    assert stream.feed(" 100%\r") == "on 100%\r"


def test_a_word_without_end_is_not_held_for_ever() -> None:
    stream = StreamRedactor(Redactor())
    assert stream.feed("x" * (LONGEST_HELD + 1)) == "x" * (LONGEST_HELD + 1)
