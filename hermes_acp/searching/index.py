"""A full-text index of what was said, beside the store: made from the logs, thrown away without loss.

Brought up to date when somebody searches, so that a turn pays nothing for it. Words match without regard to case and
accents; quotes hold a phrase together; the best match comes first (SQLite FTS5, BM25: https://sqlite.org/fts5.html).
Blocks: call it in a thread.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.searching.words import apart, said_in, together
from hermes_acp.store.entries import Entry

if TYPE_CHECKING:
    from hermes_acp.store.connection import Connection

VERSION = 2
"""Of the tables; an index of another version is made anew."""
TABLES = f"""
    DROP TABLE IF EXISTS logs;
    DROP TABLE IF EXISTS said;
    CREATE TABLE logs (session TEXT PRIMARY KEY, upto INTEGER NOT NULL, updated REAL NOT NULL) STRICT;
    CREATE VIRTUAL TABLE said USING fts5 (
        words, session UNINDEXED, seq UNINDEXED, role UNINDEXED, message UNINDEXED, time UNINDEXED,
        tokenize = 'unicode61 remove_diacritics 2'
    );
    INSERT INTO said (said, rank) VALUES ('secure-delete', 1);
    PRAGMA user_version = {VERSION};
"""
MARKS = ("\x02", "\x03")
"""Around the words that match, in a snippet."""
SNIPPET_WORDS = 24
SNIPPET_CHARS = 300
"""On either side of the first match: words may be endless."""


class Hit(NamedTuple):
    """Something that was said and matches."""

    session_id: str
    seq: int
    """The entry in the session's log."""
    role: str
    """``user`` or ``agent``."""
    message_id: str
    time: float
    """Unix seconds."""
    snippet: str
    """Some words around the match, in one line; what matches stands between ``MARKS``."""


class Index:
    """The index in one file. Use by one thread at a time; close it."""

    def __init__(self, path: str) -> None:
        import apsw

        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)):
            pass  # for this user alone, before anything is in it
        self.db = cast("Connection", apsw.Connection(path))
        self.db.set_busy_timeout(10_000)
        self.db.execute("PRAGMA journal_mode = wal; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;").fetchall()
        if not self._is_current():
            self.db.execute("BEGIN IMMEDIATE")
            if not self._is_current():  # another process may have been quicker
                self.db.execute(TABLES).fetchall()
            self.db.execute("COMMIT")

    def _is_current(self) -> bool:
        return int(self.db.pragma("user_version")) == VERSION

    def behind(self, logs: Iterable[tuple[str, float]]) -> list[tuple[str, int]]:
        """Of sessions and when they were last used, those with more to read, and from which entry on."""
        known = {str(row[0]): (int(row[1]), float(row[2])) for row in self.db.execute("SELECT * FROM logs").fetchall()}
        fresh = [(session, updated, *known.get(session, (0, -1.0))) for session, updated in logs]
        return [(session, upto) for session, updated, upto, seen in fresh if updated > seen]

    def add(self, session_id: str, updated: float, entries: Sequence[Entry]) -> None:
        """Take in the entries of a log that follow those already known."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            known = int(self.db.execute("SELECT coalesce(max(upto), 0) FROM logs WHERE session = ?", (session_id,)).get)
            for entry in entries:
                # Another process may have taken some in since we looked.
                if entry.seq > known and (said := said_in(entry)):
                    row = (apart(said.text), session_id, entry.seq, said.role, said.message_id, entry.time)
                    self.db.execute("INSERT INTO said VALUES (?,?,?,?,?,?)", row)
            upto = entries[-1].seq if entries else 0
            self.db.execute(
                "INSERT INTO logs VALUES (?,?,?) ON CONFLICT DO UPDATE SET upto = max(upto, excluded.upto), "
                "updated = excluded.updated",
                (session_id, upto, updated),
            )
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def keep_only(self, sessions: Iterable[str]) -> None:
        """Drop what was said in sessions that are gone."""
        there = set(sessions)
        known = [str(row[0]) for row in self.db.execute("SELECT session FROM logs").fetchall()]
        self.forget(session for session in known if session not in there)

    def forget(self, sessions: Iterable[str]) -> None:
        """Drop what was said in these sessions."""
        for session in sessions:
            self.db.execute("DELETE FROM said WHERE session = ?", (session,))
            self.db.execute("DELETE FROM logs WHERE session = ?", (session,))

    def search(self, query: str, limit: int, within: Collection[str]) -> list[Hit]:
        """The best matches in what was said in some sessions; none for a query without words."""
        wanted = expression(query)
        if not wanted:
            return []
        rows = self.db.execute(
            f"SELECT session, seq, role, message, time, snippet(said, 0, ?, ?, ' … ', {SNIPPET_WORDS}) FROM said "
            "WHERE said MATCH ? AND session IN (SELECT value FROM json_each(?)) ORDER BY rank LIMIT ?",
            (*MARKS, wanted, json.dumps([*within]), limit),
        ).fetchall()
        return [
            Hit(str(session), int(seq), str(role), str(message), float(time), shortened(together(str(text))))
            for session, seq, role, message, time, text in rows
        ]

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()


def shortened(snippet: str) -> str:
    """A snippet in one line, and not too long."""
    line = " ".join(snippet.split())
    before, mark, rest = line.partition(MARKS[0])
    match, end, after = rest.partition(MARKS[1])
    return before[-SNIPPET_CHARS:] + mark + match[:SNIPPET_CHARS] + end + after[:SNIPPET_CHARS]


def plain(snippet: str) -> str:
    """A snippet without the marks around what matches."""
    return snippet.replace(MARKS[0], "").replace(MARKS[1], "")


def expression(query: str) -> str:
    """The query in the words of FTS5: every word or quoted phrase must be there, the last word may go on."""
    found = re.findall(r'"([^"]+)"|(\S+)', query.replace("\0", " "))  # SQL text ends at a NUL
    terms = [(phrase or word, not phrase) for phrase, word in found if re.search(r"\w", phrase or word)]
    quoted = ['"' + apart(term).replace('"', '""') + '"' for term, _ in terms]
    if terms and terms[-1][1]:
        quoted[-1] += " *"
    return " ".join(quoted)
