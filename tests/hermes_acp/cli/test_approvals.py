"""What sessions wait for, seen and answered from a terminal; a pipe is no person."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from support.mcp.lines import call, end, greeted
from support.mcp.runners import end_runners
from support.mcp.serving import Desk

SECRET = {"call": {"name": "read_file", "arguments": {"path": ".env"}}}


def hermes(desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hermes_acp", "approvals", *arguments]
    return subprocess.run(
        command, env=desk.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def typed(desk: Desk, name: str, keys: str) -> tuple[int, str]:
    """The exit code and what was shown, when somebody types this."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "hermes_acp", "approvals", name]
    process = subprocess.Popen(command, env=desk.environment(), stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(ours, keys.encode())
    said = b""
    try:
        while piece := os.read(ours, 4096):
            said += piece
    except OSError:
        pass  # the terminal is closed: the program has ended
    os.close(ours)
    return process.wait(timeout=10), said.decode()


def test_nothing_waits(home: Path, tmp_path: Path) -> None:
    said = hermes(Desk(home, tmp_path))
    assert (said.returncode, said.stdout, said.stderr) == (0, "Nothing waits.\n", "")


@pytest.mark.parametrize(("keys", "code", "status"), [("1\nonly this once\n", 0, "completed"), ("\n", 0, "open")])
def test_a_person_at_a_terminal_allows_what_no_model_may(
    home: Path, tmp_path: Path, keys: str, code: int, status: str
) -> None:
    desk = Desk(home, tmp_path / "work")
    desk.work.mkdir()
    (desk.work / ".env").write_text("SHOP=open\n")
    desk.script([SECRET], [{"text": "I read it."}])
    server = greeted(desk, "--allow-run", "--end-runs")
    try:
        run = call(server, 2, "agent_run", prompt="read the secrets")
        (asked,) = run["approvals"]
        listed, piped = hermes(desk), hermes(desk, asked["id"])
        unknown = hermes(desk, "nothing")
        answered = typed(desk, asked["id"], keys)
        after = call(server, 3, "agent_wait", run_id=run["run_id"], wait_seconds=5 if status == "completed" else 0)
        then = hermes(desk)
    finally:
        end(server)
        end_runners(home)

    assert asked["high_risk"] is True
    assert asked["id"] in listed.stdout and asked["title"] in listed.stdout
    assert (piped.returncode, unknown.returncode) == (1, 1)
    assert "only a person at a terminal" in piped.stderr
    assert answered[0] == code and "High risk" in answered[1] and "1  Allow once" in answered[1]
    assert after["status"] == (status if status == "completed" else "needs_approval")
    assert ("Nothing waits." in then.stdout) is (status == "completed")
