"""What git ignores, asked of a process that stays."""

from __future__ import annotations

import asyncio

from hermes_acp.references.ignored import AT_ONCE, Ignored

from .conftest import Bench


async def test_ignored_paths_are_told_from_the_rest_however_many_they_are(repo: Bench) -> None:
    repo.write(".gitignore", "*.log\n!keep.log\nbuild/\n")
    repo.write("build/x", "")
    ignored = Ignored(str(repo.root))
    many = {f"{n}.log" for n in range(2 * AT_ONCE)}
    try:
        async with asyncio.timeout(20):
            assert await ignored.among({"keep.log", "a.py", "build/x", "ü.log", *many}) == {"build/x", "ü.log", *many}
            assert await ignored.among(["b.log", "b.py", ":odd.log", ":(top)x"]) == {"b.log", ":odd.log"}
    finally:
        await ignored.forget()


async def test_changed_rules_count_once_they_are_forgotten(repo: Bench) -> None:
    ignored = Ignored(str(repo.root))
    try:
        assert await ignored.among(["a.log"]) == set()
        repo.write(".gitignore", "*.log\n")
        await ignored.forget()
        assert await ignored.among(["a.log"]) == {"a.log"}
    finally:
        await ignored.forget()


async def test_outside_a_repository_nobody_can_say(bench: Bench) -> None:
    assert await Ignored(str(bench.root)).among(["a.log"]) is None


async def test_a_repository_inside_another_has_rules_of_its_own(repo: Bench) -> None:
    repo.write(".gitignore", "vendor/\n")
    for inner in ("part", "vendor/part"):
        repo.git("init", "-q", inner)
    repo.write("part/.gitignore", "*.log\n")
    ignored = Ignored(str(repo.root))
    try:
        async with asyncio.timeout(20):
            asked = {"a.log", "part/a.log", "part/deep/a.log", "part/a.py", "vendor/part/a.py"}
            assert await ignored.among(asked) == {"part/a.log", "part/deep/a.log", "vendor/part/a.py"}
    finally:
        await ignored.forget()


async def test_a_submodule_is_asked_for_what_lies_in_it(repo_with_submodule: Bench) -> None:
    ignored = Ignored(str(repo_with_submodule.root))
    try:
        async with asyncio.timeout(20):
            assert await ignored.among({"a.log", "part/a.log", "part/a.py"}) == {"part/a.log"}
    finally:
        await ignored.forget()
