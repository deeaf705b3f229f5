"""Files and folders: what the model gets, and the sentence when it gets nothing."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from pathlib import Path

import pytest

from hermes_acp.references.budget import PICTURE
from hermes_acp.references.reference import Attached, Block, Embedded, Limits, Link, Picture
from hermes_acp.references.render import render
from hermes_acp.references.tokens import estimate
from hermes_acp_tools.host import FileStat, TextFile
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.result import ToolError

from .conftest import Bench

TEN = "".join(f"line {n}\n" for n in range(1, 11))


async def test_a_whole_file_is_attached_as_it_is(bench: Bench) -> None:
    bench.write("src/a.py", "x = 1\ny = 2\n")
    attached = await bench.resolve("see @src/a.py.")
    text = "x = 1\ny = 2"
    assert attached.blocks == (Block("@src/a.py", "src/a.py, 2 lines", text, "python", tokens=estimate(text)),)
    assert attached.notices == ()


@pytest.mark.parametrize(
    ("spelling", "title", "text"),
    [
        ("@a.txt:2", "a.txt, line 2 of 10", "line 2"),
        ("@file:a.txt:2-3", "a.txt, lines 2-3 of 10", "line 2\nline 3"),
        ("@a.txt#L9-L99", "a.txt, lines 9-10 of 10", "line 9\nline 10"),
    ],
)
async def test_a_range_gives_its_lines_and_no_more(bench: Bench, spelling: str, title: str, text: str) -> None:
    bench.write("a.txt", TEN)
    block = await bench.block(spelling)
    assert (block.title, block.text) == (title, text)


async def test_a_range_behind_the_end_is_said_to_model_and_person(bench: Bench) -> None:
    bench.write("a.txt", TEN)
    attached = await bench.resolve("@a.txt:9-12 @a.txt:11")
    assert [block.note for block in attached.blocks] == [
        "Asked for up to line 12; the file ends at line 10.",
        "it has no line 11: it ends at line 10.",
    ]
    assert attached.notices == (
        "@a.txt:11 is not attached: it has no line 11: it ends at line 10.",
        "@a.txt:9-12: Asked for up to line 12; the file ends at line 10.",
    )


@pytest.mark.parametrize(
    "name", ["notes:10", "a#L9", "100%.txt", "日本語 ü.txt", "it's.md", "x(1).txt", "a%20b", "-rf"]
)
async def test_a_file_with_an_odd_name_is_found(bench: Bench, name: str) -> None:
    bench.write(name, "here")
    assert (await bench.block(f'@file:"{name}"')).text == "here"
    assert (await bench.block("", Link((bench.root / name).as_uri()))).text == "here"


@pytest.mark.parametrize("name", ["notes:10", "a#L9"])
async def test_a_name_that_looks_like_a_range_is_found_unquoted(bench: Bench, name: str) -> None:
    bench.write(name, "here")
    assert (await bench.block(f"@{name}")).text == "here"


async def test_a_name_in_composed_letters_finds_the_decomposed_file(bench: Bench) -> None:
    bench.write("re\u0301sume\u0301.md", "here")
    assert (await bench.block("@r\u00e9sum\u00e9.md")).text == "here"


@pytest.mark.parametrize("spelling", ["@src\\a.py", "@.\\src\\a.py", "@file:./src/a.py", "@W/src/a.py"])
async def test_other_spellings_of_a_path_lead_to_it(bench: Bench, spelling: str) -> None:
    bench.write("src/a.py", "x")
    assert (await bench.block(spelling)).text == "x"


@pytest.mark.parametrize(
    ("uri", "title"),
    [
        ("file://{root}/a%20b.txt", "a b.txt, 10 lines"),
        ("file://localhost{root}/a b.txt", "a b.txt, 10 lines"),
        ("file:{root}/a%20b.txt", "a b.txt, 10 lines"),
        ("FILE://{root}/a%20b.txt?symbol=x#L2:3", "a b.txt, lines 2-3 of 10"),
        ("file://{root}/a%20b.txt#L2-L3", "a b.txt, lines 2-3 of 10"),
        ("file://{root}/a%20b.txt#2-3", "a b.txt, lines 2-3 of 10"),
        ("file://{root}/a%20b.txt:2:7", "a b.txt, line 2 of 10"),
        ("file://{root}/a%20b.txt#usage", "a b.txt, 10 lines"),
        ("{root}/a b.txt:2-3", "a b.txt, lines 2-3 of 10"),
        ("a b.txt", "a b.txt, 10 lines"),
    ],
)
async def test_a_link_leads_to_its_file_and_lines(bench: Bench, uri: str, title: str) -> None:
    bench.write("a b.txt", TEN)
    assert (await bench.block("", Link(uri.format(root=bench.root)))).title == title


async def test_a_link_to_another_machine_is_refused(bench: Bench) -> None:
    block = await bench.block("", Link("file://server/share/a.txt", "a.txt"))
    assert block.note == "it is on another machine (server)."


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("a.pdf", b"%PDF-1.7\n\0\0", "it is not text but PDF document (11 bytes)."),
        ("a.bin", b"a\0b" * 9, "it is not text but binary data (27 bytes)."),
        ("a.txt", b"\x81\x8d\x90 \xff" * 9, "its text is in an encoding that cannot be read safely (45 bytes)."),
    ],
)
async def test_what_is_not_text_is_named_not_shown(bench: Bench, name: str, content: bytes, note: str) -> None:
    bench.write(name, content)
    block = await bench.block(f"@file:{name}")
    assert (block.state, block.note) == ("missing", note)


async def test_an_empty_file_says_so(bench: Bench) -> None:
    bench.write("a.txt")
    assert (await bench.block("@a.txt")).note == "It is empty."


async def test_what_does_not_exist_is_a_sentence_when_it_was_clearly_meant(bench: Bench) -> None:
    attached = await bench.resolve("@file:no.py and @src/no.py")
    assert attached.notices == (
        "@file:no.py is not attached: there is no such file or folder.",
        "@src/no.py is not attached: there is no such file or folder.",
    )


async def test_scopes_and_names_of_people_stay_words(bench: Bench) -> None:
    attached = await bench.resolve("npm i @types/node, thanks @alice @foo:bar")
    assert (attached.blocks, attached.notices, bench.asked) == ((), (), [])


async def test_a_scope_that_exists_as_a_path_is_a_reference(bench: Bench) -> None:
    bench.write("types/node/index.d.ts", "x")
    assert (await bench.block("see @types/node")).text == "index.d.ts"


async def test_a_folder_whose_name_begins_with_the_sign_is_found_as_it_is_called(bench: Bench) -> None:
    bench.write("@types/node/index.d.ts", "x")
    assert (await bench.block("see @types/node")).text == "index.d.ts"
    assert (await bench.block("see @@types/node")).text == "index.d.ts"


async def test_fifos_and_devices_are_refused_at_once(bench: Bench) -> None:
    os.mkfifo(bench.root / "pipe")
    async with asyncio.timeout(1):
        attached = await bench.resolve("@pipe @/dev/zero @file:/dev/stdin")
    assert len(attached.notices) == 3
    assert bench.asked == []
    assert all("not a regular file" in block.note for block in attached.blocks)


async def test_a_loop_of_links_and_a_nul_are_sentences(bench: Bench) -> None:
    (bench.root / "loop").symlink_to("loop")
    attached = await bench.resolve("@file:loop", Link(f"file://{bench.root}/a%00b"))
    assert [block.state for block in attached.blocks] == ["missing", "missing"]
    notes = ["it is a link that leads to itself.", "the path holds a NUL character."]
    assert sorted(block.note for block in attached.blocks) == notes


async def test_a_file_of_100_megabytes_is_not_read_whole(bench: Bench) -> None:
    path = bench.root / "big.log"
    with path.open("wb") as file:
        file.write(b"0123456789\n" * 20_000)
        file.truncate(100 * 1024 * 1024)
    begun = time.monotonic()
    whole, lines, far = (await bench.resolve("@big.log @big.log:5-6 @big.log:5000000", budget=200_000)).blocks
    assert time.monotonic() - begun < 5
    assert whole.state == "cut"
    assert "this is its first" in whole.note
    assert len(whole.text) <= 64 * 1024
    assert lines.text == "0123456789\n0123456789"
    assert far.note == "line 5000000 lies beyond the first 16.8 MB of this file of 104.9 MB."


async def test_a_large_file_of_one_line_is_cut_inside_it(bench: Bench) -> None:
    bench.write("bundle.js", "let x=1;" * 400_000)
    block = await bench.block("@bundle.js", budget=200_000)
    assert (block.title, block.state, len(block.text)) == ("bundle.js, first 65.5 KB", "cut", 64 * 1024)
    assert block.note == "The file has 3.2 MB; this is its first 65.5 KB. Read on with your tools."


async def test_the_last_character_of_a_cut_head_may_be_cut_in_the_middle(bench: Bench) -> None:
    bench.limits = Limits(whole_bytes=20, head_bytes=17)
    bench.write("a.txt", "eins\nzwei\nüüüüüüüüüü\n")
    assert (await bench.block("@a.txt")).text == "eins\nzwei"


class Unsaved(LocalHost):
    """An editor's view: one buffer differs from the disk, one file vanishes while it is read."""

    async def read_text(self, path: str) -> TextFile:
        if path.endswith("open.py"):
            return TextFile(path, "unsaved\n", "digest", unsaved=True)
        if path.endswith("gone.py"):
            raise FileNotFoundError(2, "No such file or directory", path)
        if path.endswith("closed.py"):
            raise PermissionError(13, "Permission denied", path)
        return await super().read_text(path)

    async def stat(self, path: str) -> FileStat | None:
        if path.endswith("odd.py"):
            raise ToolError("Nobody knows.")
        return await super().stat(path)


