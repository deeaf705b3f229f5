"""What every Host promises about files and programs, run over each implementation."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hermes_acp_tools.host import FileStat, Host, TextFile
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.result import ToolError

pytestmark = pytest.mark.anyio  # marked before collection, so that the plugin keeps the parameters

MakeHost = Callable[[Path], Host]


def local(tmp: Path) -> Host:
    return LocalHost(spill_dir=str(tmp / "spill"))


HOSTS: dict[str, MakeHost] = {"local": local}
"""Every implementation and how to make one; its files are those below the test's directory."""


@pytest.fixture(params=HOSTS)
def name_of_host(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def host(name_of_host: str, tmp_path: Path) -> Host:
    return HOSTS[name_of_host](tmp_path)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "work"
    path.mkdir()
    return path


async def test_resolving_follows_links_as_far_as_the_path_exists(host: Host, work: Path) -> None:
    (work / "real").mkdir()
    (work / "link").symlink_to("real")
    assert await host.resolve(str(work / "link" / "new.txt")) == str(work / "real" / "new.txt")


async def test_a_path_with_nul_is_refused(host: Host) -> None:
    with pytest.raises(ToolError, match="NUL"):
        await host.resolve("/tmp/a\0b")


async def test_stat_tells_files_directories_and_nothing_apart(host: Host, work: Path) -> None:
    file = work / "a.txt"
    file.write_bytes(b"12345")
    file.chmod(0o640)
    found = await host.stat(str(file))
    assert found == FileStat("file", 5, file.stat().st_mtime_ns, 0o640)
    folder = await host.stat(str(work))
    assert folder is not None and folder.kind == "directory"
    assert await host.stat(str(work / "none")) is None
    assert await host.stat(str(file / "below")) is None


async def test_a_directory_is_listed_by_name(host: Host, work: Path) -> None:
    (work / "b").mkdir()
    (work / "a").write_text("x")
    assert [(name, facts.kind) for name, facts in await host.list_dir(str(work))] == [("a", "file"), ("b", "directory")]


async def test_reading_bytes_stops_at_the_limit(host: Host, work: Path) -> None:
    (work / "a").write_bytes(b"0123456789")
    assert await host.read_bytes(str(work / "a"), 4) == b"0123"


async def test_a_text_is_read_with_all_that_is_needed_to_write_it_back(host: Host, work: Path) -> None:
    data = b"\xef\xbb\xbfone\r\ntwo\r\n"
    (work / "a.txt").write_bytes(data)
    (work / "a.txt").chmod(0o600)
    path = str(work / "a.txt")
    digest = hashlib.sha256(data).hexdigest()
    assert await host.read_text(path) == TextFile(path, "one\ntwo\n", digest, "utf-8", True, "\r\n", 0o600)


async def test_special_files_are_refused_at_once(host: Host, work: Path) -> None:
    os.mkfifo(work / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(work / "sock"))
        async with asyncio.timeout(1):
            for path in (str(work / "fifo"), str(work / "sock"), "/dev/zero"):
                with pytest.raises(ToolError):
                    await host.read_text(path)
                with pytest.raises(ToolError):
                    await host.read_bytes(path, 10)


async def test_a_huge_file_is_refused_quickly_and_names_its_size(host: Host, work: Path) -> None:
    (work / "huge").touch()
    os.truncate(work / "huge", 200_000_000)
    async with asyncio.timeout(1):
        with pytest.raises(ToolError, match=r"200\.0 MB"):
            await host.read_text(str(work / "huge"))


async def test_a_file_of_size_zero_that_has_content_is_read(host: Host) -> None:
    if sys.platform != "linux":
        pytest.skip("/proc is Linux")
    assert (await host.read_text("/proc/version")).text.startswith("Linux")


async def test_writing_keeps_encoding_mark_line_ends_and_mode(host: Host, work: Path) -> None:
    path = str(work / "a.txt")
    (work / "a.txt").write_bytes("\ufeffeins\r\nzwei\r\n".encode("utf-16-le"))
    (work / "a.txt").chmod(0o755)
    before = await host.read_text(path)
    await host.write_text(path, before.text.replace("zwei", "drei"), before=before)
    assert (work / "a.txt").read_bytes() == "\ufeffeins\r\ndrei\r\n".encode("utf-16-le")
    assert (work / "a.txt").stat().st_mode & 0o777 == 0o755
    assert os.listdir(work) == ["a.txt"]


async def test_a_new_file_gets_its_directories_and_plain_utf8(host: Host, work: Path) -> None:
    await host.write_text(str(work / "x" / "y" / "ü.txt"), "ü\n", before=None)
    assert (work / "x" / "y" / "ü.txt").read_bytes() == b"\xc3\xbc\n"


async def test_a_file_changed_since_it_was_read_is_left_alone(host: Host, work: Path) -> None:
    path = work / "a.txt"
    path.write_text("old!\n")
    before = await host.read_text(str(path))
    times = path.stat()
    path.write_text("new!\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # same size, same time: only the bytes tell
    with pytest.raises(ToolError, match="changed since"):
        await host.write_text(str(path), "mine\n", before=before)
    assert path.read_text() == "new!\n"
    assert os.listdir(work) == ["a.txt"]


async def test_a_file_that_still_is_what_it_was_can_be_deleted(host: Host, work: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (work / name).write_text("old!\n")
    before = await host.read_text(str(work / "a.txt"))
    changed = await host.read_text(str(work / "b.txt"))
    (work / "b.txt").write_text("new!\n")
    await host.remove_text(before)
    for gone in (before, changed):
        with pytest.raises(ToolError):
            await host.remove_text(gone)
    assert os.listdir(work) == ["b.txt"]


async def test_deleting_follows_no_link_planted_at_the_file_or_above_it(host: Host, work: Path, tmp_path: Path) -> None:
    for folder in (tmp_path / "outside", work / "dir"):
        folder.mkdir()
        (folder / "a.txt").write_text("safe")
    before = await host.read_text(str(work / "dir" / "a.txt"))
    (work / "dir" / "a.txt").unlink()
    (work / "dir" / "a.txt").symlink_to(tmp_path / "outside" / "a.txt")
    with pytest.raises(ToolError):
        await host.remove_text(before)
    (work / "dir" / "a.txt").unlink()
    (work / "dir").rmdir()
    (work / "dir").symlink_to(tmp_path / "outside")
    with pytest.raises(ToolError):
        await host.remove_text(before)
    assert (tmp_path / "outside" / "a.txt").read_text() == "safe"


async def test_a_file_that_appeared_meanwhile_is_not_overwritten(host: Host, work: Path) -> None:
    (work / "a.txt").write_text("theirs")
    with pytest.raises(ToolError, match="exists"):
        await host.write_text(str(work / "a.txt"), "mine", before=None)
    assert (work / "a.txt").read_text() == "theirs"


async def test_a_file_that_vanished_is_not_written_anew(host: Host, work: Path) -> None:
    (work / "a.txt").write_text("x")
    before = await host.read_text(str(work / "a.txt"))
    (work / "a.txt").unlink()
    with pytest.raises(ToolError):
        await host.write_text(str(work / "a.txt"), "y", before=before)
    assert os.listdir(work) == []


async def test_a_link_planted_at_the_file_or_above_it_is_not_followed(host: Host, work: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.txt").write_text("safe")
    (work / "dir").mkdir()
    (work / "dir" / "a.txt").write_text("safe")
    path = str(work / "dir" / "a.txt")
    before = await host.read_text(path)
    (work / "dir" / "a.txt").unlink()
    (work / "dir" / "a.txt").symlink_to(outside / "a.txt")
    with pytest.raises(ToolError):
        await host.write_text(path, "owned", before=before)
    (work / "dir" / "a.txt").unlink()
    (work / "dir").rmdir()
    (work / "dir").symlink_to(outside)
    with pytest.raises(ToolError):
        await host.write_text(path, "owned", before=before)
    with pytest.raises(ToolError):
        await host.write_text(str(work / "dir" / "new.txt"), "owned", before=None)
    assert (outside / "a.txt").read_text() == "safe"
    assert os.listdir(outside) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "reason"), [("ro", "permission"), ("a/b", "directory"), ("x" * 300, "too long"), ("folder", "directory")]
)
async def test_a_write_that_cannot_be_says_why_and_leaves_nothing(
    host: Host, work: Path, name: str, reason: str
) -> None:
    (work / "ro").write_text("same")
    (work / "ro").chmod(0o444)
    (work / "a").write_text("a file")
    (work / "folder").mkdir()
    before = await host.read_text(str(work / "ro")) if name == "ro" else None
    with pytest.raises(ToolError, match=f"(?i){reason}|exists"):
        await host.write_text(str(work / name), "other", before=before)
    assert sorted(os.listdir(work)) == ["a", "folder", "ro"]
    assert (work / "ro").read_text() == "same"


async def test_a_program_runs_with_its_streams_apart(host: Host, work: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); print(repr(sys.stdin.read())); sys.exit(3)"
    done = await host.run([sys.executable, "-c", code], cwd=str(work), timeout=20, limit=1000)
    assert (done.exit_code, done.stdout, done.stderr, done.cut) == (3, b"out\n''\n", b"err\n", False)


async def test_a_program_that_says_too_much_is_ended(host: Host, work: Path) -> None:
    done = await host.run(["yes"], cwd=str(work), timeout=20, limit=1000)
    assert done.cut and done.stdout == b"y\n" * 500


async def test_a_program_that_takes_too_long_is_ended(host: Host, work: Path) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(TimeoutError):
            await host.run(["sleep", "60"], cwd=str(work), timeout=0.1, limit=1000)


async def test_a_missing_program_is_named(host: Host, work: Path) -> None:
    with pytest.raises(ToolError, match="no-such-program"):
        await host.run(["no-such-program"], cwd=str(work), timeout=5, limit=1000)
