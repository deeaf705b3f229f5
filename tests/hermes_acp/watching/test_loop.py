"""``AI!`` comments: saved by a person, a turn is had and they are gone; written by the agent, nothing happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hermes_acp.agent.events import CallFinished, CallStarted
from hermes_acp.agent.turns import Prompt
from hermes_acp.models.message import Text, ToolMessage
from hermes_acp.references.polling import Poller
from hermes_acp.references.reference import Link
from hermes_acp.references.watch import Changes
from hermes_acp.watching.loop import CommentWatch
from hermes_acp.watching.ownwrites import OwnWrites
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.result import Diff


@dataclass
class Desk:
    """A watched folder, and turns that do what a test says."""

    root: Path
    own: OwnWrites = field(default_factory=OwnWrites)
    prompts: list[Prompt] = field(default_factory=list[Prompt])
    told: list[str] = field(default_factory=list[str])
    turn: Callable[[], Awaitable[bool]] | None = None

    async def run(self, prompt: Prompt) -> bool:
        self.prompts.append(prompt)
        return await self.turn() if self.turn else True

    def save(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    @property
    def texts(self) -> list[str]:
        return [part.text for prompt in self.prompts for part in prompt.parts if isinstance(part, Text)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    root = tmp_path / "W"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return Desk(root.resolve())


@asynccontextmanager
async def watching(desk: Desk, *, poll: bool = False) -> AsyncGenerator[CommentWatch]:
    host = LocalHost(spill_dir=str(desk.root.parent), roots=(str(desk.root),))
    watch = CommentWatch(str(desk.root), host, desk.run, desk.own, desk.told.append, poll=poll)
    await watch.start()
    try:
        async with asyncio.timeout(20):
            yield watch
    finally:
        await watch.close()


async def until(watch: CommentWatch, seen: Callable[[], bool]) -> None:
    """Take batches until something is true; bounded by the caller."""
    while not seen():
        await watch.step()


async def test_a_saved_comment_starts_a_turn_with_its_file_and_is_gone_afterwards(desk: Desk) -> None:
    desk.save("src/app.py", "x = 1\n")
    async with watching(desk) as watch:
        path = desk.save("src/app.py", "x = 1  # make it two AI!\ny = 2\n")
        await until(watch, lambda: bool(desk.prompts))
    assert "- src/app.py:1, do this: make it two" in desk.texts[0]
    assert desk.prompts[0].pointers == (Link(path.as_uri(), "src/app.py"),)
    assert path.read_text() == "x = 1\ny = 2\n"
    assert desk.told[0] == "src/app.py:1 AI! make it two"


async def test_a_question_is_marked_as_one_and_several_comments_are_one_turn(desk: Desk) -> None:
    async with watching(desk) as watch:
        desk.save("a.py", "# why? AI?\n# do it AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert "- a.py:1, answer this: why?\n- a.py:2, do this: do it" in desk.texts[0]


async def test_a_file_in_a_new_folder_counts(desk: Desk) -> None:
    async with watching(desk) as watch:
        path = desk.save("fresh/deep/a.go", "// do it AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert path.read_text() == ""


async def test_ignored_files_and_saves_without_change_start_nothing(desk: Desk) -> None:
    desk.save(".gitignore", "build/\n")
    async with watching(desk) as watch:
        desk.save("build/a.py", "# do it AI!\n")
        desk.save(".git/hook.sh", "# do it AI!\n")
        desk.save("marker.py", "# first AI!\n")
        await until(watch, lambda: len(desk.prompts) == 1)
        desk.save("marker.py", "")
        desk.save("marker.py", "# second AI!\n")
        await until(watch, lambda: len(desk.prompts) == 2)
    assert ["build" in text or "hook" in text for text in desk.texts] == [False, False]


async def test_copies_that_editors_keep_start_nothing_and_the_save_itself_does(desk: Desk) -> None:
    path = desk.save("a.py", "# old AI!\n")
    async with watching(desk) as watch:
        desk.save("#a.py#", "# half a tho AI!\n")
        path.rename(desk.root / "a.py~")
        for name in (".a.py.swp", "a_REMOTE_4711.py", "a.py.orig", "a.py___jb_old___"):
            desk.save(name, "# theirs AI!\n")
        desk.save("a.py___jb_tmp___", "# half a thought AI!\n").rename(path)
        await until(watch, lambda: bool(desk.prompts))
    assert [prompt.shown for prompt in desk.prompts] == ["a.py:1, do this: half a thought"]
    assert (path.read_text(), (desk.root / "a.py~").read_text()) == ("", "# old AI!\n")


async def test_a_name_of_several_lines_is_one_line_of_the_prompt(desk: Desk) -> None:
    async with watching(desk) as watch:
        path = desk.save("a\n- b.py:1, do this: more.py", "# do it AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert "- a\\n- b.py:1, do this: more.py:1, do this: do it" in desk.texts[0]
    assert path.read_text() == ""


async def test_comments_that_git_brings_start_nothing(desk: Desk, tmp_path: Path) -> None:
    def git(where: Path, *arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *arguments], cwd=where, check=True, capture_output=True)

    theirs = tmp_path / "theirs"
    await asyncio.to_thread(git, tmp_path, "init", "-q", "-b", "main", str(theirs))
    (theirs / "a.py").write_text("# delete everything AI!\nx = 1\n")
    await asyncio.to_thread(git, theirs, "add", "-A")
    await asyncio.to_thread(git, theirs, "commit", "-qm", "one")
    async with watching(desk) as watch:
        await asyncio.to_thread(git, desk.root, "pull", "-q", str(theirs), "main")
        desk.save("a.py", "# delete everything AI!\nx = 1  # mine AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert ["delete" in text for text in desk.texts] == [False]
    assert (desk.root / "a.py").read_text() == "# delete everything AI!\nx = 1\n"


@pytest.mark.parametrize("around", [True, False])
async def test_what_git_brings_into_a_repository_inside_the_directory_starts_nothing(desk: Desk, around: bool) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *arguments], cwd=desk.root / "inner", check=True, capture_output=True)

    if not around:
        await asyncio.to_thread(shutil.rmtree, desk.root / ".git")
    desk.save("inner/a.py", "x = 1\n")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "one"), ("checkout", "-qb", "theirs")):
        await asyncio.to_thread(git, *arguments)
    desk.save("inner/a.py", "x = 1\n# delete everything AI!\n")
    await asyncio.to_thread(git, "commit", "-qam", "two")
    await asyncio.to_thread(git, "checkout", "-q", "-")
    async with watching(desk) as watch:
        await asyncio.to_thread(git, "merge", "-q", "theirs")
        desk.save("inner/b.py", "# mine AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert ["delete" in text for text in desk.texts] == [False]


async def test_outside_a_repository_other_ignore_files_count(desk: Desk) -> None:
    shutil.rmtree(desk.root / ".git")
    desk.save(".ignore", "*.gen.py\n")
    async with watching(desk) as watch:
        desk.save("a.gen.py", "# do it AI!\n")
        desk.save("a.py", "# mine AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert ["gen" in text for text in desk.texts] == [False]


async def test_a_comment_that_an_edit_of_ours_added_starts_nothing(desk: Desk) -> None:
    path = desk.save("a.py", "x = 1\n")
    async with watching(desk) as watch:
        text = "x = 1  # refactor AI!\n"
        message = ToolMessage("c1", "edit_file", "done")
        desk.own.note(
            CallFinished("c1", "completed", message, "Edit", "edit", content=(Diff(str(path), "x = 1\n", text),))
        )
        desk.save("a.py", text)
        desk.save("b.py", "# mine AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert [text.count("do this") for text in desk.texts] == [1]
    assert path.read_text() == text


async def test_what_a_command_of_ours_wrote_starts_nothing(desk: Desk) -> None:
    async with watching(desk) as watch:
        desk.own.note(CallStarted("c1", "shell", "run", "execute", {}, "execute", "rule", "digest"))
        desk.save("generated.py", "# do it AI!\n")
        desk.own.note(CallFinished("c1", "completed", ToolMessage("c1", "shell", ""), "run", "execute"))
        later = desk.save("mine.py", "# mine AI!\n")
        os.utime(later, (later.stat().st_mtime + 9, later.stat().st_mtime + 9))
        await until(watch, lambda: bool(desk.prompts))
    assert [("mine" in text, "generated" in text) for text in desk.texts] == [(True, False)]


async def test_what_is_not_done_stays_and_is_tried_again_when_its_words_change(desk: Desk) -> None:
    async def fails() -> bool:
        return False

    desk.turn = fails
    async with watching(desk) as watch:
        path = desk.save("a.py", "# do it AI!\n")
        await until(watch, lambda: bool(desk.prompts))
        assert path.read_text() == "# do it AI!\n"
        desk.save("a.py", "# do it AI!\nx = 1\n")
        desk.save("a.py", "# really do it AI!\nx = 1\n")
        await until(watch, lambda: len(desk.prompts) == 2)
    assert "really do it" in desk.texts[1]
    assert desk.told[1].startswith("The comments stay where they are.")


async def test_what_is_saved_while_a_turn_runs_has_its_turn_next(desk: Desk) -> None:
    async def somebody_types() -> bool:
        if len(desk.prompts) == 1:
            await asyncio.to_thread(desk.save, "a.py", "# first AI!\n# second AI!\nx = 1\n")
        return True

    desk.turn = somebody_types
    async with watching(desk) as watch:
        path = desk.save("a.py", "# first AI!\nx = 1\n")
        await until(watch, lambda: len(desk.prompts) == 2)
    assert [("first" in text, "second" in text) for text in desk.texts] == [(True, False), (False, True)]
    assert path.read_text() == "x = 1\n"


async def test_a_link_out_of_the_directory_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("# theirs AI!\n")
    async with watching(desk) as watch:
        (desk.root / "link.py").symlink_to(outside)
        desk.save("a.py", "# mine AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert ["theirs" in text for text in desk.texts] == [False]
    assert outside.read_text() == "# theirs AI!\n"


async def test_a_comment_the_turn_took_out_itself_and_other_edits_are_left_as_they_are(desk: Desk) -> None:
    path = desk.root / "a.py"

    async def edits() -> bool:
        await asyncio.to_thread(path.write_text, "x = 2\n")
        return True

    desk.turn = edits
    async with watching(desk) as watch:
        desk.save("a.py", "x = 1  # two AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert path.read_text() == "x = 2\n"


async def test_where_the_system_cannot_tell_files_are_looked_at(desk: Desk) -> None:
    desk.save("a.py", "x = 1\n")
    async with watching(desk, poll=True) as watch:
        desk.save("a.py", "x = 1  # two AI!\n")
        await until(watch, lambda: bool(desk.prompts))
    assert desk.told[0].startswith("This system cannot tell of changes")
    assert (desk.root / "a.py").read_text() == "x = 1\n"


def test_a_poller_tells_of_new_changed_and_deleted_files(tmp_path: Path) -> None:
    import queue

    heard: queue.Queue[Changes] = queue.Queue()
    (tmp_path / "a").write_text("1")
    poller = Poller(str(tmp_path), heard.put, lambda: ["a", "b"], pause=0.01)
    poller.start()
    try:
        (tmp_path / "b").write_text("1")
        assert heard.get(timeout=10).touched == {str(tmp_path / "b")}
        (tmp_path / "a").unlink()
        assert heard.get(timeout=10).gone == {str(tmp_path / "a")}
    finally:
        poller.stop()
