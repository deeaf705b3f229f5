"""The patches that version 2 shows are patches: git applies them, whatever the file is called and however it ends."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hermes_acp.servers.acp.v2.content import PATCH_LINES, patch, shown
from hermes_acp_tools.result import Diff

lines = st.text(st.sampled_from("ab\n \t"), max_size=20)


def applied(folder: Path, diff: Diff) -> str:
    """What the file holds after git has applied the patch, in a folder where it held what was there before."""
    path = Path(diff.path)
    if diff.old is not None:
        path.write_text(diff.old)
    text = patch(diff)
    assert text is not None
    strip = f"-p{len(folder.parts)}"
    subprocess.run(["git", "apply", strip, "--whitespace=nowarn", "-"], cwd=folder, input=text, text=True, check=True)
    return path.read_text()


@pytest.mark.parametrize(
    "name", ["a.txt", "a b.txt", "ä.txt", 'q"uote.txt', "back\\slash.txt", "tab\there.txt", "new\nline.txt"]
)
@pytest.mark.parametrize("old", [None, "one\ntwo\n"])
def test_git_applies_the_patch_of_a_file_of_any_name(tmp_path: Path, name: str, old: str | None) -> None:
    assert applied(tmp_path, Diff(str(tmp_path / name), old, "one\n2\n")) == "one\n2\n"


@settings(max_examples=30, deadline=None)
@given(old=lines, new=lines)
@example(old="a", new="a\n")
@example(old="a\n", new="a")
@example(old="a\nb", new="b")
def test_git_applies_the_patch_of_any_change(tmp_path_factory: pytest.TempPathFactory, old: str, new: str) -> None:
    folder = tmp_path_factory.mktemp("there")
    diff = Diff(str(folder / "a.txt"), old, new)
    if old == new:
        assert patch(diff) is None
    elif new and old:  # an empty file is another kind of change to git
        assert applied(folder, diff) == new


def test_a_patch_that_would_be_too_long_is_left_out_and_the_change_named() -> None:
    diff = Diff("/w/long.txt", "x\n" * PATCH_LINES, "y\n" * PATCH_LINES)
    change = {"operation": "modify", "path": "/w/long.txt", "fileType": "text"}
    assert shown(diff) == {"type": "diff", "changes": [change]}
