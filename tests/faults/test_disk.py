"""What the disk and other people do to the store. [R75-R81, R88, D10, D15]"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hermes_acp.errors import SessionNotFound, StoreError
from hermes_acp.store import SessionRecord
from hermes_acp.store.database import Database
from hermes_acp.store.sqlite import SqliteStore

NOBODY = 65534


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


async def filled(path: str, sessions: int = 3, entries: int = 20) -> None:
    store = SqliteStore(path)
    for session in range(sessions):
        await store.create(SessionRecord(f"s{session}", "/w"))
        for number in range(entries):
            await store.append(f"s{session}", ("user", {"number": number, "text": "x" * 2000}))
    await store.close()


async def test_a_full_disk_is_said_to_be_full_and_loses_nothing(small_disk: Path) -> None:
    store = SqliteStore(str(small_disk / "acp.db"))
    await store.create(SessionRecord("a", "/w"))
    kept = 0
    with pytest.raises(StoreError, match="disk is full") as caught:
        for number in range(200):
            await store.append("a", ("user", {"number": number, "text": "x" * 50_000}))
            kept += 1
    assert caught.value.reason == "storage_full"
    assert kept > 5
    assert [entry.data["number"] for entry in await store.read("a")] == list(range(kept))
    # History stays readable. Now room is made, and the same store goes on.
    await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,size=8m", small_disk], check=True)
    assert await store.append("a", ("user", {"number": kept})) == kept + 1
    await store.close()


async def test_a_disk_that_is_full_from_the_start_works_once_there_is_room(small_disk: Path) -> None:
    with (small_disk / "fill").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"x" * 4096)
    store = SqliteStore(str(small_disk / "acp.db"))
    with pytest.raises(StoreError) as caught:
        await store.create(SessionRecord("a", "/w"))
    assert caught.value.reason == "storage_full"
    (small_disk / "fill").unlink()
    await store.create(SessionRecord("a", "/w"))
    assert store.notices == []
    await store.close()


UNPRIVILEGED = """
import asyncio, os, sys
from hermes_acp.errors import StoreError
from hermes_acp.store import SessionRecord
from hermes_acp.store.sqlite import SqliteStore
import apsw
import hermes_acp.store.database, hermes_acp.store.lease, hermes_acp.store.rows
if os.geteuid() == 0: os.setuid(65534)
async def main():
    store = SqliteStore(sys.argv[1])
    try:
        await store.create(SessionRecord("a", "/w"))
    except StoreError as error:
        print(error.reason)
    else:
        print("worked")
    await store.close()
asyncio.run(main())
"""


def as_another(path: Path) -> str:
    run = [sys.executable, "-c", UNPRIVILEGED, path / "acp.db"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def open_path(tmp_path: Path) -> Iterator[Path]:
    """A folder that another user reaches."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(folder.stat().st_mode | 0o011)
    yield tmp_path


def test_a_directory_that_cannot_be_written_is_said_to_be_read_only(open_path: Path) -> None:
    inside = open_path / "ours"
    inside.mkdir()
    shutil.chown(inside, NOBODY)
    inside.chmod(0o500)
    assert as_another(inside) == "storage_readonly"
    inside.chmod(0o700)
    assert as_another(inside) == "worked"


def test_a_directory_of_another_user_or_open_to_all_is_refused(open_path: Path) -> None:
    theirs = open_path / "theirs"
    theirs.mkdir(mode=0o755)
    assert as_another(theirs) == "storage_foreign"
    theirs.chmod(0o777)
    shutil.chown(theirs, NOBODY)
    theirs.chmod(0o777)
    assert as_another(theirs) == "storage_foreign"


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(4096 * 5 + 100, len(content), 4096):
        content[place : place + 400] = os.urandom(400)
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "random bytes": lambda path: path.write_bytes(os.urandom(20_000)),
    "zeroed first page": lambda path: path.write_bytes(bytes(4096) + path.read_bytes()[4096:]),
    "text": lambda path: path.write_text("this is no database\n" * 1000),
    "flipped pages": flip,
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096]),
    "cut in a page": lambda path: path.write_bytes(path.read_bytes()[:5000]),
}


