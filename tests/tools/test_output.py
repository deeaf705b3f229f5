"""Output made inert and small."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hermes_acp_tools import limits
from hermes_acp_tools.cleaner import Cleaner
from hermes_acp_tools.output import LIVE_CHARACTERS, Collector, Window

NOISE = st.lists(
    st.sampled_from(["text", "ä", "\n", "\r\n", "\r", "\x1b[1;31m", "\x1b]0;title\x07", "\x1bP1$r\x1b\\", "\0", "\x9b"])
)


def clean(*pieces: bytes) -> str:
    cleaner = Cleaner()
    return "".join([*(cleaner.feed(piece) for piece in pieces), cleaner.feed(b"", final=True)])


@given(NOISE, st.lists(st.integers(0, 200)))
def test_nothing_active_survives_however_the_pieces_fall(parts: list[str], cuts: list[int]) -> None:
    data = "".join(parts).encode()
    borders = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    text = clean(*(data[a:b] for a, b in pairwise(borders)))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert "\ufffd" not in text
    assert "title" not in text and "31m" not in text


def test_frames_that_overwrite_each_other_leave_the_last() -> None:
    assert clean(b"10%\r20%\r30%\r\nnext\n") == "30%\nnext\n"


def test_a_character_split_between_two_pieces_is_whole() -> None:
    assert clean("ä€".encode()[:1], "ä€".encode()[1:4], "ä€".encode()[4:]) == "ä€"


@given(st.lists(st.text(st.sampled_from("aä😀\n"), max_size=30), max_size=12))
def test_a_window_shows_head_and_tail_within_its_limits(pieces: list[str]) -> None:
    window = Window(size=50, lines=6)
    for piece in pieces:
        window.add(piece)
    whole, text = "".join(pieces), window.text()
    if not window.cut:
        assert text == whole
        return
    first, mark, last = re.split(r"\n?(\[\.\.\. .* left out \.\.\.\])\n", text)
    assert mark
    assert whole.startswith(first) and whole.endswith(last)
    assert len((first + last).encode()) <= 50 and (first + last).count("\n") <= 6


def test_short_text_is_not_cut_and_long_text_counts_what_is_gone() -> None:
    assert limits.cut_middle("short") == "short"
    text = "".join(f"{n}\n" for n in range(100))
    assert limits.cut_middle(text, lines=10) == (
        "0\n1\n2\n3\n[... 264 bytes, 90 line ends left out ...]\n94\n95\n96\n97\n98\n99\n"
    )


async def test_live_output_stops_at_its_limit_and_the_rest_is_kept(tmp_path: Path) -> None:
    live: list[str] = []
    collector = Collector(live.append, str(tmp_path / "spill"))
    for _ in range(100):
        collector.feed(b"x" * 9_999 + b"\n")
    text, path = await collector.finish()
    assert LIVE_CHARACTERS <= sum(map(len, live)) < LIVE_CHARACTERS + 100
    assert path is not None and (tmp_path / path).stat().st_size == 1_000_000
    assert path in text


async def test_output_that_cannot_be_kept_is_still_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    collector = Collector(None, str(tmp_path / "file" / "spill"))
    collector.feed(b"x" * 100_000)
    text, path = await collector.finish()
    assert path is None and "could not be kept" in text
