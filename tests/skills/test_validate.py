from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_acp_skills.validate import validate

WriteSkill = Callable[..., Path]


def messages(folder: Path) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in validate(folder)]


def test_a_good_skill_has_no_problem(tmp_path: Path, write_skill: WriteSkill) -> None:
    body = (
        "[a](references/a.md) [web](https://example.org/x) [here](#top) [part](references/a.md#b) `[code](no)`\n"
        '[titled](<references/a.md> "A")\n```md\n[fenced](nowhere.md)\n```\n'
    )
    folder = write_skill(tmp_path, "good", body=body)
    (folder / "references").mkdir()
    (folder / "references" / "a.md").write_text("[back](../SKILL.md)\n")
    assert validate(folder) == ()


@pytest.mark.parametrize("name", ["a.b", "a_b", "a--b", "a-"])
def test_names_that_load_but_break_the_format_are_named(tmp_path: Path, name: str, write_skill: WriteSkill) -> None:
    assert messages(write_skill(tmp_path, name)) == [
        (1, f"{name!r}: only lower-case letters and digits, parted by single hyphens.")
    ]


def test_a_name_that_is_not_the_folders_is_named(tmp_path: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(tmp_path, "one").rename(tmp_path / "two")
    assert messages(folder) == [(2, "The name is 'one' and the folder 'two'; make them equal.")]


@pytest.mark.parametrize("target", ["missing.md", "../other/SKILL.md", "/etc/passwd", "references"])
def test_a_link_that_leads_to_no_file_of_the_skill_is_named_with_its_line(
    tmp_path: Path, target: str, write_skill: WriteSkill
) -> None:
    write_skill(tmp_path, "other")
    folder = write_skill(tmp_path, "linked", body=f"Text\n\nSee [it]({target}).\n")
    (folder / "references").mkdir()
    assert messages(folder) == [(7, f"The link {target!r} leads to no file of the skill.")]


def test_an_empty_or_huge_body_is_named(tmp_path: Path, write_skill: WriteSkill) -> None:
    assert messages(write_skill(tmp_path, "empty", body="\n")) == [
        (0, "The body is empty: a skill needs instructions.")
    ]
    (problem,) = validate(write_skill(tmp_path, "huge", body="line\n" * 501))
    assert (problem.severity, "501 lines" in problem.message) == ("note", True)


def test_hidden_characters_and_unreadable_files_are_named(tmp_path: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(tmp_path, "odd", body="a\u200bb\n")
    (folder / "bad.md").write_bytes(b"\xff")
    assert [(problem.path.name, problem.line) for problem in validate(folder)] == [("SKILL.md", 5), ("bad.md", 0)]


def test_a_folder_without_a_skill_is_named(tmp_path: Path) -> None:
    (problem,) = validate(tmp_path)
    assert "cannot be read" in problem.message
