"""How an edit's passage is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp_tools.fitting import replacement
from hermes_acp_tools.matching import Match, find

SOME = st.text(st.sampled_from("ab \t\n'\u2019\\n"), max_size=40)


def apply(text: str, old: str, new: str) -> tuple[str, str]:
    match = find(text, old)
    assert match is not None and len(match.spans) == 1
    ((start, end),) = match.spans
    return match.strategy, text[:start] + replacement(text, (start, end), old, new, match.strategy) + text[end:]


@given(SOME, SOME)
def test_spans_are_inside_the_text_in_order_and_apart(text: str, old: str) -> None:
    match = find(text, old)
    if match is None:
        assert old == "" or old not in text
        return
    borders = [border for span in match.spans for border in span]
    assert borders == sorted(borders) and borders[0] >= 0 and borders[-1] <= len(text)
    assert all(start < end for start, end in match.spans)
    if match.exact:
        assert all(text[start:end] == old for start, end in match.spans)
    else:
        assert old not in text


@given(SOME, SOME.filter(bool), SOME, SOME)
def test_an_exact_passage_is_replaced_and_nothing_else(before: str, old: str, after: str, new: str) -> None:
    text = before + old + after
    match = find(text, old)
    assert match is not None and match.exact
    start, end = match.spans[0]
    assert text[:start] + replacement(text, (start, end), old, new, "exact") + text[end:] == text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "old", "new", "strategy", "result"),
    [
        ("a\nb\nc\n", "b", "x", "exact", "a\nx\nc\n"),
        ("    a()\n    b()\n", "a()  \nb()", "a()\nc()", "line-trimmed", "    a()\n    c()\n"),
        ("x =  1\ny\n", "x = 1\n", "x = 2\n", "whitespace-normalised", "x = 2\ny\n"),
        ("say(\n'x')\n", "say(\\n'x')", "say(\\n'y')", "escape-normalised", "say(\n'y')\n"),
        ("a = b;c\n", "\n\nb;\n", "d;\n", "trimmed-boundary", "a = d;c\n"),
        ("q = \u201cone\u201d, 1\n", 'q = "one", 1', 'q = "one", 2', "unicode-normalised", "q = \u201cone\u201d, 2\n"),
        (
            "def f():\n    real = 1\n    more = 2\n    return 3\n",
            "def f():\n    real = 9\n    more = 2\n    return 3\n",
            "def f():\n    return 4\n",
            "block-anchor",
            "def f():\n    return 4\n",
        ),
        (
            "start\nalpha beta gamma\nsame line\nend one\n",
            "begin\nalpha beta gamma\nsame line\nend two\n",
            "new\n",
            "context-aware",
            "new\n",
        ),
    ],
)
def test_each_strategy_finds_what_it_is_for(text: str, old: str, new: str, strategy: str, result: str) -> None:
    assert apply(text, old, new) == (strategy, result)


def test_a_passage_written_with_the_wrong_indentation_takes_on_the_right_one() -> None:
    text = "class A:\n        def f(self):\n            return 1\n\n# end\n"
    strategy, result = apply(
        text, "def f(self):\n    return 1\n", "def f(self):\n    if x:\n        return 2\n    return 1\n"
    )
    assert strategy == "line-trimmed"
    assert result == (
        "class A:\n        def f(self):\n            if x:\n                return 2\n            return 1\n\n# end\n"
    )


def test_several_places_are_all_found() -> None:
    assert find("a b a b a", "a") == Match("exact", ((0, 1), (4, 5), (8, 9)))


@pytest.mark.parametrize(("text", "old"), [("", "a"), ("a", ""), ("abc\ndef\n", "ghi\njkl\n"), ("a\n", " \n")])
def test_what_is_not_there_is_not_found(text: str, old: str) -> None:
    assert find(text, old) is None
