from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_acp_skills.catalog import Catalog, View
from hermes_acp_skills.problem import Problem, SkillError
from hermes_acp_skills.skill import MAX_FILE_BYTES, MAX_SKILL_BYTES, Skill

WriteSkill = Callable[..., Path]


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return tmp_path / "user"


def load(user: Path, *projects: Path) -> Catalog:
    return Catalog.load(bundled=False, user_dir=user, project_dirs=projects)


def test_a_skill_is_read_with_all_its_fields(user: Path, write_skill: WriteSkill) -> None:
    extra = (
        "license: MIT\ncompatibility: Needs git\nallowed-tools: read_file shell\nplatforms: [Linux, macos, windows]\n"
        "metadata:\n  version: 1.10\n  hermes:\n    tags: [money, tax]\n"
    )
    folder = write_skill(user, "money/tax/file-taxes", "Files\n  taxes.", extra=extra)
    skill = Skill(
        name="file-taxes",
        description="Files taxes.",
        path=folder / "SKILL.md",
        source="user",
        category="money/tax",
        license="MIT",
        compatibility="Needs git",
        metadata={"version": "1.10", "hermes": {"tags": ["money", "tax"]}},
        allowed_tools=("read_file", "shell"),
        platforms=("linux", "macos", "windows"),
    )
    catalog = load(user)
    assert (list(catalog), catalog.problems) == ([skill], ())
    assert skill.tags == ("money", "tax")


def test_nothing_there_is_an_empty_catalog(tmp_path: Path) -> None:
    catalog = load(tmp_path / "none", tmp_path / "neither")
    assert (list(catalog), catalog.problems, catalog.index(), catalog.changed()) == ([], (), "", False)


def test_project_wins_over_user_over_bundled_and_says_what_it_shadows(
    user: Path, tmp_path: Path, write_skill: WriteSkill
) -> None:
    project = tmp_path / "project"
    mine = write_skill(user, "write-tests", "Mine.")
    ours = write_skill(project, "write-tests", "Ours.")
    bundled = Catalog.load().get("write-tests")
    assert bundled is not None
    by_user = Catalog.load(user_dir=user).get("write-tests")
    assert by_user is not None
    assert (by_user.description, by_user.source, by_user.shadows) == ("Mine.", "user", bundled.path)
    catalog = Catalog.load(user_dir=user, project_dirs=[project])
    winner = catalog.get("write-tests")
    assert winner is not None
    assert (winner.description, winner.source, winner.shadows) == ("Ours.", "project", mine / "SKILL.md")
    assert catalog.problems[-1] == Problem(
        ours / "SKILL.md", 1, f"'write-tests' shadows the user skill at {mine / 'SKILL.md'}.", "note"
    )
    assert len(catalog) == len(Catalog.load())


def test_of_two_project_folders_the_later_one_wins(user: Path, tmp_path: Path, write_skill: WriteSkill) -> None:
    write_skill(tmp_path / "a", "x", "First.")
    write_skill(tmp_path / "b", "x", "Second.")
    skill = load(user, tmp_path / "a", tmp_path / "b").get("x")
    assert skill is not None
    assert skill.description == "Second."


def test_a_name_given_twice_below_one_root_keeps_the_first_and_warns(user: Path, write_skill: WriteSkill) -> None:
    first = write_skill(user, "a/same")
    second = write_skill(user, "b/same")
    catalog = load(user)
    assert [skill.folder for skill in catalog] == [first]
    assert [(p.path, p.severity) for p in catalog.problems] == [(second / "SKILL.md", "warning")]


def test_loading_reads_the_front_matter_and_the_body_only_when_asked(user: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "big", body="x" * (MAX_SKILL_BYTES + 1))
    (folder / "SKILL.md").write_bytes((folder / "SKILL.md").read_bytes() + b"\xff")
    catalog = load(user)
    assert (catalog.names(), catalog.problems) == (("big",), ())
    with pytest.raises(SkillError, match="the limit for a skill is"):
        catalog.view("big")


def test_an_edited_body_is_seen_without_loading_again(user: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "a", body="Old.\n")
    catalog = load(user)
    text = (folder / "SKILL.md").read_text().replace("Old.", "New.")
    (folder / "SKILL.md").write_text(text)
    assert catalog.view("a").text == "New.\n"


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        ("description: ''\nname: a", "needs a description"),
        ("description: d", "needs a name"),
        ("name: A B\ndescription: d", "is no name"),
        ("name: ../up\ndescription: d", "is no name"),
        (f"name: {'a' * 65}\ndescription: d", "is no name"),
        ("name: [a]\ndescription: d", "must be text"),
        ("name: a: b", "not YAML"),
    ],
)
def test_a_skill_that_cannot_be_used_is_left_out_with_a_problem_and_the_rest_lives(
    user: Path, extra: str, word: str, write_skill: WriteSkill
) -> None:
    write_skill(user, "good")
    bad = user / "bad"
    bad.mkdir()
    (bad / "SKILL.md").write_text(f"---\n{extra}\n---\n")
    catalog = load(user)
    assert catalog.names() == ("good",)
    assert any(word in problem.message and problem.path == bad / "SKILL.md" for problem in catalog.problems)


