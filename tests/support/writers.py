"""Processes that append to a store, and an outside count of what they were told is safe."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from hermes_acp.store import chain
from hermes_acp.store.connection import Connection
from hermes_acp.store.database import Database

PROGRAM = Path(__file__).parents[1] / "faults" / "writer.py"
PATIENCE = 30.0


class Writer:
    """A running ``writer.py``."""

    def __init__(self, task: dict[str, object]) -> None:
        pipe = subprocess.PIPE
        self.session = str(task["session"])
        self.process = subprocess.Popen([sys.executable, PROGRAM], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        self.acknowledged: dict[int, int] = {}
        """``number`` by ``seq``, as far as it was said."""
        self.errors: list[str] = []
        self._said: SimpleQueue[str] = SimpleQueue()
        streams = ((self.process.stdout, self._hear), (self.process.stderr, self.errors.append))
        self._threads = [threading.Thread(target=self._listen, args=stream) for stream in streams]
        for thread in self._threads:
            thread.start()

    def _listen(self, stream: Iterator[str], hear: Callable[[str], object]) -> None:
        for line in stream:
            if line.endswith("\n"):
                hear(line.strip())

    def _hear(self, line: str) -> None:
        if line != "ready":
            _, seq, number = line.split()
            self.acknowledged[int(seq)] = int(number)
        self._said.put(line)

    def hear(self) -> str:
        """The next line it says."""
        return self._said.get(timeout=PATIENCE)

    def kill(self) -> None:
        """End it without a chance to tidy up, and read what it had said."""
        self.process.kill()
        self.wait()

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        return code


class StartWriter(Protocol):
    """Starts a writer on the store of the test; further words are fields of ``writer.Task``."""

    def __call__(self, session: str, **task: object) -> Writer: ...


Faults = dict[str, object]
"""What is wrong with a store; empty when nothing is."""

FaultsOf = Callable[[list[Writer]], Faults]


def faults_of(state: str, writers: list[Writer]) -> Faults:
    """Compare what is in the store with what its writers were told."""
    notices: list[str] = []
    database = Database(state, notices)
    found: Faults = {}
    for writer in writers:
        numbers, sound = database.read(partial(_log, session=writer.session))
        lost = [seq for seq, number in writer.acknowledged.items() if numbers.get(seq) != number]
        if lost or not sound:
            found[writer.session] = {"lost": len(lost), "of": len(writer.acknowledged), "sound": sound}
    whole = database.read(lambda db: db.execute("PRAGMA integrity_check").get)
    database.close()
    if whole != "ok" or notices:
        found["file"] = (whole, notices)
    return found


def _log(db: Connection, session: str) -> tuple[dict[int, int], bool]:
    """``number`` by ``seq``, and whether the sequence is dense and every hash is right."""
    head = db.execute("SELECT key, last_seq, last_hash FROM sessions WHERE id = ?", (session,)).fetchone()
    if head is None:
        return {}, False
    digest, numbers = chain.start(session), dict[int, int]()
    sound = True
    entries = db.execute("SELECT seq, kind, data, time, hash FROM entries WHERE session = ? ORDER BY seq", head[:1])
    for place, (seq, kind, data, moment, stored) in enumerate(entries, 1):
        digest = chain.link(digest, seq, kind, data, moment)
        sound = sound and seq == place and digest == stored
        numbers[seq] = json.loads(data)["number"]
    return numbers, sound and (len(numbers), digest) == head[1:]
