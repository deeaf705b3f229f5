"""What is proposed behind an ``@``, and that choosing it points at the thing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hermes_acp.references.builtin import built_in
from hermes_acp.references.completion import Completer
from hermes_acp.references.parse import parse
from hermes_acp.references.reference import Candidate

from .conftest import Bench
from .test_guard import Slow


@pytest.fixture
def completer(repo: Bench) -> Completer:
    for name in ("src/app.py", "src/a b.txt", "git.md", "notes, old.md", "dir/x.py"):
        repo.write(name, "here")
    root = str(repo.root)
    return Completer(repo.host, (root,), (*built_in(repo.host, root), Slow()), watch=False)


@pytest.fixture
async def closing(completer: Completer) -> AsyncIterator[Completer]:
    yield completer
    await completer.close()


async def test_an_empty_prefix_proposes_the_kinds_and_files(closing: Completer) -> None:
    texts = [candidate.text for candidate in await closing.complete("", 40)]
    assert texts[:8] == ["@file:", "@folder:", "@diff", "@staged", "@git:", "@url:", "@symbol:", "@slow:"]
    assert "@git.md" in texts


async def test_letters_propose_files_and_kinds_that_begin_so(closing: Completer) -> None:
    assert await closing.complete("gi", 3) == [
        Candidate("@git.md", "git.md"),
        Candidate("@git:", "git:", "the last commits (git:3), or one (git:revision)"),
    ]


async def test_a_kind_proposes_its_own_values(closing: Completer) -> None:
    assert await closing.complete("slow:") == [Candidate("@slow:one", "one")]
    assert [one.text for one in await closing.complete("git:1")] == ["@git:1", "@git:10"]
    assert [one.text for one in await closing.complete("folder:s")] == ["@folder:src/"]
    assert [one.text for one in await closing.complete("file:app")] == ["@file:src/app.py"]


async def test_what_is_proposed_is_read_back_and_found(closing: Completer, repo: Bench) -> None:
    for prefix in ("a b", "notes", "app", "file:a b"):
        best = (await closing.complete(prefix, 1))[0]
        (reference,) = parse(f"see {best.text}, please")
        assert reference.raw == best.text
        assert (await repo.block(f"see {best.text}, please")).text == "here"


async def test_paths_of_a_second_root_are_written_whole(repo: Bench) -> None:
    repo.write("one/a.py", "x")
    path = repo.write("two/other.py", "x")
    roots = (str(repo.root / "one"), str(repo.root / "two"))
    completer = Completer(repo.host, roots, built_in(repo.host, roots[0]), watch=False)
    assert [one.text for one in await completer.complete("other", 1)] == [f"@{path}"]
    await completer.close()
