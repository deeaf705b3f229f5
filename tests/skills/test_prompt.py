from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp_skills.catalog import Catalog
from hermes_acp_skills.prompt import LINE, index
from hermes_acp_skills.skill import Skill


def make(name: str, description: str = "d") -> Skill:
    return Skill(name, description, Path("SKILL.md"), "user")


def test_one_line_each_and_long_ones_cut_at_a_word() -> None:
    text = index([make("a", "Short."), make("b", "word " * 60)])
    first, second = text.split("\n")
    assert first == "- a: Short."
    assert len(second) <= LINE
    assert second.endswith("word…")


def test_when_space_is_short_every_name_stays_and_descriptions_shrink() -> None:
    skills = [make(f"skill-{number}", "many words " * 20) for number in range(10)]
    text = index(skills, 700)
    assert len(text) <= 700
    assert all(f"- {skill.name}: many" in text for skill in skills)
    assert index(skills, 110) == "\n".join(f"- {skill.name}" for skill in skills)


def test_when_not_even_names_fit_the_rest_is_counted() -> None:
    skills = [make(f"skill-{number}") for number in range(10)]
    assert index(skills, 60).split("\n") == ["- skill-0", "- skill-1", "- … and 8 more; search for them"]


@given(st.lists(st.text("ab ", min_size=1, max_size=300), max_size=30), st.integers(40, 3000))
def test_the_budget_holds(descriptions: list[str], budget: int) -> None:
    text = index([make(f"s{number}", words) for number, words in enumerate(descriptions)], budget)
    assert len(text) <= budget


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("why does my test hang", "debug-a-failure"),
        ("the build is failing since yesterday", "debug-a-failure"),
        ("commit my work", "git-and-commits"),
        ("rename a function everywhere", "refactor-safely"),
        ("please review my pull request", "review-a-change"),
        ("onboarding to this project", "explain-a-codebase"),
        ("add coverage tests for the parser", "write-tests"),
        ("connect our database through mcp", "write-an-mcp-server"),
        ("improve a skill", "write-a-skill"),
    ],
)
def test_search_finds_the_skill_for_a_request(request_: str, name: str) -> None:
    assert name in [skill.name for skill in Catalog.load().search(request_, 2)]


def test_search_finds_nothing_for_nothing() -> None:
    assert Catalog.load().search("") == ()
    assert Catalog.load().search("zebra") == ()


def test_importing_the_package_and_its_catalog_imports_nothing_heavy() -> None:
    code = (
        "import sys, hermes_acp_skills\n"
        "assert not [m for m in sys.modules if m.startswith('hermes_acp_skills.')]\n"
        "import hermes_acp_skills.catalog, hermes_acp_skills.validate\n"
        "print([m for m in ('yaml', 'pydantic', 'asyncio', 'hermes_acp', 'hermes_acp_tools') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "[]\n"
