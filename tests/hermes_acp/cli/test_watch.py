"""``hermes watch``, as typed: a saved comment is done and gone, at a terminal the person is asked."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from support.command import HERMES, SECONDS, Shell

EDIT = {"call": {"name": "write_file", "arguments": {"path": "b.py", "content": "y = 2\n"}}}
DONE = {"text": "Done."}


def until(seen: Callable[[], bool]) -> None:
    """Wait until something is true of the disk; bounded."""
    end = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def watching(shell: Shell, *arguments: str, stdin: int, **variables: str) -> Generator[subprocess.Popen[bytes]]:
    """The command, once it watches."""
    process = subprocess.Popen(
        [HERMES, "watch", *arguments],
        cwd=shell.work,
        env=shell.environment(**variables),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        read(process, b"Ctrl-C ends.\n")
        yield process
    finally:
        process.kill()
        process.communicate(timeout=SECONDS)


def read(process: subprocess.Popen[bytes], wanted: bytes) -> bytes:
    """What it writes to standard error up to these bytes."""
    assert process.stderr is not None
    heard, end = b"", time.monotonic() + SECONDS
    while wanted not in heard:
        ready, _, _ = select.select([process.stderr], [], [], end - time.monotonic())
        assert ready, heard
        piece = os.read(process.stderr.fileno(), 4096)
        assert piece, heard
        heard += piece
    return heard


def test_a_saved_comment_is_done_and_gone_and_ctrl_c_ends(shell: Shell) -> None:
    model = shell.script([EDIT], [DONE])
    path = shell.work / "a.py"
    path.write_text("x = 1\n")
    with watching(shell, "--mode", "accept_edits", stdin=subprocess.DEVNULL, HERMES_MODEL=model) as process:
        path.write_text("x = 1  # and a second file AI!\n")
        until(lambda: path.read_text() == "x = 1\n")
        assert (shell.work / "b.py").read_text() == "y = 2\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (0, b"Done.\n")
    assert b"a.py:1 AI! and a second file\n" in err


def test_with_nobody_to_ask_an_edit_is_refused_and_the_comment_stays(shell: Shell) -> None:
    model = shell.script([EDIT], [DONE])
    path = shell.work / "a.py"
    path.write_text("x = 1\n")
    with watching(shell, stdin=subprocess.DEVNULL, HERMES_MODEL=model) as process:
        path.write_text("x = 1  # and a second file AI!\n")
        read(process, b"The comments stay where they are.")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)
    assert path.read_text() == "x = 1  # and a second file AI!\n"
    assert not (shell.work / "b.py").exists()


def test_at_a_terminal_the_person_is_asked(shell: Shell) -> None:
    model = shell.script([EDIT], [DONE])
    path: Path = shell.work / "a.py"
    path.write_text("x = 1\n")
    ours, theirs = pty.openpty()
    try:
        with watching(shell, stdin=theirs, HERMES_MODEL=model) as process:
            path.write_text("x = 1  # and a second file AI!\n")
            asked = read(process, b"\n1 to ")
            assert b"+y = 2" in asked
            assert b"  1  Allow once\n" in asked
            os.write(ours, b"what?\n1\n")
            until(lambda: path.read_text() == "x = 1\n")
    finally:
        os.close(ours)
        os.close(theirs)
    assert (shell.work / "b.py").read_text() == "y = 2\n"


def test_a_terminal_that_is_closed_while_it_is_asked_is_a_refusal(shell: Shell) -> None:
    model = shell.script([EDIT], [DONE])
    path: Path = shell.work / "a.py"
    path.write_text("x = 1\n")
    ours, theirs = pty.openpty()
    try:
        with watching(shell, stdin=theirs, HERMES_MODEL=model) as process:
            path.write_text("x = 1  # and a second file AI!\n")
            read(process, b"\n1 to 6: ")
            os.write(ours, b"\x04")
            assert b"\n\xe2\x9c\x97 " in read(process, b"The comments stay")
    finally:
        os.close(ours)
        os.close(theirs)
    assert not (shell.work / "b.py").exists()


def test_a_directory_that_is_none_is_wrong_usage(shell: Shell) -> None:
    done = shell.hermes("watch", "nowhere")
    assert (done.code, "nowhere is not a directory" in done.err) == (2, True)