async def test_unsaved_changes_win(bench: Bench, tmp_path: Path) -> None:
    bench.host = Unsaved(spill_dir=str(tmp_path))
    bench.write("open.py", "on disk\n")
    assert (await bench.block("@open.py")).text == "unsaved"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("gone.py", "it vanished before it could be read."),
        ("closed.py", "this account may not read it."),
        ("odd.py", "Nobody knows."),
    ],
)
async def test_a_file_that_cannot_be_read_is_a_sentence(bench: Bench, tmp_path: Path, name: str, note: str) -> None:
    bench.host = Unsaved(spill_dir=str(tmp_path))
    bench.write(name, "x")
    assert (await bench.block(f"@file:{name}")).note == note


async def test_a_folder_is_its_tree_without_what_git_ignores(repo: Bench) -> None:
    for name in ("src/a.py", "src/deep/b.py", "ignored/x.py", "README.md"):
        repo.write(name, "x")
    repo.write(".gitignore", "ignored/\n")
    block = await repo.block("@folder:.")
    assert block.text == ".gitignore\nREADME.md\nsrc/\n  a.py\n  deep/\n    b.py"
    assert block.title == "folder ., 4 files"


async def test_a_submodule_that_is_really_a_link_out_of_the_workspace_lists_nothing(
    repo_with_submodule: Bench, tmp_path: Path
) -> None:
    bench = repo_with_submodule
    assert "piece.py" in (await bench.block("@.")).text
    (bench.root / "part").rename(tmp_path / "away")
    (bench.root / "part").symlink_to(tmp_path / "away")
    assert "piece.py" not in (await bench.block("@.")).text


