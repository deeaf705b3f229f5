"""What a session is called after its first prompt."""

from __future__ import annotations

import pytest

from hermes_acp.agent.titles import title_from


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Fix the build", "Fix the build"),
        ("\n\n## Fix `make` \n\nIt fails.", "Fix make"),
        ("```python\nx = 1\n```", "python"),
        ("```\n```", None),
        ("", None),
        ("/write-tests for slug/core.py", "Write tests: for slug/core.py"),
        ("/debug-a-failure  `make test` fails\nsince today", "Debug a failure: make test fails"),
        ("/review-a-change", "Review a change"),
        ("/tmp/report.txt is empty", "/tmp/report.txt is empty"),
        ("/ is full", "/ is full"),
        ("word " * 20, "word word word word word word word word word word word word …"),
    ],
)
def test_it_is_the_first_line_with_words_cut_at_a_word(prompt: str, title: str | None) -> None:
    assert title_from(prompt) == title
