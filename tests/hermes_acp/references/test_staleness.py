"""Files that changed since they were read are named, each once a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.references.staleness import Staleness
from hermes_acp_tools.hosts.local import LocalHost


@pytest.fixture
def host(tmp_path: Path) -> LocalHost:
    return LocalHost(spill_dir=str(tmp_path))


async def read(host: LocalHost, *paths: Path) -> dict[str, str]:
    return {str(path): (await host.read_text(str(path))).digest for path in paths}


async def test_a_change_is_told_once_and_the_next_one_again(tmp_path: Path, host: LocalHost) -> None:
    path = tmp_path / "a.py"
    path.write_text("1")
    known, stale = await read(host, path), Staleness()
    assert await stale.changed(host, known, everywhere=True) == []
    path.write_text("two")
    assert await stale.changed(host, known, everywhere=True) == [str(path)]
    assert await stale.changed(host, known, everywhere=True) == []
    path.write_text("three")
    assert await stale.changed(host, known, everywhere=True) == [str(path)]


async def test_a_new_time_with_the_same_text_is_no_change_and_a_vanished_file_is_one(
    tmp_path: Path, host: LocalHost
) -> None:
    path = tmp_path / "a.py"
    path.write_text("1")
    known, stale = await read(host, path), Staleness()
    path.write_text("1")
    assert await stale.changed(host, known, everywhere=True) == []
    path.unlink()
    assert await stale.changed(host, known, everywhere=True) == [str(path)]


async def test_without_looking_everywhere_only_what_was_touched_counts(tmp_path: Path, host: LocalHost) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    for path in (one, two):
        path.write_text("a")
    known, stale = await read(host, one, two), Staleness()
    for path in (one, two):
        path.write_text("bb")
    stale.touch([str(one), "/elsewhere"])
    assert await stale.changed(host, known, everywhere=False) == [str(one)]
    assert await stale.changed(host, known, everywhere=False) == []
