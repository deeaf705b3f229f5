"""The lock file is what saves commits when a database file is opened by hand: with it none is lost, without it many.

In rollback mode, where a stray close costs the most: the kernel forgets who is writing, and two write at once.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import apsw

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

PROGRAM = Path(__file__).with_name("straying.py")
WRITERS = 3
COMMITS = 200
PATIENCE = 40.0


def straying(database: Path, lock: str) -> tuple[set[str], set[str]]:
    """The commits three straying writers were told of, and those that can be read afterwards."""
    database.parent.mkdir()
    db = opened(database)
    db.execute("CREATE TABLE said (words)")
    db.close()
    command = [sys.executable, str(PROGRAM), str(database), lock]
    pipe = subprocess.PIPE
    writers = [
        subprocess.Popen([*command, f"w{n}", str(COMMITS)], stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        for n in range(WRITERS)
    ]
    told = {line for writer in writers for line in writer.communicate(timeout=PATIENCE)[0].splitlines()}
    return told, readable(database)


def opened(database: Path) -> Connection:
    """A connection without any precaution."""
    return cast("Connection", apsw.Connection(str(database)))


def readable(database: Path) -> set[str]:
    """The commits that can still be read; of a database that is torn, none."""
    db = opened(database)
    try:
        return {str(row[0]) for row in db.execute("SELECT words FROM said")}
    except apsw.Error:
        return set()
    finally:
        db.close()


def test_without_the_lock_file_stray_opens_lose_acknowledged_commits(tmp_path: Path) -> None:
    """A race, so it gets three tries; one is nearly always enough."""
    tries = (straying(tmp_path / str(attempt) / "rows.db", "-") for attempt in range(3))

    assert any(told - kept for told, kept in tries)


def test_with_the_lock_file_the_same_stray_opens_lose_nothing(tmp_path: Path) -> None:
    told, kept = straying(tmp_path / "with" / "rows.db", str(tmp_path / "state" / "lock"))

    assert len(told) == WRITERS * COMMITS
    assert told == kept
