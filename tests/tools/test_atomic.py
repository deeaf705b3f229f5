"""Replacing files under attack and under SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hermes_acp_tools import atomic


def test_no_write_lands_outside_while_a_parent_is_swapped_for_a_link(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    inside, outside = root / "inside", root / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "f").write_bytes(b"old")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            os.rename(inside, root / "aside")
            os.symlink(outside, inside)
            os.unlink(inside)
            os.rename(root / "aside", inside)

    attacker = threading.Thread(target=swap)
    attacker.start()
    done = tries = 0
    try:
        while tries < 1000 or (done == 0 and tries < 50_000):  # on a busy machine the writer wins late
            tries += 1
            try:
                done += atomic.replace(str(inside / "f"), b"new", lambda fd: True)
            except (FileNotFoundError, NotADirectoryError):
                continue
    finally:
        stop.set()
        attacker.join(10)
    assert (outside / "f").read_bytes() == b"old" and os.listdir(outside) == ["f"]
    assert done > 0, "the race was never won by the writer, so nothing was shown"


def test_a_kill_during_a_large_write_leaves_the_old_bytes_or_the_new(tmp_path: Path) -> None:
    path = tmp_path.resolve() / "big"
    old, new = b"o" * 10_000_000, b"n" * 10_000_000
    code = (
        "import sys; from hermes_acp_tools import atomic; print('ready', flush=True)\n"
        "while True:\n    for c in (b'n', b'o'): atomic.replace(sys.argv[1], c * 10_000_000, lambda fd: True)"
    )
    for delay in (0.0, 0.01, 0.03):
        path.write_bytes(old)
        path.chmod(0o640)
        writer = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
        with writer:
            assert writer.stdout is not None and writer.stdout.readline() == b"ready\n"
            threading.Event().wait(delay)
            writer.send_signal(signal.SIGKILL)
        assert path.read_bytes() in (old, new)
        assert path.stat().st_mode & 0o777 == 0o640


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    root = tmp_path.resolve() / "work"
    root.mkdir()
    names = {
        "stale": f".hermes-{dead.pid}-00.tmp",
        "young": f".hermes-{dead.pid}-01.tmp",
        "ours": f".hermes-{os.getpid()}-02.tmp",
        "other": ".hermes-notes.txt",
    }
    for name in names.values():
        (root / name).write_text("x")
        if name != names["young"]:
            os.utime(root / name, (1, 1))
    atomic.sweep(str(root))
    assert set(os.listdir(root)) == set(names.values()) - {names["stale"]}


def test_a_failed_replacement_leaves_no_temporary_file(tmp_path: Path) -> None:
    path = tmp_path.resolve() / "work" / "f"
    path.parent.mkdir()
    path.write_text("old")

    def fail(fd: int) -> bool:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        atomic.replace(str(path), b"new", fail)
    assert os.listdir(path.parent) == ["f"] and path.read_text() == "old"
