"""Bytes to text and back."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp_tools.host import TextFile
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import decode, digest_of, encode, newline_of

ENDINGS = st.sampled_from(["\n", "\r\n", "\r", ""])
LINES = st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8), ENDINGS))
FORMS = st.sampled_from(
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)]
)


@given(LINES, FORMS)
def test_what_is_decoded_is_encoded_to_the_same_bytes(lines: list[tuple[str, str]], form: tuple[str, bytes]) -> None:
    encoding, mark = form
    data = mark + "".join(line + end for line, end in lines).encode(encoding)
    file = decode(data, "f")
    assert encode(file.text, file) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_survive_the_round_trip(data: bytes) -> None:
    try:
        file = decode(data, "f")
    except ToolError:
        return
    assert encode(file.text, file) == data


def test_a_text_says_in_what_form_it_was() -> None:
    data = b"a\r\nb\r\n"
    assert decode(data, "f", 0o644) == TextFile("f", "a\nb\n", digest_of(data), "utf-8", False, "\r\n", 0o644)


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a", "\n"), ("a\nb", "\n"), ("a\r\nb\r\n", "\r\n"), ("a\rb", "\r"), ("a\r\nb\n", "mixed")],
)
def test_the_line_ending_in_use_is_recognised(text: str, newline: str) -> None:
    assert newline_of(text) == newline


def test_latin_1_is_read_and_written_back() -> None:
    data = "Grüße aus Köln, à bientôt\n".encode("latin-1")
    file = decode(data, "f")
    assert (file.encoding, file.text) == ("latin-1", "Grüße aus Köln, à bientôt\n")
    assert encode(file.text.replace("Köln", "Düren"), file) == "Grüße aus Düren, à bientôt\n".encode("latin-1")


@pytest.mark.parametrize("encoding", ["shift-jis", "euc-jp", "gbk", "koi8-r", "cp1251"])
def test_other_encodings_are_refused_and_never_turned_into_mojibake(encoding: str) -> None:
    text = "Привет, мир: это текст" if encoding in ("koi8-r", "cp1251") else "日本語の文字"
    with pytest.raises(ToolError, match="cannot be told safely"):
        decode(text.encode(encoding), "f")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG image, 10 bytes"),
        (b"\x7fELF\x02\0", "ELF program, 6 bytes"),
        (b"SQLite format 3\0" + bytes(4084), r"SQLite database, 4\.1 KB"),
        (b"abc\0def", "binary data, 7 bytes"),
    ],
)
def test_what_is_not_text_is_named_with_its_size(data: bytes, words: str) -> None:
    with pytest.raises(ToolError, match=words):
        decode(data, "f")


def test_a_broken_file_that_claims_an_encoding_is_refused() -> None:
    with pytest.raises(ToolError, match="utf-8"):
        decode(codecs.BOM_UTF8 + b"\xff\xfe", "f")


def test_a_character_the_encoding_cannot_hold_stops_the_write() -> None:
    with pytest.raises(ToolError, match="latin-1"):
        encode("€", decode("é".encode("latin-1") + b"tudes sont", "f"))
