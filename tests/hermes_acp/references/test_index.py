"""The live index: what it lists, how it ranks, how it follows changes, and what it costs."""

from __future__ import annotations

import asyncio
import logging
import queue
import random
import shutil
import threading
import time
import tracemalloc
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.references.index import WorkspaceIndex
from hermes_acp.references.pathindex import PathIndex
from hermes_acp.references.watch import Changes, Watcher

from .conftest import Bench


@asynccontextmanager
async def indexing(bench: Bench, *, watch: bool = True) -> AsyncGenerator[WorkspaceIndex]:
    index = WorkspaceIndex(bench.host, str(bench.root), watch=watch)
    try:
        yield index
    finally:
        await index.close()


async def until(index: WorkspaceIndex, query: str, wanted: Callable[[list[str]], bool]) -> list[str]:
    """Ask until the answer is as wanted; bounded."""
    async with asyncio.timeout(10):
        while not wanted(found := await index.find(query, 20)):  # noqa: ASYNC110 - only the index can be asked
            await asyncio.sleep(0.02)
    return found


@pytest.fixture
def tree(repo: Bench) -> Bench:
    for name in ("src/app.py", "src/user/model.py", "tests/test_app.py", "docs/app.md", ".github/ci.yml"):
        repo.write(name, "x")
    repo.write(".gitignore", "*.log\nbuild/\n")
    repo.write("build/app.py", "x")
    return repo


async def test_nothing_is_watched_or_listed_before_the_first_question(tree: Bench) -> None:
    before = threading.active_count()
    async with indexing(tree):
        await asyncio.sleep(0)
        assert threading.active_count() == before


async def test_files_and_folders_are_found_and_ignored_ones_are_not(tree: Bench) -> None:
    async with indexing(tree) as index:
        assert await index.find("app", 10) == ["src/app.py", "docs/app.md", "tests/test_app.py"]
        assert await index.find("src", 1) == ["src/"]
        assert await index.find("ci", 1) == [".github/ci.yml"]
        assert await index.find("build", 10) == []


async def test_new_changed_moved_and_deleted_files_are_followed(tree: Bench) -> None:
    async with indexing(tree) as index:
        await index.find("app", 1)
        await index.settle()
        tree.write("src/user/fresh.py", "x")
        assert await until(index, "fresh", bool) == ["src/user/fresh.py"]
        (tree.root / "src/user/fresh.py").rename(tree.root / "docs/renamed.py")
        assert await until(index, "renamed", bool) == ["docs/renamed.py"]
        assert await until(index, "fresh", lambda found: not found) == []
        (tree.root / "docs/renamed.py").unlink()
        assert await until(index, "renamed", lambda found: not found) == []


async def test_whole_folders_come_and_go(tree: Bench) -> None:
    async with indexing(tree) as index:
        await index.find("app", 1)
        await index.settle()
        tree.write("brandnew/deep/thing.py", "x")
        assert await until(index, "thing", bool) == ["brandnew/deep/thing.py"]
        await index.settle()
        tree.write("brandnew/deep/second.py", "x")
        assert await until(index, "second", bool) == ["brandnew/deep/second.py"]
        (tree.root / "src/user").rename(tree.root / "src/person")
        assert await until(index, "model", lambda found: found == ["src/person/model.py"])
        shutil.rmtree(tree.root / "src/person")
        assert await until(index, "model", lambda found: not found) == []
        assert await index.find("person", 5) == []


async def test_a_new_file_that_is_ignored_stays_out_until_the_rules_change(tree: Bench) -> None:
    async with indexing(tree) as index:
        await index.find("app", 1)
        await index.settle()
        tree.write("src/trace.log", "x")
        tree.write("src/marker.py", "x")
        await until(index, "marker", bool)
        assert await index.find("trace", 5) == []
        tree.write(".gitignore", "build/\n")
        assert await until(index, "trace", bool) == ["src/trace.log"]


async def test_lost_events_lead_to_a_new_listing(tree: Bench) -> None:
    async with indexing(tree, watch=False) as index:
        await index.find("app", 1)
        await index.settle()
        tree.write("src/unseen.py", "x")
        await index.apply(Changes(lost=True))
        await index.settle()
        assert await index.find("unseen", 5) == ["src/unseen.py"]


async def test_an_overflow_of_the_kernels_queue_is_told(tree: Bench) -> None:
    told: queue.Queue[Changes] = queue.Queue()
    watcher = Watcher(str(tree.root), told.put)
    await asyncio.to_thread(watcher.start, ["src"])
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")
    assert (await asyncio.to_thread(told.get, timeout=5)).lost
    await asyncio.to_thread(watcher.stop)


async def test_closing_while_the_watch_is_being_made_leaves_nothing_behind(tree: Bench) -> None:
    for _ in range(5):
        async with indexing(tree) as index:
            await index.find("app", 1)
    assert not [thread for thread in threading.enumerate() if "Observer" in type(thread).__name__]


