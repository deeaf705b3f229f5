"""Where a line ends, how long it may be, and what counts as JSON."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_acp_protocol.framing import LineSplitter, LongLine, NotJson, read_json, write_json

BOM = b"\xef\xbb\xbf"


def split(*pieces: bytes, limit: int = 1000) -> list[bytes | int]:
    """Return the lines, and for a long one its limit."""
    splitter = LineSplitter(limit)
    lines = [line for piece in pieces for line in splitter.feed(piece)] + splitter.end()
    return [line.limit if isinstance(line, LongLine) else line for line in lines]


def test_lines_end_at_line_feeds_only() -> None:
    text = '{"a":"\u2028\u2029\x85\x0b\x0c"}\r\n{}\n'.encode()
    assert split(text) == ['{"a":"\u2028\u2029\x85\x0b\x0c"}\r'.encode(), b"{}"]


def test_blank_lines_are_nothing() -> None:
    assert split(b"\n\r\n  \t\n1\n\n") == [b"1"]


def test_a_byte_order_mark_is_skipped_before_the_first_object_only() -> None:
    assert split(BOM + b"1\n" + BOM + b"2\n") == [b"1", BOM + b"2"]
    assert split(BOM[:1], BOM[1:], b"1\n") == [b"1"]


def test_a_last_line_needs_no_newline() -> None:
    assert split(b"1\n2") == [b"1", b"2"]


def test_single_bytes_make_the_same_lines() -> None:
    text = '{"a":"𝄞 é"}\n{"b":2}\r\n'.encode()
    assert split(*(text[at : at + 1] for at in range(len(text)))) == split(text)


def test_a_long_line_is_told_once_when_it_crosses_the_limit() -> None:
    splitter = LineSplitter(10)
    assert splitter.feed(b"x" * 10) == []
    (long,) = splitter.feed(b"x")
    assert isinstance(long, LongLine) and long.limit == 10
    assert splitter.feed(b"x" * 1000) == []
    assert splitter.feed(b"x\n1\n") == [b"1"]


def test_a_line_of_just_the_limit_is_read() -> None:
    assert split(b"x" * 10 + b"\n", b"x" * 11 + b"\n1", limit=10) == [b"x" * 10, 10, b"1"]


def test_the_rest_of_a_long_line_takes_no_memory() -> None:
    splitter = LineSplitter(1_000_000)
    piece = b"x" * 65536
    tracemalloc.start()
    try:
        lines = [line for _ in range(3000) for line in splitter.feed(piece)]  # 200 MB
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(lines) == 1 and peak < 3_000_000


def test_a_huge_line_is_cut_in_linear_time() -> None:
    splitter = LineSplitter()
    piece = b"x" * 4096
    began = time.perf_counter()
    for _ in range(12_000):  # 50 MB
        splitter.feed(piece)
    (line,) = splitter.feed(b"\n")
    assert isinstance(line, bytes) and len(line) == 12_000 * 4096
    assert time.perf_counter() - began < 2.0  # measured: 0.03


@given(st.lists(st.binary(max_size=30), max_size=20), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_where_the_pieces_are_cut_changes_nothing(pieces: list[bytes], limit: int) -> None:
    assert split(*pieces, limit=limit) == split(b"".join(pieces), limit=limit)


@pytest.mark.parametrize(
    "line",
    [
        b'{"jsonrpc":',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"{} {}",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"01",
        b"'a'",
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        '"a"'.encode("utf-16"),
    ],
)
def test_what_is_not_one_json_value_is_a_value_too(line: bytes) -> None:
    began = time.perf_counter()
    assert isinstance(read_json(line), NotJson)
    assert time.perf_counter() - began < 0.2


def test_the_last_of_two_equal_keys_wins() -> None:
    assert read_json(b'{"method":"a","method":"b"}') == {"method": "b"}


def test_lone_surrogates_leave_as_escapes_on_one_line_of_utf8() -> None:
    value = read_json(b'{"a":"\\ud83d","b":"\\u0000\\u2028\\u2029\\n\\ud83d\\ude00"}')
    assert not isinstance(value, NotJson)
    line = write_json(value)
    assert line == '{"a":"\\ud83d","b":"\\u0000\\u2028\\u2029\\n😀"}'.encode()
    assert read_json(line) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_json_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"a": [value]})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_one_line_that_reads_the_same(value: object) -> None:
    line = write_json(value)  # type: ignore[arg-type]
    assert b"\n" not in line
    assert read_json(line) == value == json.loads(line)
