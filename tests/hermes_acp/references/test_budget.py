"""Everything fits: the largest gives way first, by itself, and both sides are told. And no content leaves its fence."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.references.budget import OVERHEAD, Piece, fit, share
from hermes_acp.references.kinds import Found
from hermes_acp.references.outline import head_and_tail, outline
from hermes_acp.references.reference import Attached, Block
from hermes_acp.references.render import HEADING, render
from hermes_acp.references.tokens import estimate

from .conftest import Bench


def piece(name: str, text: str, language: str = "") -> Piece:
    return Piece(f"@{name}", Found(name, name, text, language, "9 KB"), estimate(text))


PROSE = "\n".join(f"{n} some words that say nothing at all" for n in range(400))
CODE = "\n".join(f"def f{n}(x):\n    y = x + {n}\n    return y * 2 + x\n\n" for n in range(200))


def test_what_fits_stays_whole() -> None:
    blocks = fit([piece("a", "one"), piece("b", "two")], 1000)
    assert [(block.text, block.state, block.note) for block in blocks] == [("one", "whole", ""), ("two", "whole", "")]


def test_the_largest_gives_way_first_and_code_keeps_its_outline() -> None:
    small, code, prose = fit([piece("s", "small"), piece("c", CODE, "python"), piece("p", PROSE)], 5500)
    assert (small.state, code.state, prose.state) == ("whole", "outline", "cut")
    assert code.text.splitlines()[:2] == ["1: def f0(x):", "6: def f1(x):"]
    assert code.note.startswith("Only its outline fits (whole: about ")
    assert prose.text.splitlines()[0].startswith("0 some")
    assert prose.text.splitlines()[-1].startswith("399 some")
    assert "lines left out …]" in prose.text


def test_what_does_not_fit_at_all_is_named_with_its_size() -> None:
    (block,) = fit([piece("p", PROSE)], 60)
    assert (block.state, block.text) == ("named", "")
    assert (
        block.note
        == f"It does not fit (about {estimate(PROSE)} tokens, 9 KB). Read what you need of it with your tools."
    )


def test_many_small_things_survive_one_large_one() -> None:
    blocks = fit([*(piece(str(n), "tiny") for n in range(20)), piece("p", PROSE)], 21 * (OVERHEAD + 4) + 60)
    assert [block.state for block in blocks] == ["whole"] * 20 + ["named"]


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=12), st.integers(0, 6000))
def test_the_whole_is_within_the_budget_as_far_as_names_allow(sizes: list[int], budget: int) -> None:
    pieces = [piece(str(n), "word\n" * size) for n, size in enumerate(sizes)]
    blocks = fit(pieces, budget)
    assert sum(block.tokens for block in blocks) <= max(0, budget - OVERHEAD * len(blocks))
    assert [block.source for block in blocks] == [one.source for one in pieces]
    assert all(block.tokens == estimate(block.text) for block in blocks)
    assert all(block.note for block in blocks if block.state != "whole")


def test_a_text_in_one_long_line_is_cut_inside_the_line() -> None:
    text, left_out = head_and_tail("word " * 10_000, 100)
    assert (left_out, text.endswith(" […]")) == (1, True)
    assert 20 <= estimate(text) <= 100


def test_an_outline_is_only_made_where_there_is_one() -> None:
    assert outline("just\nwords\n", 100) is None
    assert outline("# One\ntext\n## Two\n### Three", 100) == "1: # One\n3: ## Two\n4: ### Three"


def test_a_share_of_the_window_is_a_quarter() -> None:
    assert (share(200_000), share(None)) == (50_000, 16_000)


async def test_person_and_model_are_told_what_was_cut(bench: Bench) -> None:
    bench.write("a.txt", PROSE)
    attached = await bench.resolve("@a.txt", budget=500)
    (block,) = attached.blocks
    assert attached.notices == (f"@a.txt: {block.note}",)
    assert block.note in render(attached)


def test_estimates_are_near_what_one_tokenizer_says() -> None:
    # cl100k counts: 44, 27, 21 and 16 tokens.
    prose = (
        "The quick brown fox jumps over the lazy dog, and nobody who saw it could explain why it did so at all. " * 2
    )
    code = "def add(left: int, right: int) -> int:\n    return left + right\n"
    assert abs(estimate(prose) - 46) <= 6
    assert abs(estimate(code) - 19) <= 5
    assert estimate("") == 0


def test_estimating_ten_megabytes_takes_a_moment() -> None:
    text = "some words = 12345 (and signs);\n" * 330_000
    begun = time.thread_time()
    whole = estimate(text)
    assert time.thread_time() - begun < 0.2
    part = estimate(text[:200_000]) * len(text) / 200_000
    assert abs(whole - part) / part < 0.05


def test_rendering_marks_data_and_names_what_is_missing() -> None:
    attached = Attached(
        (
            Block("@a.py", "a.py, 1 line", "x = 1", "python"),
            Block("@b", "b", state="named", note="It does not fit."),
            Block("@c", "", state="missing", note="you did not allow it."),
        )
    )
    assert render(attached) == (
        f"{HEADING}\n\n@a.py (a.py, 1 line)\n```python\nx = 1\n```\n\n@b (b): It does not fit.\n\n"
        "@c is not attached: you did not allow it."
    )
    assert render(Attached()) == ""


@given(st.text(st.sampled_from("`~\n x\r\u2028@"), max_size=60), st.text(st.characters(), max_size=20))
def test_no_content_and_no_name_leaves_its_place(content: str, name: str) -> None:
    content += "x"
    text = render(Attached((Block(f"@{name}", name, content),)))
    part = text.removeprefix(HEADING + "\n\n")
    heading, _, rest = part.partition("\n")
    assert len((heading + "x").splitlines()) == 1
    fence = re.match(r"`{3,}", rest)
    assert fence is not None
    assert rest == f"{fence[0]}\n{content.encode('utf-8', 'replace').decode()}\n{fence[0]}"
    assert fence[0] not in content
