"""Ending processes by number: never another one that has the number by now."""

from __future__ import annotations

import os
import subprocess
import sys

from hermes_acp_tools.hosts import processes

MARK = "HERMES_TEST_PROCESSES"
WAITS = "import time; print(flush=True); time.sleep(600)"


def started(mark: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITS],
        env={**os.environ, MARK: mark},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_what_bears_the_mark_is_ended_and_nothing_else() -> None:
    with started("mine") as mine, started("others") as others:
        processes.end(None, f"{MARK}=mine".encode())
        assert mine.wait(10) < 0
        assert others.poll() is None
        others.kill()


def test_what_was_started_before_is_left_alone() -> None:
    with started("old") as old:
        processes.end(None, f"{MARK}=old".encode(), since=processes.ticks_now() + 1000)
        assert old.poll() is None
        old.kill()


def test_a_number_that_passed_to_another_is_not_signalled() -> None:
    with started("new") as new:
        earlier = processes.Process(new.pid, os.getpid(), new.pid, started=1)
        processes.send([earlier], processes.signal.SIGKILL)
        (found,) = processes.family(None, f"{MARK}=new".encode())
        assert (new.poll(), found.pid) == (None, new.pid)
        processes.send([found], processes.signal.SIGKILL)
        assert new.wait(10) == -processes.signal.SIGKILL
