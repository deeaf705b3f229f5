"""The tables, and the steps from each older version to this one.

``user_version`` says what a file holds. A newer one is refused and left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hermes_acp.errors import StoreError

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

STEPS = (
    """
    CREATE TABLE sessions (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        cwd TEXT NOT NULL,
        roots TEXT NOT NULL,            -- JSON array
        title TEXT,
        created REAL NOT NULL,
        updated REAL NOT NULL,
        archived INTEGER NOT NULL,
        parent TEXT,
        meta TEXT NOT NULL,             -- JSON object
        used INTEGER NOT NULL UNIQUE,   -- rises with every use; orders lists without trusting the clock
        last_seq INTEGER NOT NULL,
        last_hash BLOB NOT NULL
    ) STRICT;
    CREATE TABLE entries (
        session INTEGER NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,             -- JSON object
        time REAL NOT NULL,
        hash BLOB NOT NULL,             -- see chain.py
        PRIMARY KEY (session, seq)
    ) STRICT;
    CREATE TABLE leases (
        session INTEGER PRIMARY KEY REFERENCES sessions (key) ON DELETE CASCADE,
        nonce TEXT NOT NULL,
        holder TEXT NOT NULL            -- JSON object, see lease.py
    ) STRICT;
    CREATE TABLE memory (
        scope TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,            -- JSON object
        PRIMARY KEY (scope, name)
    ) STRICT;
    CREATE TABLE last_commit (id INTEGER PRIMARY KEY CHECK (id = 1), mark BLOB NOT NULL) STRICT;
    INSERT INTO last_commit VALUES (1, x'');
    """,
)
"""Step n leads from version n to n + 1. A released step never changes."""

VERSION = len(STEPS)


def bring_up_to_date(db: Connection) -> None:
    """Make or migrate the tables in one transaction. StoreError when the file is from a newer version."""
    if _version(db) == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    for step in STEPS[_version(db) :]:  # read again: another process may have been quicker
        db.execute(step).fetchall()
    db.pragma("user_version", VERSION)
    db.execute("COMMIT")


def _version(db: Connection) -> int:
    version = int(db.pragma("user_version"))
    if version > VERSION:
        raise StoreError(
            f"The session store was written by a newer Hermes (version {version}, this one knows {VERSION}). "
            "Update Hermes, or choose another HERMES_HOME.",
            "storage_newer",
        )
    return version