async def test_outside_a_repository_changes_are_followed_by_listing(bench: Bench) -> None:
    bench.write("src/a.py", "x")
    async with indexing(bench) as index:
        await index.find("a", 1)
        await index.settle()
        bench.write("src/fresh.py", "x")
        assert await until(index, "fresh", bool) == ["src/fresh.py"]


async def test_repositories_inside_the_workspace_are_listed_and_followed(repo_with_submodule: Bench) -> None:
    bench = repo_with_submodule
    bench.git("init", "-q", "clone")
    bench.write("clone/kept.py", "")
    bench.write("part/noise.log", "")
    async with indexing(bench) as index:
        assert await index.find("piece", 5) == ["part/piece.py"]
        assert await index.find("kept", 5) == ["clone/kept.py"]
        assert await index.find("part", 1) == ["part/"]
        assert await index.find("noise", 5) == []
        bench.write("part/fresh.py", "")
        bench.write("part/fresh.log", "")
        assert await until(index, "fresh", bool) == ["part/fresh.py"]


async def test_a_folder_that_is_gone_lists_nothing(bench: Bench) -> None:
    index = WorkspaceIndex(bench.host, str(bench.root / "nowhere"))
    assert await index.find("a", 5) == []
    await index.close()


async def test_touched_and_open_files_come_first(tree: Bench) -> None:
    async with indexing(tree, watch=False) as index:
        await index.find("app", 1)
        index.touch(str(tree.root / "tests/test_app.py"))
        assert (await index.find("", 1)) == ["tests/test_app.py"]
        assert (await index.find("", 1, [str(tree.root / "docs/app.md")])) == ["docs/app.md"]
        assert (await index.find("app", 1, [str(tree.root / "docs/app.md")])) == ["docs/app.md"]


async def test_all_indexes_share_one_observer_that_ends_with_the_last(tree: Bench) -> None:
    async with indexing(tree) as first:
        await first.find("app", 1)
        await first.settle()
        one = threading.active_count()
        async with indexing(tree) as second:
            await second.find("app", 1)
            await second.settle()
            tree.write("src/both.py", "x")
            await until(first, "both", bool)
            await until(second, "both", bool)
    assert one > 1
    assert not [thread for thread in threading.enumerate() if "Observer" in type(thread).__name__]


def test_exact_names_come_before_beginnings_before_pieces() -> None:
    paths = ["deep/er/user.py", "user_model.py", "super_user.py", "uxsxexr.py", "user/a.py", "deep/user"]
    index = PathIndex(paths)
    assert index.find("user", 9) == [
        "user/", "deep/user", "deep/er/user.py", "user_model.py", "super_user.py", "user/a.py", "uxsxexr.py",
    ]  # fmt: skip
    assert index.find("um", 1) == ["user_model.py"]
    assert index.find("zz", 1) == []


NAMES = st.text(st.sampled_from("abc/._\n İé"), min_size=1, max_size=8).filter(
    lambda name: not name.startswith("/") and not name.endswith("/") and "//" not in name
)


@given(st.lists(st.tuples(st.booleans(), NAMES), max_size=40), st.text("abc./", min_size=1, max_size=3))
def test_after_any_changes_it_answers_like_a_new_one(changes: list[tuple[bool, str]], query: str) -> None:
    index, files = PathIndex(["a/b.c", "c"]), {"a/b.c", "c"}
    index.warm()
    for there, name in changes:
        (index.add if there else index.remove)(name)
        (files.add if there else files.discard)(name)
    assert sorted(index.files()) == sorted(files)
    assert index.find(query, 1000) == PathIndex(files).find(query, 1000)


def many(count: int) -> list[str]:
    pick = random.Random(3)
    words = [
        "app",
        "core",
        "auth",
        "user",
        "model",
        "view",
        "test",
        "util",
        "helper",
        "service",
        "client",
        "server",
        "parser",
        "index",
        "config",
        "store",
        "main",
    ]
    folders = [
        "/".join(f"{pick.choice(words)}{pick.randrange(40)}" for _ in range(pick.randrange(2, 6)))
        for _ in range(count // 15)
    ]
    return sorted({f"{pick.choice(folders)}/{pick.choice(words)}_{pick.choice(words)}{n}.py" for n in range(count)})


def test_one_hundred_thousand_files_are_answered_in_a_blink_and_fit_in_little_memory() -> None:
    files = many(100_000)
    tracemalloc.start()
    index = PathIndex(files)
    index.warm()
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    pick = random.Random(5)
    queries = ["".join(pick.choice("aestrinocl_") for _ in range(size)) for size in (1, 2, 3, 4, 6) for _ in range(12)]
    times: list[float] = []
    for query in ["user", "app/core", "usrmdl", "cfg", "src/", *queries]:
        begun = time.thread_time()  # of this thread alone: the machine may be busy with other tests
        index.find(query, 30)
        times.append(time.thread_time() - begun)
    assert sorted(times)[int(len(times) * 0.95)] < 0.02
    assert memory < 60 * 1024 * 1024
    begun = time.thread_time()
    index.add("a/new/file.py")
    index.remove("a/new/file.py")
    assert time.thread_time() - begun < 0.005
