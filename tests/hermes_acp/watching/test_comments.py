"""Comments that ask: found in every language, told from strings and prose, and taken out without a trace."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.watching.comments import find, without

FOUND = [
    ("a.py", "x = 1\n# make it two AI!\n", "!", "make it two", 2, "x = 1\n"),
    ("a.py", "x = 1  # why one? AI?\ny = 2\n", "?", "why one?", 1, "x = 1\ny = 2\n"),
    ("a.py", "def f():\n    # AI!\n    pass", "!", "", 2, "def f():\n    pass"),
    ("a.js", "f() // log it AI!\r\ng()\r\n", "!", "log it", 1, "f()\r\ng()\r\n"),
    ("a.ts", "/* split this AI! */\nf()\n", "!", "split this", 1, "f()\n"),
    ("a.ts", "f(/* name it AI! */ 1)\n", "!", "name it", 1, "f( 1)\n"),
    ("a.java", "/**\n * Make this\n * faster AI!\n */\nint x;\n", "!", "Make this faster", 1, "int x;\n"),
    ("a.tsx", "<a>\n  {/* add a title AI! */}\n</a>\n", "!", "add a title", 2, "<a>\n</a>\n"),
    ("a.rs", "/// say more AI!\nfn f() {}\n", "!", "say more", 1, "fn f() {}\n"),
    ("a.sql", "select 1 -- use a join AI!\n", "!", "use a join", 1, "select 1\n"),
    ("a.lua", "--[[ tidy up AI! ]]\nx = 1\n", "!", "tidy up", 1, "x = 1\n"),
    ("a.html", "<p>\n<!-- translate AI! -->\n</p>\n", "!", "translate", 2, "<p>\n</p>\n"),
    ("README.md", "# Why AI?\n<!-- shorten this AI! -->\n", "!", "shorten this", 2, "# Why AI?\n"),
    ("a.el", ";; use cl-lib AI!\n(f)\n", "!", "use cl-lib", 1, "(f)\n"),
    ("a.tex", "% cite AI!\n\\x\n", "!", "cite", 1, "\\x\n"),
    ("a.ml", "(* simplify AI! *)\nlet x = 1\n", "!", "simplify", 1, "let x = 1\n"),
    ("a.vb", "x = 1 ' explain AI?\n", "?", "explain", 1, "x = 1\n"),
    ("a.f90", "x = 1 ! vectorise AI!\n", "!", "vectorise", 1, "x = 1\n"),
    ("a.hs", "{- total AI! -}\nf = 1\n", "!", "total", 1, "f = 1\n"),
    ("Makefile", "all: # build docs too AI!\n", "!", "build docs too", 1, "all:\n"),
    ("Dockerfile", "# smaller AI!\nFROM x\n", "!", "smaller", 1, "FROM x\n"),
    ("x.unknown", "## do it AI!\nrest\n", "!", "do it", 1, "rest\n"),
    ("a.j2", "{# loop AI! #}\nx\n", "!", "loop", 1, "x\n"),
    ("ü.py", "# größer machen AI!\nx = 'ü'\n", "!", "größer machen", 1, "x = 'ü'\n"),
]


@pytest.mark.parametrize(("name", "text", "mark", "words", "line", "rest"), FOUND)
def test_a_comment_is_found_and_taken_out(name: str, text: str, mark: str, words: str, line: int, rest: str) -> None:
    (comment,) = find(text, name)
    assert (comment.mark, comment.words, comment.line, without(text, comment)) == (mark, words, line, rest)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", 'print("# do it AI!")\n'),
        ("a.py", 'text = """\n# do it AI!\n"""\n'),
        ("a.py", "# AI! is a mark\n"),
        ("a.py", "# FAI!\n"),
        ("a.py", "# do it ai!\n"),
        ("a.py", "do it AI!\n"),
        ("a.js", "const s = `\n// do it AI!\n`;\n"),
        ("a.js", 'f("// do it AI!\n'),
        ("a.go", "x := http://host AI!\n"),
        ("README.md", "* ask the AI?\n# Why AI?\n"),
        ("notes.txt", "# should we use AI?\n"),
        ("a.css", "// no comment here AI!\n"),
        ("a.html", "<!-- one --> and AI! -->\n"),
    ],
)
def test_what_is_no_such_comment_is_left_alone(name: str, text: str) -> None:
    assert find(text, name) == []


def test_several_comments_are_found_in_order() -> None:
    text = "# one AI!\nx = 1 # two AI?\n# three AI!\n"
    assert [comment.key for comment in find(text, "a.py")] == [("!", "one"), ("?", "two"), ("!", "three")]


@given(st.text(st.sampled_from("AI!? #/*-<>\"'\n`{}x"), max_size=80), st.sampled_from(["a.py", "a.js", "a.md", "a.q"]))
def test_whatever_a_file_holds_taking_a_comment_out_leaves_one_less(text: str, name: str) -> None:
    for comment in find(text, name):
        rest = without(text, comment)
        assert len(rest) < len(text)
        assert text.startswith(rest[: len(text[: comment.start].rstrip()) - 1 if comment.start else 0])


def test_a_megabyte_without_and_with_marks_is_read_in_a_moment() -> None:
    begun = time.thread_time()
    assert find("some words and code();\n" * 45_000, "a.js") == []
    assert find("why AI? or what\n" * 60_000, "a.txt") == []
    assert time.thread_time() - begun < 1
