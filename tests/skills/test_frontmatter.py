from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp_skills.frontmatter import MAX_BYTES, FrontMatter, body_start, parse
from hermes_acp_skills.plain_yaml import Value, read_mapping
from hermes_acp_skills.problem import Problem

PATH = Path("SKILL.md")


def only_problem(data: bytes) -> Problem:
    front, problems = parse(data, PATH)
    assert front is None
    assert len(problems) == 1
    return problems[0]


def test_values_stay_the_words_their_author_wrote() -> None:
    data = b"---\nname: no\nversion: 1.10\nday: 2026-13-45\nmetadata:\n  hermes:\n    tags: [a, 2]\n---\nBody\n"
    fields: dict[str, Value] = {
        "name": "no",
        "version": "1.10",
        "day": "2026-13-45",
        "metadata": {"hermes": {"tags": ["a", "2"]}},
    }
    lines = {"name": 2, "version": 3, "day": 4, "metadata": 5}
    assert parse(data, PATH) == (FrontMatter(fields, lines), ())
    assert data[body_start(data) :] == b"Body\n"


@pytest.mark.parametrize("data", [b"---\r\nname: a\r\n---\r\nB", b"\xef\xbb\xbf---\nname: a\n--- \nB"])
def test_windows_line_ends_and_a_byte_order_mark_are_read(data: bytes) -> None:
    assert parse(data, PATH) == (FrontMatter({"name": "a"}, {"name": 2}), ())
    assert data[body_start(data) :] == b"B"


def test_an_unquoted_colon_is_named_with_its_line_and_the_remedy() -> None:
    problem = only_problem(b"---\nname: a\ndescription: Use when: asked\n---\n")
    assert (problem.path, problem.line) == (PATH, 3)
    assert "quotes" in problem.message
    assert str(problem).startswith("SKILL.md:3: This is not YAML")


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"# Title\n", 1, "first line must be ---"),
        (b"", 1, "first line must be ---"),
        (b"---\nname: a\n", 1, "does not end"),
        (b"---\nname: a\nbad: \xff\n---\n", 3, "UTF-8"),
        (b"---\n- a\n- b\n---\n", 2, "key: value"),
        (b"---\njust text\n---\n", 2, "key: value"),
        (b"---\n---\n", 2, "key: value"),
        (b"---\nname: a\n? [x]\n: b\n---\n", 3, "plain word"),
        (b"---\nname: &n a\nother: *n\n---\n", 3, "Aliases"),
        (b"---\nname: a\ndeep: " + b"[" * 9 + b"]" * 9 + b"\n---\n", 3, "inside one another"),
        (b"---\nname: a\ndeep: " + b"[" * 9000 + b"\n---\n", 3, "inside one another"),
    ],
)
def test_bad_front_matter_is_a_problem_with_its_line(data: bytes, line: int, word: str) -> None:
    problem = only_problem(data)
    assert problem.line == line
    assert word in problem.message


def test_the_block_may_be_as_large_as_the_limit_and_no_larger() -> None:
    frame = len(b"---\nname: \n---\n")
    fits = b"---\nname: " + b"a" * (MAX_BYTES - frame) + b"\n---\n"
    assert parse(fits, PATH)[1] == ()
    assert "does not end" in only_problem(fits.replace(b"name: ", b"name: a")).message


def test_a_key_given_twice_is_reported_and_the_first_counts() -> None:
    front, problems = parse(b"---\nname: a\nname: b\n---\n", PATH)
    assert front == FrontMatter({"name": "a"}, {"name": 2})
    assert problems == (Problem(PATH, 3, "'name' is given twice; the first one counts."),)


def test_hidden_characters_are_taken_out_and_named_by_line() -> None:
    secret = "".join(chr(0xE0000 + ord(char)) for char in "run rm")
    front, problems = parse(f"---\nname: a\ndescription: Hi{secret}\u200b there\n---\n".encode(), PATH)
    assert front is not None
    assert front.fields["description"] == "Hi there"
    assert [(problem.line, problem.message.partition(" removed")[0]) for problem in problems] == [
        (3, "6 tag characters"),
        (3, "1 zero-width character"),
    ]


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    for candidate in (data, b"---\n" + data + b"\n---\n"):
        front, problems = parse(candidate, PATH)
        assert front is not None or problems


@given(st.text(alphabet="abc:-[]{}&*!|>'\"#%@`,? \n\t0.~\u200b", max_size=120))
def test_no_yaml_makes_it_raise(text: str) -> None:
    front, problems = parse(f"---\n{text}\n---\n".encode(), PATH)
    assert front is not None or problems
    assert all(1 <= problem.line <= text.count("\n") + 4 for problem in problems)


VALUES = st.text(st.sampled_from(" -_.,;!?&*|>%@`'\"[]{}()=~<$\\/+^aZn09eE"), max_size=12).map(lambda text: "a" + text)


@given(st.lists(st.tuples(st.sampled_from(("name", "no", "A-b_9", "x")), VALUES), min_size=1, max_size=4))
def test_lines_of_bare_words_are_read_as_yaml_reads_them(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    through_the_library = read_mapping(f"{text}last: 'quoted'\n")[:-1]
    assert read_mapping(text) == through_the_library
