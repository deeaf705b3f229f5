"""Kinds that stand for what lies outside the workspace: skills, memory, sessions, MCP resources, plugins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hermes_acp.references.kinds import Verdict
from hermes_acp.references.notes import MemoryKind, SkillKind
from hermes_acp.references.reference import Attached, Candidate, Picture
from hermes_acp.references.render import FOLLOW, HEADING, render
from hermes_acp.references.resources import Content, Resource, ResourceKind
from hermes_acp.references.sessions import Past, SessionKind
from hermes_acp.references.skillbook import SkillBook
from hermes_acp.references.table import KindTable
from hermes_acp_skills.catalog import Catalog
from hermes_acp_tools.action import Action

from .conftest import Bench
from .test_guard import Slow

SKILL = "---\nname: release\ndescription: How we release.\n---\nTag it, then push.\n"


@pytest.fixture
def skills(tmp_path: Path) -> SkillKind:
    folder = tmp_path / "skills" / "release"
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(SKILL)
    (folder / "notes.md").write_text("more")
    return SkillKind(lambda: SkillBook(Catalog.load(bundled=False, user_dir=tmp_path / "skills")))


async def test_a_skill_is_attached_to_be_followed_and_names_its_files(bench: Bench, skills: SkillKind) -> None:
    bench.kinds = [skills]
    bench.write("a.txt", "data")
    attached = await bench.resolve("@skill:release and @a.txt")
    skill = attached.blocks[0]
    assert (skill.title, skill.text.strip(), skill.follow) == ("the skill release", "Tag it, then push.", True)
    assert skill.note.endswith("release/notes.md.")
    text = render(attached)
    assert text.index(FOLLOW) < text.index("Tag it") < text.index(HEADING) < text.index("data\n")


async def test_an_unknown_skill_is_a_sentence_with_a_hint(bench: Bench, skills: SkillKind) -> None:
    bench.kinds = [skills]
    assert (await bench.block("@skill:releas")).note == "There is no skill 'releas'. Did you mean release?"
    assert await skills.complete("rel", 5) == [Candidate("@skill:release", "release", "How we release.")]


async def test_memory_is_all_notes_or_one_file_of_them(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "memories"
    bench.kinds = [MemoryKind(str(folder))]
    assert (await bench.block("@memory")).note == "nothing is remembered yet."
    folder.mkdir()
    (folder / "USER.md").write_text("Likes tea.\n")
    (folder / "MEMORY.md").write_text("The port is 9.\n")
    assert (await bench.block("@memory")).text == "MEMORY:\nThe port is 9.\n\nUSER:\nLikes tea."
    assert (await bench.block("@memory:user")).text == "USER:\nLikes tea."
    assert (await bench.block("@memory:other")).note == "nothing is remembered there."


class Conversations:
    """Two sessions."""

    async def latest(self) -> Sequence[Past]:
        return [Past("abcdef12", "Fix the parser"), Past("123456ab", "")]

    async def words(self, session_id: str) -> tuple[str, str] | None:
        return ("Fix the parser", "User: fix it") if session_id == "abcdef12" else None


async def test_a_session_is_its_transcript_by_its_id_or_the_beginning_of_it(bench: Bench) -> None:
    kind = SessionKind(Conversations(), current="123456ab")
    bench.kinds = [kind]
    block = await bench.block("@session:abcdef")
    assert (block.title, block.text) == ("session Fix the parser", "User: fix it")
    assert (await bench.block("@session:nothere")).note == "there is no such session."
    assert await kind.complete("pars", 5) == [Candidate("@session:abcdef12", "Fix the parser", "abcdef12")]
    assert [one.label for one in await kind.complete("", 5)] == ["Fix the parser"]


def database(content: Content | Exception) -> ResourceKind:
    async def listing() -> Sequence[Resource]:
        return [Resource("db://app/users", "Users"), Resource("db://app/a b", "")]

    async def read(uri: str) -> Content:
        if isinstance(content, Exception):
            raise content
        return content

    return ResourceKind("db", listing, read)


async def test_a_resource_of_an_mcp_server_is_asked_about_as_a_use_of_that_server(bench: Bench) -> None:
    bench.kinds = [database(Content("id, name"))]
    bench.answer = lambda action: Verdict(action.server == "db", "no")
    block = await bench.block("see @db:db://app/users, please")
    assert (block.title, block.text) == ("db://app/users of db", "id, name")
    assert bench.asked == [Action("db__resources", "mcp", server="db", origin="user")]


async def test_what_a_server_does_wrong_is_a_sentence(bench: Bench) -> None:
    bench.answer = lambda action: Verdict(True)
    bench.kinds = [database(RuntimeError("gone"))]
    assert (await bench.block("@db:db://x")).note == "it failed with RuntimeError: gone."
    bench.kinds = [database(Content())]
    assert (await bench.block("@db:db://x")).note == "there is no text in it."
    bench.kinds = [database(Content(picture=Picture("aGk=", "image/png")))]
    assert render(Attached((await bench.block("@db:db://x"),))).endswith("it is one of the images of this message.")


async def test_resources_are_proposed_by_address_and_name_and_quoted(bench: Bench) -> None:
    kind = database(Content())
    assert await kind.complete("user", 5) == [Candidate("@db:db://app/users", "db://app/users", "Users")]
    assert [one.text for one in await kind.complete("a b", 5)] == ['@db:"db://app/a b"']


def test_a_name_belongs_to_one_kind_and_ours_to_us() -> None:
    table = KindTable([Slow()])
    with pytest.raises(ValueError, match="already"):
        table.add(Slow())
    for name in ("file", "path", "memory", "two words", ""):
        kind = Slow()
        kind.name = name
        with pytest.raises(ValueError, match=r"already|behind an @"):
            table.add(kind)
    table.remove("slow")
    assert list(table) == []
