"""What is a reference in a text, and what only looks like one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.references.parse import parse, quote

CASES = [json.loads(line) for line in Path(__file__).with_name("parse_cases.jsonl").read_text().splitlines()]
PIECES = st.sampled_from(
    [
        "@",
        "@file:",
        "@git:",
        "@url:",
        "`",
        "```",
        "\n",
        "\n\n",
        " ",
        '"',
        "'",
        "[@",
        "](file:",
        ")",
        "#L9",
        ":9-3",
        "\\ ",
        "x",
        "~~~",
        ".",
        ",",
        "日",
        "\0",
        "\ud800",
    ]
)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_text_holds_exactly_the_references_of_the_table(case: dict[str, object]) -> None:
    found = [[ref.kind, ref.value, str(ref.lines or ""), ref.raw] for ref in parse(str(case["text"]))]
    assert found == case["refs"]


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=80).map("".join)))
def test_any_text_parses_and_every_token_stands_where_it_says(text: str) -> None:
    for reference in parse(text):
        assert text[reference.start : reference.start + len(reference.raw)] == reference.raw
        assert reference.raw.startswith("@")
        assert reference.spelling or reference.kind in {"diff", "staged", "git", "memory"}


@given(st.text(st.characters(exclude_characters="\n`\"'\\", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_quoted_value_is_read_back(value: str) -> None:
    references = parse(f"see @symbol:{quote(value)} now")
    assert [reference.value for reference in references] == [value]


def test_kinds_from_outside_are_known_by_name() -> None:
    (reference,) = parse("@tickets:ab://12, please", {"tickets"})
    assert (reference.kind, reference.value, reference.tentative) == ("tickets", "ab://12", False)


def test_a_prompt_of_ten_kilobytes_parses_within_a_millisecond() -> None:
    text = ("Some words about a thing that was seen, and more of them. " * 8 + "@src/app.py:3-9 `code` ") * 21
    assert 10_000 < len(text) < 11_000
    assert _best(text) < 0.001


@pytest.mark.parametrize(
    "unit",
    [
        "@",
        "@)",
        "[@",
        '@"',
        "@`",
        "@'@\"@`",
        "`" * 7 + " ",
        "@\\ ",
        "@,x",
        ":9",
        ">",
        " ",
        "- ",
        "```\n",
        "\n\n`",
        "@a",
    ],
)
def test_time_grows_with_the_length_whatever_the_text(unit: str) -> None:
    short, long = ("@x " + unit * (n // len(unit)) + " @x" for n in (8_000, 64_000))
    assert _best(long) < 40 * max(_best(short), 0.0002)


def _best(text: str) -> float:
    best = 1.0
    for _ in range(7):
        begun = time.thread_time()
        parse(text)
        best = min(best, time.thread_time() - begun)
    return best
