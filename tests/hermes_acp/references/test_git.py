"""Changes and commits, and that a hostile repository runs nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from hermes_acp.references.kinds import Verdict
from hermes_acp.references.reference import Limits
from hermes_acp_tools.host import Completed
from hermes_acp_tools.hosts.local import LocalHost

from .conftest import Bench


@pytest.fixture
def changed(repo: Bench) -> Bench:
    repo.write("a.py", "one\n")
    repo.write("b.py", "b\n")
    repo.commit("first")
    repo.write("a.py", "one\ntwo\n")
    return repo


async def test_diff_shows_what_is_not_staged_and_staged_what_is(changed: Bench) -> None:
    changed.write("b.py", "b2\n")
    changed.git("add", "b.py")
    diff, staged = (await changed.resolve("@diff @staged")).blocks
    assert ("+two" in diff.text, "b2" in diff.text, diff.language) == (True, False, "diff")
    assert ("+two" in staged.text, "+b2" in staged.text) == (False, True)


async def test_no_changes_is_a_sentence_that_says_where_there_are_some(changed: Bench) -> None:
    assert (await changed.block("@staged")).note == "there are no staged changes; there are some behind @diff."
    changed.git("add", "-A")
    changed.commit("second")
    assert (await changed.block("@diff")).note == "there are no changes that are not staged yet."


async def test_commits_by_number_revision_and_range(changed: Bench) -> None:
    changed.commit("second")
    last, two, revision, span = (await changed.resolve("@git:1 @git:2 @git:HEAD~1 @git:HEAD~1..HEAD")).blocks
    assert ("second" in last.text, "first" in last.text) == (True, False)
    assert ("second" in two.text, "first" in two.text) == (True, True)
    assert ("second" in revision.text, "first" in revision.text) == (False, True)
    assert ("second" in span.text, "first" in span.text) == (True, False)
    assert [block.title for block in (last, two, revision)] == [
        "the last commit",
        "the last 2 commits",
        "commit HEAD~1",
    ]


async def test_the_number_of_commits_is_bounded(repo: Bench) -> None:
    for n in range(12):
        repo.write("a.py", str(n))
        repo.commit(f"number {n}")
    block = await repo.block("@git:99")
    assert (block.title, block.text.count("commit ")) == ("the last 10 commits", 10)


@pytest.mark.parametrize("value", ["nowhere", "--output=x", "-p", "HEAD:a.py", "a..nowhere"])
async def test_a_revision_that_is_none_is_a_sentence(changed: Bench, value: str) -> None:
    block = await changed.block(f"@git:{value}")
    assert block.note in {"git knows no such commit.", "a revision does not begin with a dash."}
    assert not (changed.root / "x").exists()


async def test_outside_a_repository_and_before_the_first_commit_there_are_sentences(bench: Bench) -> None:
    assert (await bench.block("@diff")).note == "this folder is not in a git repository."
    bench.git("init", "-q")
    assert (await bench.block("@git:1")).note == "git knows no such commit."


async def test_a_secret_in_a_diff_is_asked_about(repo: Bench) -> None:
    repo.write(".env", "S=1\n")
    repo.write("a.py", "x\n")
    repo.commit()
    repo.write(".env", "S=2\n")
    assert (await repo.block("@diff")).note == "you did not allow it."
    assert str(repo.root / ".env") in [use.resolved for use in repo.asked[0].paths]
    assert (await repo.block("@git:1")).note == "you did not allow it."
    repo.answer = lambda action: Verdict(True)
    assert "+S=2" in (await repo.block("@diff")).text


@pytest.mark.parametrize("key", ["filter.x.clean", "filter.x.process", "filter.x.smudge"])
async def test_a_repository_that_brings_filters_is_not_touched(changed: Bench, tmp_path: Path, key: str) -> None:
    trap = tmp_path / "sprung"
    changed.git("config", key, f"touch {trap}; cat")
    changed.write(".gitattributes", "* filter=x\n")
    block = await changed.block("@diff")
    assert block.note == (f"the repository's own git configuration would run a program ({key}), so git is not run.")
    assert not trap.exists()


async def test_a_filter_in_an_included_file_is_seen(changed: Bench, tmp_path: Path) -> None:
    changed.write("extra", '[filter "x"]\n\tclean = cat\n')
    changed.git("config", "include.path", "../extra")
    assert "would run a program (filter.x.clean)" in (await changed.block("@diff")).note


async def test_the_usual_configuration_of_large_files_is_accepted(changed: Bench) -> None:
    changed.git("config", "filter.lfs.clean", "git-lfs clean -- %f")
    assert "+two" in (await changed.block("@diff")).text


async def test_no_program_of_the_repository_runs(changed: Bench, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    script = changed.write("evil.sh", f'#!/bin/sh\necho sprung >> {trap}\ncat "$1"\n')
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv", "diff.x.command", "gpg.program",
                "core.alternateRefsCommand", "pager.diff", "pager.log", "core.editor", "core.sshCommand"):  # fmt: skip
        changed.git("config", key, str(script))
    changed.git("config", "log.showSignature", "true")
    changed.write(".gitattributes", "* diff=x\n")
    hooks = changed.root / ".git" / "hooks"
    for hook in ("post-index-change", "pre-commit"):
        (hooks / hook).write_text(script.read_text())
        (hooks / hook).chmod(0o755)
    trap.unlink(missing_ok=True)  # setting things up may have sprung it
    changed.kinds = ()
    attached = await changed.resolve("@diff @staged @git:2 @folder:.")
    assert "+two" in attached.blocks[0].text
    assert not trap.exists()


async def test_reading_leaves_no_trace_in_the_repository(changed: Bench) -> None:
    index = changed.root / ".git" / "index"
    before = index.read_bytes()
    os.utime(changed.root / "b.py", (1, 1))
    diff, _ = (await changed.resolve("@diff @git:1")).blocks
    assert index.read_bytes() == before
    assert "b.py" not in diff.text
    os.utime(changed.root / "a.py", (1, 1))
    changed.write("a.py", "one\n")
    assert (await changed.block("@diff")).note == "there are no changes that are not staged yet."


async def test_a_new_mode_is_a_change(changed: Bench) -> None:
    changed.write("a.py", "one\n")
    (changed.root / "a.py").chmod(0o755)
    assert "new mode 100755" in (await changed.block("@diff")).text


async def test_long_output_is_cut_and_says_so(changed: Bench) -> None:
    changed.limits = Limits(git_bytes=4_000)
    changed.write("a.py", "word\n" * 5_000)
    block = await changed.block("@diff")
    assert (block.state, block.note) == ("cut", "The output was longer; this is its start.")
    assert len(block.text) <= 4_000


async def test_a_submodule_is_named_and_its_own_configuration_is_not_used(changed: Bench, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    inner = tmp_path / "inner"
    changed.git("clone", "-q", str(changed.root), str(inner))
    changed.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    changed.commit("sub")
    evil = changed.root / ".git" / "modules" / "sub" / "config"
    evil.write_text(evil.read_text() + f'[core]\n\tfsmonitor = "touch {trap}; false"\n')
    changed.write("sub/a.py", "changed\n")
    changed.write("b.py", "b3\n")
    assert "+b3" in (await changed.block("@diff")).text
    assert not trap.exists()


class Hanging(LocalHost):
    """A machine on which every program takes too long."""

    async def run(
        self, argv: Sequence[str], *, cwd: str, timeout: float, limit: int, env: Mapping[str, str] | None = None
    ) -> Completed:
        raise TimeoutError


async def test_a_git_that_hangs_is_left_in_time(bench: Bench, tmp_path: Path) -> None:
    bench.host = Hanging(spill_dir=str(tmp_path))
    bench.write("a.py")
    folder, diff, symbol = (await bench.resolve("@diff @symbol:x @folder:.")).blocks
    assert diff.note == "git did not answer within 10 s."
    assert symbol.note == "the search took longer than 10 s."
    assert folder.text == "a.py"
