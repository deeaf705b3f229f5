"""The paths that may be meant by what people and editors write."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.references.kinds import Unavailable
from hermes_acp.references.lines import split_lines
from hermes_acp.references.spelling import from_uri, spellings
from hermes_acp_tools.host import TextFile
from hermes_acp_tools.hosts.local import LocalHost

from .conftest import Bench

posix = pytest.mark.skipif(os.name == "nt", reason="what is looked for differs by system")


@posix
@pytest.mark.parametrize(
    ("typed", "looked_for"),
    [
        ("C:\\src\\a.py", "/mnt/c/src/a.py"),
        ("d:/src/a.py", "/mnt/d/src/a.py"),
        ("\\\\wsl.localhost\\Ubuntu\\home\\me\\a.py", "/home/me/a.py"),
        ("//wsl$/Ubuntu/home/me/a.py", "/home/me/a.py"),
        ("/////wsl.localhost/Ubuntu/home/me/a.py", "/home/me/a.py"),
        ("src\\deep\\a.py", "/w/src/deep/a.py"),
        ("a.py", "/w/a.py"),
        ("other/a.py", "/second/other/a.py"),
    ],
)
def test_a_spelling_of_another_system_is_looked_for_here(typed: str, looked_for: str) -> None:
    assert looked_for in list(spellings(typed, "/w", ("/w", "/second/other")))


@pytest.mark.parametrize(
    ("uri", "path", "lines"),
    [
        ("file:///w/a.py", "/w/a.py", ""),
        ("file:///w/a%20b%23c.py#L9-L15", "/w/a b#c.py", "9-15"),
        ("file:///c%3A/src/a.py#L9", "c:/src/a.py", "9"),
        ("file:///C:/src/a.py:9:5", "C:/src/a.py", "9"),
        ("file://C:/src/a.py", "C:/src/a.py", ""),
        ("file://wsl.localhost/Ubuntu/home/a.py", "//wsl.localhost/Ubuntu/home/a.py", ""),
        ("file://wsl$/Ubuntu/home/a.py#L1:2", "//wsl$/Ubuntu/home/a.py", "1-2"),
        ("file:/w/a.py", "/w/a.py", ""),
        ("file:///w/100%.txt", "/w/100%.txt", ""),
        ("file:///w/a%ff.txt", "/w/a\udcff.txt", ""),
        ("file:///w/d%C3%A9j%C3%A0.md?symbol=x#L3", "/w/déjà.md", "3"),
        ("file:///w/a.py#L9%3A15", "/w/a.py", "9-15"),
        ("///w/a.py#9,15", "/w/a.py", "9-15"),
    ],
)
def test_a_link_gives_path_and_lines(uri: str, path: str, lines: str) -> None:
    found, range_ = from_uri(uri)
    assert (found, str(range_ or "")) == (path, lines)


@given(st.text(max_size=80), st.sampled_from(["", "file:", "file://", "file:///", "//wsl$/x/"]))
def test_any_link_gives_a_path_or_a_sentence(text: str, start: str) -> None:
    try:
        path, _ = from_uri(start + text)
    except Unavailable as problem:
        assert str(problem).startswith("it is on another machine")
    else:
        assert isinstance(list(spellings(path, "/w", ("/w",))), list)


@given(st.text(st.sampled_from("a:#L-,.1923C"), max_size=30))
def test_splitting_a_range_off_loses_nothing_before_it(value: str) -> None:
    rest, lines = split_lines(value)
    assert value.startswith(rest)
    assert (lines is None) == (rest == value)
    assert lines is None or 1 <= lines.first <= lines.last


class Swapping(LocalHost):
    """A disk on which somebody bends a folder to the outside right after a file in it was read."""

    outside: Path

    async def read_text(self, path: str) -> TextFile:
        text = await super().read_text(path)
        await asyncio.to_thread(self._bend, Path(path).parent)
        return text

    def _bend(self, folder: Path) -> None:
        folder.rename(folder.with_name("moved"))
        folder.symlink_to(self.outside)


async def test_a_path_that_was_bent_while_it_was_read_is_refused(bench: Bench, tmp_path: Path) -> None:
    host = Swapping(spill_dir=str(tmp_path))
    host.outside = tmp_path
    bench.host = host
    bench.write("src/a.py", "x")
    assert (await bench.block("@src/a.py")).note == "its path was changed while it was read."
