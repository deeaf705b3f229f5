"""edit_file and write_file."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.result import Diff, ToolError
from support.workbench import Bench

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (b"a\r\nb\r\nc\r\n", b"a\r\nX\r\nY\r\nc\r\n"),
        (b"\xef\xbb\xbfa\nb\nc", b"\xef\xbb\xbfa\nX\nY\nc"),
        (b"a\r\nb\nc\rd", b"a\r\nX\nY\nc\rd"),
        (b"a\r\nb\r\nc\n", b"a\r\nX\r\nY\r\nc\n"),
        ("a\nb\nö".encode("utf-16"), "a\nX\nY\nö".encode("utf-16")),
        ("ä\nb\nö, or so\n".encode("latin-1"), "ä\nX\nY\nö, or so\n".encode("latin-1")),
    ],
)
async def test_every_byte_outside_the_edit_stays(at: Bench, data: bytes, after: bytes) -> None:
    (at.work / "a.txt").write_bytes(data)
    await at.do("edit_file", path="a.txt", old_text="b", new_text="X\nY")
    assert (at.work / "a.txt").read_bytes() == after


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["a", "bb", ""]), st.sampled_from(["\n", "\r\n", "\r"])), max_size=6),
    st.lists(st.tuples(st.sampled_from(["c", "dd", ""]), st.sampled_from(["\n", "\r\n", "\r"])), max_size=6),
)
async def test_edits_between_any_line_ends_leave_the_rest(
    at: Bench, head: list[tuple[str, str]], tail: list[tuple[str, str]]
) -> None:
    before, after = ("".join(map("".join, part)).encode() for part in (head, tail))
    (at.work / "a.txt").write_bytes(before + b"needle" + after)
    at.bench.read_digests.clear()
    await at.do("edit_file", path="a.txt", old_text="needle", new_text="pin")
    assert (at.work / "a.txt").read_bytes() == before + b"pin" + after


async def test_the_exact_change_is_shown_before_it_is_made(at: Bench) -> None:
    (at.work / "a.txt").write_text("one\ntwo\n")
    path = str(at.work / "a.txt")
    arguments = {"path": "a.txt", "old_text": "two", "new_text": "three"}
    prepared = await at.prepare("edit_file", **arguments)
    assert prepared.title == "Edit a.txt"
    assert prepared.content == (Diff(path, "one\ntwo\n", "one\nthree\n"),)
    use = PathUse("a.txt", path, "write", hashlib.sha256(b"one\ntwo\n").hexdigest())
    assert prepared.action == Action("edit_file", "write", (use,), arguments=arguments)
    assert (at.work / "a.txt").read_text() == "one\ntwo\n"
    result = await prepared.run()
    assert result.content == prepared.content
    assert result.text == "Edited a.txt.\n@@ -1,2 +1,2 @@\n one\n-two\n+three"
    assert (at.work / "a.txt").read_text() == "one\nthree\n"


async def test_several_places_are_an_error_with_their_lines_unless_all_are_meant(at: Bench) -> None:
    (at.work / "a.txt").write_text("x\ny\nx\n")
    with pytest.raises(ToolError, match=r"2 times \(lines 1, 3\)"):
        await at.prepare("edit_file", path="a.txt", old_text="x", new_text="z")
    result = await at.do("edit_file", path="a.txt", old_text="x", new_text="z", replace_all=True)
    assert result.data["places"] == 2
    assert (at.work / "a.txt").read_text() == "z\ny\nz\n"


@pytest.mark.parametrize(
    ("old", "new", "words"), [("x", "x", "same"), ("", "x", "write_file"), ("no", "x", "not found")]
)
async def test_an_edit_that_means_nothing_is_an_error(at: Bench, old: str, new: str, words: str) -> None:
    (at.work / "a.txt").write_text("x\n")
    with pytest.raises(ToolError, match=words):
        await at.prepare("edit_file", path="a.txt", old_text=old, new_text=new)


async def test_a_change_that_is_there_already_is_a_success_without_a_write(at: Bench) -> None:
    (at.work / "a.txt").write_text("the new line\n")
    before = (at.work / "a.txt").stat()
    result = await at.do("edit_file", path="a.txt", old_text="old line", new_text="the new line")
    assert "already" in result.text and result.content == ()
    assert (at.work / "a.txt").stat().st_mtime_ns == before.st_mtime_ns


async def test_an_approximate_match_is_reported_and_needs_a_read_file(at: Bench) -> None:
    (at.work / "a.py").write_text("def f():\n    return \u201cx\u201d\n")
    edit = {"path": "a.py", "old_text": 'return "x"', "new_text": 'return "y"'}
    with pytest.raises(ToolError, match="not read"):
        await at.prepare("edit_file", **edit)
    await at.do("read_file", path="a.py")
    result = await at.do("edit_file", **edit)
    assert "unicode-normalised" in result.text and result.data["match"] == "unicode-normalised"
    assert (at.work / "a.py").read_text() == "def f():\n    return \u201cy\u201d\n"


@pytest.mark.parametrize("tool", ["edit_file", "write_file"])
async def test_a_file_changed_since_it_was_read_is_refused(at: Bench, tool: str) -> None:
    path = at.work / "a.txt"
    path.write_text("aaa\n")
    await at.do("read_file", path="a.txt")
    times = path.stat()
    path.write_text("aab\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    more = {"old_text": "aa", "new_text": "c"} if tool == "edit_file" else {"content": "c"}
    with pytest.raises(ToolError, match="changed since you read it"):
        await at.prepare(tool, path="a.txt", **more)


@pytest.mark.parametrize("tool", ["edit_file", "write_file"])
async def test_a_file_changed_between_the_decision_and_the_write_is_left_alone(at: Bench, tool: str) -> None:
    (at.work / "a.txt").write_text("aaa\n")
    more = {"old_text": "aaa", "new_text": "c"} if tool == "edit_file" else {"content": "c"}
    prepared = await at.prepare(tool, path="a.txt", **more)
    (at.work / "a.txt").write_text("bbb\n")
    with pytest.raises(ToolError, match="changed since"):
        await prepared.run()
    assert (at.work / "a.txt").read_text() == "bbb\n"


async def test_an_edit_after_an_edit_needs_no_new_read(at: Bench) -> None:
    (at.work / "a.txt").write_text("1\n2\n")
    await at.do("read_file", path="a.txt")
    await at.do("edit_file", path="a.txt", old_text="1", new_text="one")
    await at.do("edit_file", path="a.txt", old_text="2", new_text="two")
    await at.do("write_file", path="a.txt", content="three\n")
    assert (at.work / "a.txt").read_text() == "three\n"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"\x7fELF\0\0", "日本語の文字".encode("shift-jis")])
async def test_what_is_not_text_is_not_edited(at: Bench, data: bytes) -> None:
    (at.work / "a").write_bytes(data)
    for tool, more in (("edit_file", {"old_text": "a", "new_text": "b"}), ("write_file", {"content": "b"})):
        with pytest.raises(ToolError):
            await at.prepare(tool, path="a", **more)
    assert (at.work / "a").read_bytes() == data


async def test_a_new_file_is_shown_and_created_with_its_directories(at: Bench) -> None:
    prepared = await at.prepare("write_file", path="x/y/a.txt", content="new\n")
    path = str(at.work / "x" / "y" / "a.txt")
    assert (prepared.title, prepared.content) == ("Create x/y/a.txt", (Diff(path, None, "new\n"),))
    assert not (at.work / "x").exists()
    result = await prepared.run()
    assert result.text == "Created x/y/a.txt." and result.data["created"] is True
    assert (at.work / "x" / "y" / "a.txt").read_bytes() == b"new\n"


async def test_replacing_a_file_keeps_its_form(at: Bench) -> None:
    (at.work / "a.txt").write_bytes(b"\xef\xbb\xbfold\r\n")
    (at.work / "a.txt").chmod(0o700)
    result = await at.do("write_file", path="a.txt", content="new\nlines\n")
    assert result.text == "Replaced a.txt (+2 -1 lines)."
    assert (at.work / "a.txt").read_bytes() == b"\xef\xbb\xbfnew\r\nlines\r\n"
    assert (at.work / "a.txt").stat().st_mode & 0o777 == 0o700


async def test_writing_what_is_there_changes_nothing(at: Bench) -> None:
    (at.work / "a.txt").write_text("same\n")
    assert "nothing was written" in (await at.do("write_file", path="a.txt", content="same\n")).text


async def test_a_directory_is_not_overwritten(at: Bench) -> None:
    with pytest.raises(ToolError, match="directory"):
        await at.prepare("write_file", path=".", content="x")
