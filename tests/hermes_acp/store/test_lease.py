"""One process leads a session. [R85, R86, R87, D11]"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from hermes_acp.errors import SessionBusy
from hermes_acp.store import SessionRecord
from hermes_acp.store.lease import SILENCE, Holder, gone, started, this_process
from hermes_acp.store.sqlite import SqliteStore


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "acp.db")


@pytest.fixture
async def store(path: str) -> AsyncIterator[SqliteStore]:
    made = SqliteStore(path)
    await made.create(SessionRecord("a", "/w"))
    yield made
    await made.close()


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Some other living process."""
    process = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate(timeout=10)


async def test_what_another_leads_can_be_read_but_not_written_led_or_deleted(store: SqliteStore, path: str) -> None:
    await store.lease("a")
    await store.append("a", ("user", {}))
    other = SqliteStore(path)
    for attempt in (other.lease("a"), other.append("a", ("user", {})), other.delete("a")):
        with pytest.raises(SessionBusy, match=f"process {os.getpid()}"):
            await attempt
    assert len(await other.read("a")) == 1
    await other.release("a")
    with pytest.raises(SessionBusy):
        await other.lease("a")
    await store.release("a")
    await other.lease("a")
    with pytest.raises(SessionBusy):
        await store.append("a", ("user", {}))
    await other.close()
    await store.append("a", ("user", {}))


LEADER = """
import asyncio, sys
from hermes_acp.store import SessionRecord
from hermes_acp.store.sqlite import SqliteStore
async def main():
    store = SqliteStore(sys.argv[1])
    await store.create(SessionRecord('a', '/w'))
    await store.lease('a')
    print('leads', flush=True)
    await asyncio.to_thread(sys.stdin.read)
asyncio.run(main())
"""


@pytest.fixture
def leader(path: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads session ``a``."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", LEADER, path], stdin=pipe, stdout=pipe)
    assert process.stdout and process.stdout.readline() == b"leads\n"
    yield process
    process.kill()
    process.communicate(timeout=10)


async def test_the_lease_of_a_killed_process_can_be_taken_at_once(leader: subprocess.Popen[bytes], path: str) -> None:
    store = SqliteStore(path)
    with pytest.raises(SessionBusy, match=f"process {leader.pid}"):
        await store.lease("a")
    leader.kill()
    await asyncio.to_thread(leader.wait, 10)
    await store.lease("a")
    assert await store.append("a", ("user", {})) == 1
    await store.close()


def test_a_holder_that_lives_is_not_gone_however_silent(sleeper: subprocess.Popen[bytes]) -> None:
    me = this_process()
    other = replace(me, pid=sleeper.pid, started=started(sleeper.pid), beat=me.beat - 10 * SILENCE)
    assert not gone(other, me)
    sleeper.kill()
    sleeper.wait(10)
    assert gone(other, me)


@pytest.mark.parametrize(
    ("change", "silent", "is_gone"),
    [
        ({}, 0, False),
        ({"started": "1"}, 0, True),
        ({"boot": "an earlier one"}, 0, True),
        ({"pid": 2**22 + 1}, 0, True),
        ({"space": "pid:[1]"}, 0, False),
        ({"space": "pid:[1]"}, SILENCE + 1, True),
        ({"started": ""}, SILENCE / 2, False),
        ({"started": ""}, SILENCE + 60, True),
    ],
)
def test_a_holder_is_gone_when_that_is_sure(change: dict[str, object], silent: float, is_gone: bool) -> None:
    me = this_process()
    holder = Holder(**{**asdict(me), **change, "beat": me.beat - silent})  # type: ignore[arg-type]
    assert gone(holder, me) is is_gone