@pytest.mark.parametrize("damage", list(DAMAGE))
async def test_a_damaged_database_is_kept_aside_and_told_of_once(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "acp.db"
    await filled(str(path))
    await asyncio.to_thread(DAMAGE[damage], path)
    damaged = await asyncio.to_thread(path.read_bytes)
    changed = False

    store = SqliteStore(str(path))
    for session in ("s0", "s1", "s2"):  # where the damage lies decides which of these meets it
        try:
            await store.read(session)
            await store.append(session, ("user", {}))
            changed = changed or not store.notices
        except (StoreError, SessionNotFound):
            continue
    for _ in range(2):  # damage that nobody has met yet may be met here, and then it says to try again
        with contextlib.suppress(StoreError):
            await store.create(SessionRecord("new", "/w"))
            break
    assert await store.append("new", ("user", {})) == 1
    for record in (await store.sessions()).records:
        log = await store.read(record.id)
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
    await store.close()

    [notice] = store.notices
    files = await asyncio.to_thread(os.listdir, tmp_path)
    [kept] = [name for name in files if ".damaged-" in name and not name.endswith(("-wal", "-shm"))]
    assert str(tmp_path / kept) in notice
    if not changed:
        assert await asyncio.to_thread((tmp_path / kept).read_bytes) == damaged

    again = SqliteStore(str(path))
    assert [entry.seq for entry in await again.read("new")] == [1]
    assert again.notices == []
    await again.close()


def test_damage_nobody_has_met_yet_is_found_by_looking(tmp_path: Path) -> None:
    path = tmp_path / "acp.db"
    asyncio.run(filled(str(path)))
    notices: list[str] = []
    sound = Database(str(path), notices)
    sound.check(0.0)
    sound.check(10.0)
    sound.close()
    assert notices == []
    flip(path)
    damaged = Database(str(path), notices)
    damaged.check(10.0)
    damaged.close()
    assert len(notices) == 1 and "was damaged" in notices[0]


async def test_an_append_that_meets_damage_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "acp.db"
    await filled(str(path))
    await asyncio.to_thread(flip, path)
    store = SqliteStore(str(path))
    with pytest.raises(StoreError) as caught:
        for _ in range(3):
            for session in ("s0", "s1", "s2"):
                await store.append(session, *(("user", {"text": "x" * 3000}) for _ in range(40)))
    assert caught.value.reason == "storage_damaged"
    assert len(store.notices) == 1
    await store.create(SessionRecord("new", "/w"))
    await store.close()


async def test_what_can_be_read_of_a_damaged_database_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "acp.db"
    await filled(str(path), sessions=4, entries=30)
    store = SqliteStore(str(path))
    await store.remember("rules", "r", {"allow": True})
    await store.close()
    content = bytearray(await asyncio.to_thread(path.read_bytes))
    end = len(content) - 4096 * 10
    content[end:] = bytes(len(content) - end)
    await asyncio.to_thread(path.write_bytes, content)

    store = SqliteStore(str(path))
    with pytest.raises(StoreError, match="try again") as caught:
        for session in range(4):
            await store.read(f"s{session}")
    assert caught.value.reason == "storage_damaged"
    found = (await store.sessions()).records
    assert [record.id for record in found] == ["s3", "s2", "s1", "s0"]
    logs = [await store.read(record.id) for record in found]
    assert [len(log) for log in logs[1:]] == [30, 30, 30]
    assert 0 < len(logs[0]) < 30
    assert [entry.data["number"] for entry in logs[0]] == list(range(len(logs[0])))
    assert await store.append("s3", ("user", {"number": "more"})) == len(logs[0]) + 1
    [notice] = store.notices
    assert f"4 sessions were taken over; 1 of them are cut short, by {30 - len(logs[0])} entries" in notice
    await store.close()


DIES = """
import asyncio, os, sys
from hermes_acp.store.sqlite import SqliteStore
async def main():
    store = SqliteStore(sys.argv[1])
    for number in range(20, 40):
        await store.append('s0', ('user', {'number': number}))
    os._exit(9)
asyncio.run(main())
"""


@pytest.mark.parametrize("loss", ["cut", "random", "gone"])
async def test_a_write_ahead_log_that_was_damaged_costs_at_most_what_it_held(loss: str, tmp_path: Path) -> None:
    path = tmp_path / "acp.db"
    await filled(str(path), sessions=1)
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", DIES, path], timeout=30)
    wal = tmp_path / "acp.db-wal"
    content = await asyncio.to_thread(wal.read_bytes)
    wal.unlink()
    if loss != "gone":
        broken = content[: len(content) // 2 + 7] if loss == "cut" else os.urandom(len(content))
        await asyncio.to_thread(wal.write_bytes, broken)
    store = SqliteStore(str(path))
    numbers = [entry.data["number"] for entry in await store.read("s0")]
    assert numbers == list(range(len(numbers)))
    assert 20 <= len(numbers) < 40
    assert await store.append("s0", ("user", {})) == len(numbers) + 1
    await store.close()


async def test_a_directory_removed_while_running_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "state" / "acp.db"
    store, other = SqliteStore(str(path)), SqliteStore(str(path))
    await store.create(SessionRecord("a", "/w"))
    assert await other.find("a") is not None
    await asyncio.to_thread(shutil.rmtree, path.parent)
    with pytest.raises(SessionNotFound):
        await store.append("a", ("user", {}))
    await store.create(SessionRecord("b", "/w"))
    await other.append("b", ("user", {}))
    assert len(await store.read("b")) == 1
    await store.close()
    await other.close()