def test_what_is_merely_wrong_is_mended_and_reported(user: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "odd", "d" * 1025, extra="license: [x]\nmetadata: text\nallowed-tools: {a: b}\n")
    (folder.rename(user / "other"))
    catalog = load(user)
    skill = catalog.get("odd")
    assert skill is not None
    assert (len(skill.description), skill.license, skill.metadata, skill.allowed_tools) == (1024, "", {}, ())
    assert sorted((problem.line, problem.message.split()[0]) for problem in catalog.problems) == [
        (2, "The"),
        (3, "'description'"),
        (4, "'license'"),
        (5, "'metadata'"),
        (6, "'allowed-tools'"),
    ]


def test_a_skill_for_another_platform_is_left_out(user: Path, write_skill: WriteSkill) -> None:
    write_skill(user, "mac-only", extra="platforms: [macos]\n")
    assert Catalog([(user, "user")], platform="linux").names() == ()
    assert Catalog([(user, "user")], platform="darwin").names() == ("mac-only",)


def test_view_gives_the_body_the_files_and_then_a_file(user: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "a", body="# A\n")
    (folder / "references").mkdir()
    (folder / "references" / "b.md").write_text("B\u200b\n", encoding="utf-8")
    (folder / ".hidden").write_text("no")
    catalog = load(user)
    skill = catalog.get("a")
    assert skill is not None
    assert catalog.view("a") == View(skill, "SKILL.md", "# A\n", ("references/b.md",), ())
    hidden = Problem(folder / "references/b.md", 1, "1 zero-width character removed: hidden text is not passed on.")
    assert catalog.view("a", "references/b.md") == View(skill, "references/b.md", "B\n", (), (hidden,))


def test_hidden_characters_in_a_body_are_reported_with_the_line_of_the_file(
    user: Path, write_skill: WriteSkill
) -> None:
    write_skill(user, "a", body="fine\nbad\u202e\n")
    view = load(user).view("a")
    assert view.text == "fine\nbad\n"
    assert [problem.line for problem in view.problems] == [6]


@pytest.mark.parametrize(
    "file", ["../secret", "/etc/passwd", "x/../../secret", "..\\secret", "C:\\x", "a\0b", "", ".", "no-such", "sub"]
)
def test_a_path_that_is_no_file_of_the_skill_is_refused(user: Path, file: str, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "a")
    (folder / "sub").mkdir()
    (user / "secret").write_text("secret")
    (user / "a" / "real.md").write_text("real")
    with pytest.raises(SkillError, match=r"The skill 'a' has: real\.md"):
        load(user).view("a", file)


def test_links_are_refused_wherever_they_stand(user: Path, tmp_path: Path, write_skill: WriteSkill) -> None:
    outside = write_skill(tmp_path / "outside", "evil")
    folder = write_skill(user, "a")
    (folder / "link.md").symlink_to(outside / "SKILL.md")
    (folder / "links").symlink_to(outside)
    (user / "evil").symlink_to(outside)
    fake = user / "fake"
    fake.mkdir()
    (fake / "SKILL.md").symlink_to(outside / "SKILL.md")
    catalog = load(user)
    assert catalog.names() == ("a",)
    assert {problem.path for problem in catalog.problems} == {user / "evil", fake / "SKILL.md"}
    assert catalog.view("a").files == ()
    for file in ("link.md", "links/SKILL.md"):
        with pytest.raises(SkillError, match="links in skills are not followed"):
            catalog.view("a", file)


def test_a_pipe_is_refused_and_does_not_hold_the_reader(user: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "a")
    os.mkfifo(folder / "pipe")
    with pytest.raises(SkillError, match="not a regular file"):
        load(user).view("a", "pipe")


def test_a_large_or_binary_file_is_refused_in_words(user: Path, write_skill: WriteSkill) -> None:
    folder = write_skill(user, "a")
    (folder / "large.txt").write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    (folder / "image.png").write_bytes(b"\x89PNG\xff")
    catalog = load(user)
    with pytest.raises(SkillError, match="the limit for a skill is 1,048,576"):
        catalog.view("a", "large.txt")
    with pytest.raises(SkillError, match=r"is not text \(5 bytes\)"):
        catalog.view("a", "image.png")


def test_an_unknown_name_suggests_near_ones() -> None:
    with pytest.raises(SkillError, match="Did you mean write-tests"):
        Catalog.load().view("write-test")
    with pytest.raises(SkillError, match="List the skills"):
        Catalog.load().view("zzz")


def test_changed_notices_what_comes_goes_and_is_edited(user: Path, write_skill: WriteSkill) -> None:
    catalog = load(user)
    for change in (
        lambda: write_skill(user, "group/a"),
        lambda: write_skill(user, "group/b"),
        lambda: (user / "group/a/SKILL.md").write_text("---\nname: a\ndescription: Longer than before.\n---\n"),
        lambda: (user / "group/b/SKILL.md").unlink(),
    ):
        assert not catalog.changed()
        change()
        assert catalog.changed()
        catalog = catalog.reload()
    assert [skill.description for skill in catalog] == ["Longer than before."]


def test_a_deep_or_crowded_root_is_bounded(user: Path, write_skill: WriteSkill) -> None:
    write_skill(user, "1/2/3/in")
    write_skill(user, "1/2/3/4/out")
    for number in range(501):
        write_skill(user, f"many/s{number:03}")
    catalog = load(user)
    assert len(catalog) == 500
    assert "in" in catalog.names()
    assert "out" not in catalog.names()
    assert [problem.message for problem in catalog.problems] == ["More than 500 skills; the rest is left out."]
