"""Writes down what passes over a wire, both ways, while it passes.

Owns the bounds of a trace, and the one thread that masks and writes. Who reads or writes the wire only puts the bytes
and the time into a queue. Refuses to know what a message means and which words in it are secret: what masks them is
handed in. Imported when somebody traces, never before.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue

from hermes_acp_protocol.framing import LongLine
from hermes_acp_protocol.tracing_format import VERSION, Mask, Passed, Sender, records

MOST_WAITING = 64 * 1024 * 1024
"""Bytes that may wait to be written; what comes beyond is counted and left out."""
_TOGETHER = 256
"""Messages that are written in one go at most."""
_CLOSE_SECONDS = 5.0
"""How long the end of the process waits for what is left to be written."""


class Recorder:
    """Writes a trace to an open descriptor, which is its own from then on. Its methods are for any thread."""

    def __init__(
        self,
        descriptor: int,
        head: Mapping[str, object],
        make_mask: Callable[[], Mask],
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """``head`` says who is traced; ``make_mask`` is called in the writing thread and may take its time.

        ``most_waiting`` is what ``MOST_WAITING`` says.
        """
        self._most_waiting = most_waiting
        self._descriptor = descriptor
        self._head = head
        self._make_mask = make_mask
        self._began = time.monotonic()
        self._began_wall = time.time()
        self._queue: SimpleQueue[Passed | None] = SimpleQueue()
        self._waiting = 0
        self._lost = 0
        self._counting = threading.Lock()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="trace", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def heard(self, lines: Sequence[bytes | LongLine]) -> None:
        """The client said these lines."""
        for line in lines:
            self._put("client", line.limit if isinstance(line, LongLine) else line)

    def said(self, data: bytes) -> None:
        """We say this: one line or several, each with its end."""
        self._put("hermes", data)

    def close(self) -> None:
        """Write what is left, for a bounded time. Again is harmless."""
        atexit.unregister(self.close)
        self._queue.put(None)
        self._thread.join(_CLOSE_SECONDS)

    def _put(self, sender: Sender, data: bytes | int) -> None:
        size = data if isinstance(data, int) else len(data)
        with self._counting:
            if self._stopped:
                return
            if not isinstance(data, int) and self._waiting + size > self._most_waiting:
                self._lost += 1
                return
            self._waiting += 0 if isinstance(data, int) else size
            self._queue.put(Passed(sender, time.monotonic() - self._began, time.time(), data))

    # The writing thread.

    def _run(self) -> None:
        pid = os.getpid()
        try:
            self._write([{"trace": VERSION, "pid": pid, "wall": self._began_wall, **self._head}])
            mask = self._make_mask()
            while batch := self._next_batch():
                self._write([{"pid": pid, **record} for passed in batch for record in records(passed, mask)])
                self._done(batch, pid)
        except Exception as error:
            # The wire goes on; whoever asked for a trace has to know that it ends here.
            print(f"hermes: the trace ends here: {type(error).__name__}: {error}", file=sys.stderr)
        finally:
            with self._counting:
                self._stopped = True
            os.close(self._descriptor)

    def _next_batch(self) -> list[Passed]:
        """Wait for something, and take what waits behind it; empty at the end."""
        batch: list[Passed] = []
        passed = self._queue.get()
        while passed is not None:
            batch.append(passed)
            if len(batch) == _TOGETHER:
                return batch
            try:
                passed = self._queue.get_nowait()
            except Empty:
                return batch
        if batch:
            self._queue.put(None)  # the end came with the batch: leave it for the next call
        return batch

    def _done(self, batch: list[Passed], pid: int) -> None:
        with self._counting:
            self._waiting -= sum(len(passed.data) for passed in batch if isinstance(passed.data, bytes))
            lost, self._lost = self._lost, 0
        if lost:
            last = batch[-1]
            self._write([{"pid": pid, "t": last.t, "wall": last.wall, "lost": lost}])

    def _write(self, objects: Sequence[Mapping[str, object]]) -> None:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
        view = memoryview(text.encode("utf-8", "backslashreplace"))
        while view:
            view = view[os.write(self._descriptor, view) :]