async def test_outside_a_repository_ignore_files_count_too(bench: Bench) -> None:
    bench.write("a.py")
    bench.write(".env", "S=1")
    bench.write("node_modules/x.js")
    bench.write(".ignore", "node_modules\n")
    assert (await bench.block("@folder:.")).text == ".env\n.ignore\na.py"


async def test_a_large_folder_names_what_is_shallow_and_counts_the_rest(bench: Bench) -> None:
    bench.limits = Limits(folder_entries=4)
    for n in range(30):
        bench.write(f"src/deep/{n}.py")
    bench.write("a.py")
    block = await bench.block("@folder:.")
    assert block.text == "a.py\nsrc/\n  deep/\n    0.py"
    assert (block.state, block.note) == ("cut", "29 deeper entries are counted, not named.")


async def test_the_whole_disk_is_no_folder_to_list(bench: Bench) -> None:
    assert (await bench.resolve("@folder:/")).notices == (
        "@folder:/ is not attached: it is the whole disk; point at a folder in it.",
    )


async def test_folder_and_file_are_told_apart(bench: Bench) -> None:
    bench.write("src/a.py", "x")
    attached = await bench.resolve("@file:src @folder:src/a.py")
    assert [block.note for block in attached.blocks] == [
        "it is a folder; point at it with @folder:.",
        "it is not a folder; point at a file with @file:.",
    ]


