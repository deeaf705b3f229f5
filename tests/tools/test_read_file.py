"""read_file."""

from __future__ import annotations

import base64
import os

import pytest

from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.result import ImageContent, Location, ToolError, ToolResult
from support.workbench import Bench

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


async def test_a_file_is_given_with_line_numbers(at: Bench) -> None:
    (at.work / "a.txt").write_bytes(b"one\r\ntwo\r\n\r\nfour")
    path = str(at.work / "a.txt")
    prepared = await at.prepare("read_file", path="a.txt")
    assert prepared.title == "Read a.txt"
    assert prepared.action == Action(
        "read_file", "read", (PathUse("a.txt", path, "read"),), arguments={"path": "a.txt"}
    )
    assert await prepared.run() == ToolResult(
        "1|one\n2|two\n3|\n4|four",
        locations=(Location(path, 1),),
        data={"path": path, "lines": 4, "first": 1, "last": 4},
    )
    assert at.bench.read_digests == {path: (await at.bench.host.read_text(path)).digest}


async def test_a_page_says_where_to_continue(at: Bench) -> None:
    (at.work / "a.txt").write_text("".join(f"line {n}\n" for n in range(1, 11)))
    result = await at.do("read_file", path="a.txt", offset=3, limit=2)
    assert result.text == "3|line 3\n4|line 4\n[lines 3-4 of 10; continue with offset=5]"
    with pytest.raises(ToolError, match="10 lines"):
        await at.do("read_file", path="a.txt", offset=11)


async def test_much_text_and_long_lines_are_cut_and_say_so(at: Bench) -> None:
    (at.work / "a.txt").write_text("".join("x" * 1000 + "\n" for _ in range(1000)))
    result = await at.do("read_file", path="a.txt")
    assert len(result.text) < 100_100 and "continue with offset=" in result.text
    (at.work / "b.txt").write_text("y" * 1_000_000)
    result = await at.do("read_file", path="b.txt")
    assert len(result.text) < 3000 and "line of 1,000,000 characters cut" in result.text


async def test_separators_that_are_no_line_ends_do_not_shift_the_numbers(at: Bench) -> None:
    (at.work / "a.txt").write_text("a\u2028b\x0cc\x85d\nlast\n")
    result = await at.do("read_file", path="a.txt")
    assert result.text == "1|a\u2028b\x0cc\x85d\n2|last"


async def test_a_missing_file_brings_similar_names(at: Bench) -> None:
    (at.work / "settings.yaml").write_text("")
    with pytest.raises(ToolError, match=r"Similar names there: settings\.yaml"):
        await at.prepare("read_file", path="Settings.yml")
    with pytest.raises(ToolError, match="directory"):
        await at.prepare("read_file", path="none/x")


async def test_directories_and_special_files_are_refused(at: Bench) -> None:
    os.mkfifo(at.work / "fifo")
    with pytest.raises(ToolError, match="list_files"):
        await at.prepare("read_file", path=".")
    with pytest.raises(ToolError, match="FIFO"):
        await at.do("read_file", path="fifo")


async def test_an_image_is_shown_to_model_and_person(at: Bench) -> None:
    (at.work / "a.png").write_bytes(PNG)
    image = ImageContent(base64.b64encode(PNG).decode(), "image/png")
    result = await at.do("read_file", path="a.png")
    assert (result.text, result.images, result.content) == ("[image/png, 108 bytes]", (image,), (image,))


async def test_a_text_named_like_an_image_and_a_large_image_are_refused(at: Bench) -> None:
    (at.work / "a.png").write_text("hello")
    (at.work / "b.png").write_bytes(PNG + bytes(5_000_000))
    with pytest.raises(ToolError, match="none"):
        await at.do("read_file", path="a.png")
    with pytest.raises(ToolError, match=r"5\.0 MB"):
        await at.do("read_file", path="b.png")


async def test_links_are_followed_and_the_action_names_the_real_file(at: Bench) -> None:
    outside = at.work.parent / "secret"
    outside.write_text("s")
    (at.work / "innocent").symlink_to(outside)
    prepared = await at.prepare("read_file", path="innocent")
    assert prepared.action.paths == (PathUse("innocent", str(outside), "read"),)


async def test_a_link_planted_after_the_decision_is_not_followed(at: Bench) -> None:
    outside = at.work.parent / "secret"
    outside.write_text("s")
    (at.work / "a").write_text("fine")
    prepared = await at.prepare("read_file", path="a")
    (at.work / "a").unlink()
    (at.work / "a").symlink_to(outside)
    with pytest.raises(ToolError, match="symbolic link"):
        await prepared.run()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "'path' is missing"),
        ({"path": "a", "ofset": 3}, "no argument 'ofset'"),
        ({"path": "a", "offset": 0}, "'offset': input should be greater"),
        ({"path": ["a"]}, "'path': input should be a valid string"),
    ],
)
async def test_wrong_arguments_are_named(at: Bench, arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ToolError, match=words):
        await at.prepare("read_file", **arguments)
