"""A process that commits rows while a thread of it opens and closes the database file by hand, again and again.

Arguments: database, lock file or ``-`` for none, name, commits. Prints a line for each commit that was acknowledged.
It may die of what it does to itself; what it has said by then counts.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import apsw

from hermes_acp.store.lockfile import LockFile

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

PER_CONNECTION = 20


def main(database: str, lock_path: str, name: str, commits: int) -> None:
    lock = None if lock_path == "-" else LockFile(lock_path)

    def held() -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext() if lock is None else lock.held()

    done = threading.Event()

    def stray() -> None:
        while not done.is_set():
            with Path(database).open("rb"):
                pass
            time.sleep(0.0005)

    threading.Thread(target=stray, daemon=True).start()
    for first in range(0, commits, PER_CONNECTION):
        with held():
            db = cast("Connection", apsw.Connection(database))
            for pragma in ("busy_timeout=100", "journal_mode=TRUNCATE", "synchronous=FULL"):
                db.execute(f"PRAGMA {pragma}").fetchall()
        for number in range(first, first + PER_CONNECTION):
            with contextlib.suppress(apsw.Error), held():
                db.execute("BEGIN IMMEDIATE")
                try:
                    db.execute("INSERT INTO said VALUES (?)", (f"{name} {number}",))
                    db.execute("COMMIT")
                except apsw.Error:
                    with contextlib.suppress(apsw.Error):
                        db.execute("ROLLBACK")
                    continue
                print(f"{name} {number}", flush=True)
        with held():
            db.close()
    done.set()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