async def test_embedded_text_is_used_as_the_face_sees_it(bench: Bench) -> None:
    path = bench.write("a.py", "on disk\n")
    block = await bench.block("", Embedded(path.as_uri() + "#L3:4", "three\nfour\n"))
    assert (block.title, block.text, block.language) == ("a.py, lines 3-4", "three\nfour", "python")


async def test_embedded_content_that_is_not_text_is_a_sentence(bench: Bench) -> None:
    block = await bench.block("", Embedded((bench.root / "a.png").as_uri(), None, "image/png", 5))
    assert block.note == "it is not text but image/png (5 bytes)."


@pytest.mark.skipif(os.name == "nt", reason="there it is a path of this system")
@pytest.mark.parametrize(
    ("uri", "judged"),
    [
        ("file:///c%3A/Users/me/a.py", "/mnt/c/Users/me/a.py"),
        ("C:\\Users\\me\\.env", "/mnt/c/Users/me/.env"),
        ("\\\\wsl$\\Ubuntu\\home\\me\\a.py", "/home/me/a.py"),
        ("file://///wsl.localhost/Ubuntu/home/me/a.py", "/home/me/a.py"),
    ],
)
async def test_an_embedded_file_of_windows_is_judged_where_it_lies(bench: Bench, uri: str, judged: str) -> None:
    assert (await bench.block("", Embedded(uri, "x"))).state == "missing"
    assert [use.resolved for action in bench.asked for use in action.paths] == [judged]


async def test_an_embedded_file_with_backslashes_is_judged_as_what_is_there(bench: Bench) -> None:
    bench.write("src/.env", "S=1")
    assert (await bench.block("", Embedded("src\\.env", "S=2"))).state == "missing"
    assert (await bench.block("", Embedded("new\\.env", "S=2"))).state == "missing"


async def test_an_address_nobody_reads_is_a_sentence_and_its_content_is_taken_when_embedded(bench: Bench) -> None:
    attached = await bench.resolve("", Link("zed:///thread/1", "Thread"), Embedded("zed:///rules", "be kind"))
    assert [(block.source, block.text, block.note) for block in attached.blocks] == [
        ("zed:///rules", "be kind", ""),
        ("Thread", "", "nothing here reads addresses that begin with zed:."),
    ]


async def test_what_is_pointed_at_twice_is_attached_once(bench: Bench) -> None:
    path = bench.write("src/a.py", "x\n")
    (bench.root / "same.py").symlink_to("src/a.py")
    attached = await bench.resolve("@src/a.py @file:src/a.py @./src/a.py @same.py", Link(path.as_uri()))
    assert [block.source for block in attached.blocks] == [path.as_uri()]


PNG = b"\x89PNG\r\n\x1a\n\0\0"


async def test_an_image_is_attached_as_one_whatever_it_is_called(bench: Bench) -> None:
    bench.write("shot", PNG)
    block = await bench.block("@file:shot")
    picture = Picture(base64.b64encode(PNG).decode(), "image/png")
    assert block == Block("@file:shot", "shot, an image", state="whole", tokens=PICTURE, picture=picture)
    assert render(Attached((block,))).endswith("@file:shot (shot, an image): it is one of the images of this message.")


async def test_an_image_too_large_for_models_is_named(bench: Bench) -> None:
    bench.limits = Limits(picture_bytes=9)
    bench.write("a.png", PNG)
    assert (await bench.block("@a.png")).note == "it is an image of 10 bytes; models take 9 bytes."


async def test_an_image_that_does_not_fit_is_named_and_not_cut(bench: Bench) -> None:
    bench.write("a.png", PNG)
    block = await bench.block("@a.png", budget=PICTURE)
    assert (block.state, block.picture) == ("named", None)


async def test_an_image_a_face_hands_over_is_asked_about_like_its_file(bench: Bench) -> None:
    picture = Picture("aGk=", "image/png")
    handed = Embedded(f"file://{bench.root}/a.png", None, "image/png", 2, picture)
    assert (await bench.block("", handed)).picture == picture
    secret = Embedded(f"file://{bench.root}/.env", None, "image/png", 2, picture)
    assert (await bench.block("", secret)).note == "you did not allow it."
