"""What several processes do to one store, and what a sudden death leaves.

Names in brackets are the cases of the project's reliability list: D1, D3 kill -9; D5, R84 two writers; D4, R83
something opens the database file by hand.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.writers import FaultsOf, StartWriter, Writer

KILLS = int(os.environ.get("HERMES_FAULT_KILLS", "20"))
"""Set it to 200 for the full run."""

LOSES = sqlite3.sqlite_version_info < (3, 51, 0)


def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(
    start_writer: StartWriter, faults_of: FaultsOf
) -> None:
    """[D1, D3] All on one store, one death after another, none of them tidied up."""
    moments = random.Random(20261121)
    writers: list[Writer] = []
    for round_ in range(KILLS):
        writer = start_writer(f"s{round_}")
        writer.hear()
        time.sleep(moments.uniform(0, 0.06))  # the moment of death is the subject here, not a wait for something
        writer.kill()
        writers.append(writer)
    assert (
        sum(len(writer.acknowledged) for writer in writers) > 5 * KILLS
    )  # a busy machine writes less in the time it has
    assert faults_of([writer for writer in writers if writer.acknowledged]) == {}


def test_kill_9_again_and_again_in_one_session_keeps_its_sequence_whole(
    start_writer: StartWriter, faults_of: FaultsOf
) -> None:
    """[D3] Each writer goes on where the dead one stopped, and takes over its lease."""
    moments = random.Random(7)
    last = 0
    for _ in range(6):
        writer = start_writer("same", lease=True)
        writer.hear()
        assert int(writer.hear().split()[1]) >= last + 1
        time.sleep(moments.uniform(0, 0.03))  # as above
        writer.kill()
        last = max(writer.acknowledged)
        assert faults_of([writer]) == {}


def test_two_processes_write_at_once_without_a_lock_error_and_without_loss(
    start_writer: StartWriter, faults_of: FaultsOf
) -> None:
    """[D5, R84]"""
    writers = [start_writer(name, count=500) for name in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert [writer.errors for writer in writers] == [[], []]
    assert [len(writer.acknowledged) for writer in writers] == [500, 500]
    assert faults_of(writers) == {}


def test_three_writers_that_all_open_the_file_by_hand_and_reconnect_lose_nothing(
    start_writer: StartWriter, faults_of: FaultsOf
) -> None:
    """[D4, R83]"""
    writers = [start_writer(name, count=400, stray=0.001, reconnect=5) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert [writer.errors for writer in writers] == [[], [], []]
    assert sum(len(writer.acknowledged) for writer in writers) == 1200
    assert faults_of(writers) == {}


def test_one_stray_open_and_a_visitor_then_kill_9_lose_nothing(start_writer: StartWriter, faults_of: FaultsOf) -> None:
    """[D4] The holder's locks are gone when the visitor leaves as if it were the last."""
    holder = start_writer("holder", stray=0.001)
    for _ in range(50):
        holder.hear()
    visitor = start_writer("visitor", count=1)
    assert visitor.wait() == 0
    for _ in range(50):
        holder.hear()
    holder.kill()
    assert len(holder.acknowledged) > 100
    assert faults_of([holder, visitor]) == {}


HOLDER = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = WAL"); db.execute("PRAGMA synchronous = FULL"); db.execute("CREATE TABLE t (x)")
for number in range(50): db.execute("INSERT INTO t VALUES (?)", (number,))
os.close(os.open(sys.argv[1], os.O_RDONLY))
print("strayed", flush=True); sys.stdin.readline()
for number in range(50, 100): db.execute("INSERT INTO t VALUES (?)", (number,))
print("done", flush=True); sys.stdin.readline()
"""


@pytest.mark.skipif(not LOSES, reason="this Python's SQLite survives the fault, so it cannot show that it is one")
def test_the_same_fault_makes_an_old_sqlite_lose_half_of_what_it_committed(tmp_path: Path) -> None:
    """[D4] Shows that the test above can see a loss: the fault is real, and our SQLite is what survives it."""
    path, pipe = str(tmp_path / "old.db"), subprocess.PIPE
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdin=pipe, stdout=pipe, text=True)
    assert holder.stdin and holder.stdout
    with holder.stdin, holder.stdout:
        assert holder.stdout.readline() == "strayed\n"
        visitor = sqlite3.connect(path)
        visitor.execute("SELECT count(*) FROM t").fetchall()
        visitor.close()
        holder.stdin.write("go on\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "done\n"
        holder.kill()
        holder.wait(30)
    survivor = sqlite3.connect(path)
    [(kept,)] = survivor.execute("SELECT count(*) FROM t").fetchall()
    assert survivor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    survivor.close()
    assert kept == 50
