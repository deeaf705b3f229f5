from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp_skills.hidden import Hidden, strip_hidden


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\nwith lines\r\n",
        "naïve — “quotes” … 日本語",
        "می\u200cخواهم",
        "👩\u200d💻 and 👍\U0001f3fd and ❤\ufe0f\u200d🔥",
        "1\ufe0f",
    ],
)
def test_ordinary_spelling_is_left_alone(text: str) -> None:
    assert strip_hidden(text) == (text, ())


@pytest.mark.parametrize(
    ("hidden", "kind"),
    [
        ("\U000e0041", "tag character"),
        ("\u200b", "zero-width character"),
        ("\u200d", "zero-width character"),
        ("\u202e", "bidirectional control"),
        ("\u2066", "bidirectional control"),
        ("\x1b", "control character"),
        ("\u00ad", "invisible filler"),
        ("\U000e0101", "variation selector"),
    ],
)
def test_each_kind_is_taken_out_and_counted_on_its_line(hidden: str, kind: str) -> None:
    assert strip_hidden(f"one\ntw{hidden}{hidden}o\n") == ("one\ntwo\n", (Hidden(2, kind, 2),))


def test_a_run_of_variation_selectors_carries_no_message() -> None:
    assert strip_hidden("a\ufe0f\ufe0e\ufe0f\ufe00") == ("a\ufe0f", (Hidden(1, "variation selector", 3),))


def test_a_byte_order_mark_at_the_start_is_dropped_in_silence() -> None:
    assert strip_hidden("\ufefftext") == ("text", ())


@given(st.text())
def test_visible_ascii_survives_and_lines_keep_their_numbers(text: str) -> None:
    clean, found = strip_hidden(text)
    assert [char for char in clean if char.isascii()] == [
        char for char in text if char.isascii() and (char.isprintable() or char in "\t\n\r")
    ]
    assert all(1 <= hidden.line <= text.count("\n") + 1 and hidden.count > 0 for hidden in found)


@given(st.text(alphabet=st.characters(min_codepoint=0xE0000, max_codepoint=0xE01EF)))
def test_no_tag_or_selector_survives_in_ascii_text(text: str) -> None:
    assert strip_hidden(f"a{text}b")[0] == "a" + "".join(c for c in text if not strip_hidden(c)[1]) + "b"
